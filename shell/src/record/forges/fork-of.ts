import { isObject } from '../entry.ts';

/** Reads from the two sides of a request whether its branch is in a fork; a renamed repository is none. */
export function forkOf(head: unknown, base: unknown): { fork?: string } {
  const name = repositoryOf(head);
  return name !== '' && name === repositoryOf(base) ? {} : { fork: name };
}

function repositoryOf(side: unknown): string {
  if (!isObject(side) || !isObject(side['repo'])) return '';
  const name = side['repo']['full_name'];
  return typeof name === 'string' ? name.toLowerCase() : '';
}
