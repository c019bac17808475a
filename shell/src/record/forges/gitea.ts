import { isObject } from '../entry.ts';
import { complaint, deniedCall, isDenial } from './complaint.ts';
import type { Creation, Hosted, PullRequest } from './forge.ts';
import { type ForgeLine, type ForgeReply, type ForgeRequest, ask } from './http.ts';
import type { ForgePlace } from './place.ts';
import { readFork, readPull } from './read-pull.ts';

/** The prefix that every server knows unless its owner has changed the list; there is no field for drafts. */
const draftPrefix = /^\s*(wip:|\[wip\])\s*/i;

/** What most servers allow on one page. */
const pageSize = '50';

/** A repository on Gitea or Forgejo. */
export function onGitea(place: ForgePlace, token: string, line: ForgeLine): Hosted {
  const [owner = '', name = ''] = place.path.split('/');
  const root = `${place.api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  const headers = { accept: 'application/json', authorization: `token ${token}` };
  const call = (method: ForgeRequest['method'], url: string, body?: object): Promise<ForgeReply> =>
    ask({ method, url, headers, ...(body && { body }) }, line);

  async function page(number: number): Promise<PullRequest[]> {
    const words = new URLSearchParams({ state: 'all', limit: pageSize, page: `${number}` });
    const reply = await call('GET', `${root}/pulls?${words.toString()}`);
    if (reply.status !== 200) throw deniedCall(place, reply, 'list the pull requests');
    return Array.isArray(reply.body) ? reply.body.map(readRequest).filter((pull) => pull !== undefined) : [];
  }

  return {
    // The filter by head came with Forgejo 16 only, and others ignore it: the newest page is read and matched.
    ofBranch: () => page(1),
    page,
    async create({ title, body, head, base, draft }) {
      const from = head.fork === undefined ? head.branch : `${head.fork.split('/')[0] ?? ''}:${head.branch}`;
      const text = draft ? `WIP: ${title}` : title;
      return creationOf(await call('POST', `${root}/pulls`, { title: text, head: from, base, body }));
    },
    async markReady({ number, title }) {
      const reply = await call('PATCH', `${root}/pulls/${number}`, { title: title.replace(draftPrefix, '') });
      if (reply.status !== 201) throw deniedCall(place, reply, 'mark the pull request as ready');
    },
    async label({ number }, labels) {
      // Older servers take the numbers of labels only.
      const known = await call('GET', `${root}/labels?${new URLSearchParams({ limit: pageSize }).toString()}`);
      const all = Array.isArray(known.body) ? (known.body as unknown[]).filter(isObject) : [];
      const found = labels.map((label) => ({ label, id: all.find((one) => one['name'] === label)?.['id'] }));
      const notes = found
        .filter(({ id }) => typeof id !== 'number')
        .map(({ label }) => `The label ${label} was not set: ${place.door.host} does not have it.`);
      const ids = found.map(({ id }) => id).filter((id) => typeof id === 'number');
      if (ids.length === 0) return notes;
      const reply = await call('POST', `${root}/issues/${number}/labels`, { labels: ids });
      return reply.status === 200 ? notes : [...notes, `The labels were not set: ${complaint(reply)}.`];
    },
    async askReview({ number }, reviewers) {
      const reply = await call('POST', `${root}/pulls/${number}/requested_reviewers`, { reviewers });
      return reply.status === 201 ? [] : [`${reviewers.join(', ')} cannot be asked to review: ${complaint(reply)}.`];
    },
    async comment({ number }, text) {
      const reply = await call('POST', `${root}/issues/${number}/comments`, { body: text });
      if (reply.status !== 201) throw deniedCall(place, reply, 'comment on the pull request');
    },
    async fork() {
      const reply = await call('POST', `${root}/forks`, {});
      const made = reply.status === 202 ? readFork(reply.body) : undefined;
      if (made) return made;
      if (reply.status !== 409) throw deniedCall(place, reply, 'fork the repository');
      const me = await call('GET', `${place.api}/user`);
      const login = isObject(me.body) ? me.body['login'] : undefined;
      const all = await call('GET', `${root}/forks`);
      const forks = Array.isArray(all.body) ? (all.body as unknown[]).map(readFork) : [];
      const mine = forks.find((fork) => fork?.path.toLowerCase().startsWith(`${String(login).toLowerCase()}/`));
      if (!mine) throw deniedCall(place, reply, 'fork the repository');
      return mine;
    },
  };
}

function creationOf(reply: ForgeReply): Creation {
  const words = complaint(reply);
  if (reply.status === 201) {
    const request = readRequest(reply.body);
    return request ? { kind: 'made', request } : { kind: 'exists', words };
  }
  if (reply.status === 409) return { kind: 'exists', words };
  if (reply.status === 423) return { kind: 'archived', words };
  if (/head.*(does not exist|not found)|could not find.*(head|branch)/i.test(words)) return { kind: 'notSeen', words };
  if (/no (commits|changes)/i.test(words)) return { kind: 'empty', words };
  return { kind: isDenial(reply) ? 'denied' : 'refused', words };
}

function readRequest(value: unknown): PullRequest | undefined {
  const pull = readPull(value);
  if (!pull || !isObject(value)) return undefined;
  const { merged, state, draft } = value;
  return {
    ...pull,
    state: merged === true ? 'merged' : state === 'open' ? 'open' : 'closed',
    draft: draft === true || draftPrefix.test(pull.title),
  };
}
