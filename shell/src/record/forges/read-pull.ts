import { isObject } from '../entry.ts';
import type { Fork, PullRequest } from './forge.ts';

/** Reads what GitHub and those that follow it say of a pull request alike; undefined for what is none. */
export function readPull(value: unknown): Omit<PullRequest, 'state' | 'draft'> | undefined {
  if (!isObject(value) || !isObject(value['head'])) return undefined;
  const { number, html_url, head, title } = value;
  if (typeof number !== 'number' || typeof html_url !== 'string' || typeof head['ref'] !== 'string') return undefined;
  return {
    number,
    address: html_url,
    title: String(title),
    branch: head['ref'],
    ...forkOf(head, value['base']),
    tip: typeof head['sha'] === 'string' ? head['sha'] : undefined,
  };
}

/** Reads a fork that was made or found; undefined for what is none. */
export function readFork(value: unknown): Fork | undefined {
  if (!isObject(value)) return undefined;
  const { full_name, clone_url, ssh_url } = value;
  if (typeof full_name !== 'string' || typeof clone_url !== 'string' || typeof ssh_url !== 'string') return undefined;
  return { path: full_name, httpUrl: clone_url, sshUrl: ssh_url };
}

/** Reads from the two sides of a request whether its branch is in a fork; a renamed repository is none. */
function forkOf(head: unknown, base: unknown): { fork?: string } {
  const name = repositoryOf(head);
  return name !== '' && name === repositoryOf(base) ? {} : { fork: name };
}

function repositoryOf(side: unknown): string {
  if (!isObject(side) || !isObject(side['repo'])) return '';
  const name = side['repo']['full_name'];
  return typeof name === 'string' ? name.toLowerCase() : '';
}
