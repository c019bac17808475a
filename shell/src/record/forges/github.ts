import { setTimeout as pause } from 'node:timers/promises';
import { type Door, gitHubToken } from '../credentials.ts';
import { isObject } from '../entry.ts';
import { baseOf } from '../git/base.ts';
import { forgePausesMs, maxPages } from '../limits.ts';
import { requestBody, requestTitle } from '../request-text.ts';
import { Setback } from '../setback.ts';
import type { Asked, Forge, Opened } from './forge.ts';
import { type ForgeReply, ask } from './http.ts';

/** A repository on GitHub or GitHub Enterprise. */
export interface GitHubPlace {
  readonly kind: 'github';
  /** What the token must be for. */
  readonly door: Door;
  /** Address of the repository for people, without a slash at the end. */
  readonly web: string;
  /** Base URL of the REST interface, without a slash at the end. */
  readonly api: string;
  readonly owner: string;
  readonly name: string;
}

/** A pull request, as far as this part reads it. */
interface PullRequest {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly head: string;
}

/** Opens pull requests on GitHub: look it up, create it, look it up again. */
export function gitHub(place: GitHubPlace): Forge {
  return {
    kind: 'github',
    async open(asked) {
      const token = await gitHubToken(asked.repository, place.door);
      const base = await baseOf(asked);
      const desk: Desk = { place, asked, token: token ?? '', base: base.name };
      if (!token)
        throw new Setback('no_token', `There is no token for ${place.door.host}.`, {
          hint: `Set ${tokenNames(place)} or log in with \`gh auth login\`, then \`suture outbox --retry\`; or open it yourself: ${compareUrl(desk)}`,
        });
      return (await find(desk)) ?? (await create(desk, base.holdsDeployed === false));
    },
  };
}

interface Desk {
  readonly place: GitHubPlace;
  readonly asked: Asked;
  readonly token: string;
  readonly base: string;
}

/** Looks for the request of the branch in any state: a request that a person has closed must not come back. */
async function find(desk: Desk): Promise<Opened | undefined> {
  const { place, asked } = desk;
  // Without `owner:` GitHub ignores the filter in silence; with it, some repositories answer with an empty list.
  const head = `${place.owner}:${asked.branch}`;
  const query = new URLSearchParams({ state: 'all', head, per_page: '100' });
  return chosen(await list(desk, query));
}

async function findByPaging(desk: Desk): Promise<Opened | undefined> {
  for (let page = 1; page <= maxPages; page++) {
    const query = new URLSearchParams({
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: '100',
      page: `${page}`,
    });
    const found = chosen(await list(desk, query));
    if (found) return found;
  }
  return undefined;
}

async function list(desk: Desk, query: URLSearchParams): Promise<PullRequest[]> {
  const reply = await call(desk, 'GET', `/pulls?${query.toString()}`);
  if (reply.status !== 200) throw denied(desk, reply, 'list the pull requests');
  const all = Array.isArray(reply.body) ? reply.body.map(pullRequest).filter((pull) => pull !== undefined) : [];
  return all.filter((pull) => pull.head === desk.asked.branch);
}

/** Of several requests of one branch: the open one, else the merged one, else the last that was closed. */
function chosen(pulls: readonly PullRequest[]): Opened | undefined {
  const open = pulls.find((pull) => pull.state === 'open');
  const merged = pulls.find((pull) => pull.merged_at !== null);
  const last = open ?? merged ?? [...pulls].sort((a, b) => b.number - a.number)[0];
  if (!last) return undefined;
  return { state: open ? 'open' : merged ? 'merged' : 'closed', address: last.html_url };
}

async function create(desk: Desk, apart: boolean): Promise<Opened> {
  const { asked, base } = desk;
  let draft = apart;
  let lost: unknown;
  for (const waitMs of [...forgePausesMs, undefined]) {
    let reply: ForgeReply | undefined;
    try {
      reply = await call(desk, 'POST', '/pulls', {
        title: requestTitle(asked.entry.origin),
        head: asked.branch,
        base,
        body: requestBody({ entry: asked.entry, commit: asked.commit, base, apart }),
        draft,
      });
    } catch (error) {
      if (!(error instanceof Setback) || error.code !== 'forge_unreachable') throw error;
      lost = error; // the request may exist all the same: only the list can tell
    }
    if (reply?.status === 201) {
      const made = pullRequest(reply.body);
      if (made) return { state: 'open', address: made.html_url };
    }
    const words = reply ? complaint(reply) : '';
    if (reply && reply.status !== 422 && reply.status !== 201) throw denied(desk, reply, 'open the pull request');
    if (/no commits between/i.test(words))
      return { state: 'upstream', address: `${desk.place.web}/commit/${asked.commit}` };
    if (draft && /draft/i.test(words)) {
      draft = false;
      continue;
    }
    const found = (await find(desk)) ?? (/already exists/i.test(words) ? await findByPaging(desk) : undefined);
    if (found) return found;
    if (lost !== undefined) throw lost;
    // A branch that was pushed a moment ago may not be known yet to the part of the forge that is asked.
    if (waitMs === undefined || !/\binvalid\b|could not resolve/i.test(words)) throw refused(desk, words);
    await pause(waitMs);
  }
  throw refused(desk, 'the forge gave no reason');
}

async function call(desk: Desk, method: 'GET' | 'POST', path: string, body?: object): Promise<ForgeReply> {
  const { place, asked, token } = desk;
  const url = `${place.api}/repos/${encodeURIComponent(place.owner)}/${encodeURIComponent(place.name)}${path}`;
  return await ask({ method, url, token, ...(body && { body }) }, asked);
}

function pullRequest(value: unknown): PullRequest | undefined {
  if (!isObject(value) || !isObject(value['head'])) return undefined;
  const { number, html_url, state, merged_at, head, base } = value;
  // A fork may have a branch of the same name; its request is none of ours.
  if (repositoryOf(head) === undefined || repositoryOf(head) !== repositoryOf(base)) return undefined;
  if (typeof number !== 'number' || typeof html_url !== 'string' || typeof state !== 'string') return undefined;
  if (typeof head['ref'] !== 'string') return undefined;
  return { number, html_url, state, merged_at: typeof merged_at === 'string' ? merged_at : null, head: head['ref'] };
}

function repositoryOf(side: unknown): string | undefined {
  if (!isObject(side) || !isObject(side['repo'])) return undefined;
  return typeof side['repo']['full_name'] === 'string' ? side['repo']['full_name'] : undefined;
}

/** The words of a refusal: GitHub spreads them over `message` and `errors`. */
function complaint(reply: ForgeReply): string {
  if (!isObject(reply.body)) return `it answered ${reply.status}`;
  const { message, errors } = reply.body;
  const details = Array.isArray(errors)
    ? errors.map((error: unknown) => {
        if (!isObject(error)) return String(error);
        const named = [error['field'], error['code']].filter((part) => typeof part === 'string').join(' ');
        return typeof error['message'] === 'string' ? error['message'] : named;
      })
    : [];
  return [typeof message === 'string' ? message : `it answered ${reply.status}`, ...details].join(': ').slice(0, 600);
}

function compareUrl({ place, base, asked }: Desk): string {
  return `${place.web}/compare/${encodeURI(base)}...${encodeURI(asked.branch)}?expand=1`;
}

function tokenNames(place: GitHubPlace): string {
  return place.door.host === 'github.com' || place.door.host.endsWith('.ghe.com') ? 'GH_TOKEN' : 'GH_ENTERPRISE_TOKEN';
}

function denied(desk: Desk, reply: ForgeReply, doing: string): Setback {
  return new Setback('forge_denied', `${desk.place.door.host} did not let Suture ${doing}: ${complaint(reply)}`, {
    hint: `The branch is safe. Give ${tokenNames(desk.place)} the right to write pull requests, or open it yourself: ${compareUrl(desk)}`,
  });
}

function refused(desk: Desk, words: string): Setback {
  return new Setback('forge_refused', `${desk.place.door.host} refused the pull request: ${words}`, {
    hint: `The branch is safe. Open it yourself: ${compareUrl(desk)}`,
    again: { later: true },
  });
}
