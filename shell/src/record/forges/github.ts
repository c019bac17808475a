import { isObject } from '../entry.ts';
import { complaint, deniedCall, isDenial } from './complaint.ts';
import type { Creation, Head, Hosted, PullRequest } from './forge.ts';
import { type ForgeLine, type ForgeReply, type ForgeRequest, ask } from './http.ts';
import type { ForgePlace } from './place.ts';
import { readFork, readPull } from './read-pull.ts';

/** A repository on GitHub or GitHub Enterprise. */
export function onGitHub(place: ForgePlace, token: string, line: ForgeLine): Hosted {
  const [owner = '', name = ''] = place.path.split('/');
  const root = `${place.api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  const call = (method: ForgeRequest['method'], url: string, body?: object): Promise<ForgeReply> =>
    ask({ method, url, headers: headersOf(token), ...(body && { body }) }, line);

  async function list(query: Record<string, string>): Promise<PullRequest[]> {
    const words = new URLSearchParams({ state: 'all', per_page: '100', ...query });
    const reply = await call('GET', `${root}/pulls?${words.toString()}`);
    if (reply.status !== 200) throw deniedCall(place, reply, 'list the pull requests');
    return Array.isArray(reply.body) ? reply.body.map(readRequest).filter((pull) => pull !== undefined) : [];
  }

  return {
    // Without `owner:` GitHub ignores the filter in silence; with it, some repositories answer with an empty list.
    ofBranch: (head) => list({ head: `${ownerOf(head, owner)}:${head.branch}` }),
    page: (page) => list({ sort: 'created', direction: 'desc', page: `${page}` }),
    async create(request) {
      const { head, base, title, body, draft } = request;
      const across = head.fork === undefined ? {} : { maintainer_can_modify: request.collaboration };
      const from = head.fork === undefined ? head.branch : `${ownerOf(head, owner)}:${head.branch}`;
      return creationOf(await call('POST', `${root}/pulls`, { title, head: from, base, body, draft, ...across }));
    },
    async markReady({ handle }) {
      // The REST interface has no word for it.
      const query = 'mutation($id:ID!){markPullRequestReadyForReview(input:{pullRequestId:$id}){clientMutationId}}';
      const url = place.api.endsWith('/v3') ? place.api.replace(/\/v3$/, '/graphql') : `${place.api}/graphql`;
      const reply = await call('POST', url, { query, variables: { id: handle } });
      if (reply.status !== 200 || (isObject(reply.body) && Array.isArray(reply.body['errors'])))
        throw deniedCall(place, reply, 'mark the pull request as ready');
    },
    async label({ number }, labels) {
      const reply = await call('POST', `${root}/issues/${number}/labels`, { labels });
      return reply.status === 200 ? [] : [`The labels ${labels.join(', ')} were not set: ${complaint(reply)}.`];
    },
    async askReview({ number }, reviewers) {
      const teams = reviewers.filter((who) => who.includes('/')).map((who) => who.slice(who.indexOf('/') + 1));
      const people = reviewers.filter((who) => !who.includes('/'));
      const body = {
        ...(people.length > 0 && { reviewers: people }),
        ...(teams.length > 0 && { team_reviewers: teams }),
      };
      const reply = await call('POST', `${root}/pulls/${number}/requested_reviewers`, body);
      return reply.status === 201 ? [] : [`${reviewers.join(', ')} cannot be asked to review: ${complaint(reply)}.`];
    },
    async comment({ number }, text) {
      const reply = await call('POST', `${root}/issues/${number}/comments`, { body: text });
      if (reply.status !== 201) throw deniedCall(place, reply, 'comment on the pull request');
    },
    async fork() {
      const reply = await call('POST', `${root}/forks`, {});
      const fork = reply.status === 202 ? readFork(reply.body) : undefined;
      if (!fork) throw deniedCall(place, reply, 'fork the repository');
      return fork;
    },
  };
}

function headersOf(token: string): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
}

function ownerOf(head: Head, owner: string): string {
  return head.fork?.split('/')[0] ?? owner;
}

function creationOf(reply: ForgeReply): Creation {
  const words = complaint(reply);
  if (reply.status === 201) {
    const request = readRequest(reply.body);
    return request ? { kind: 'made', request } : { kind: 'exists', words };
  }
  if (/archived/i.test(words)) return { kind: 'archived', words };
  if (isDenial(reply)) return { kind: 'denied', words };
  if (reply.status !== 422) return { kind: 'refused', words };
  if (/no commits between/i.test(words)) return { kind: 'empty', words };
  if (/already exists/i.test(words)) return { kind: 'exists', words };
  if (/draft/i.test(words)) return { kind: 'noDrafts', words };
  if (/fork.collab/i.test(words)) return { kind: 'noCollaboration', words };
  return { kind: /\binvalid\b|could not resolve/i.test(words) ? 'notSeen' : 'refused', words };
}

function readRequest(value: unknown): PullRequest | undefined {
  const pull = readPull(value);
  if (!pull || !isObject(value)) return undefined;
  const { merged_at, state, draft, node_id } = value;
  return {
    ...pull,
    state: typeof merged_at === 'string' ? 'merged' : state === 'open' ? 'open' : 'closed',
    draft: draft === true,
    ...(typeof node_id === 'string' && { handle: node_id }),
  };
}
