import { isObject } from '../entry.ts';
import { complaint, deniedCall, isDenial } from './complaint.ts';
import type { Creation, Fork, Hosted, PullRequest } from './forge.ts';
import { type ForgeLine, type ForgeReply, type ForgeRequest, ask } from './http.ts';
import type { ForgePlace } from './place.ts';
import { reasonOf } from '../../reason-of.ts';

const draftPrefix = /^\s*(\[draft\]|draft:|\(draft\))\s*/i;

/** A project on GitLab. */
export function onGitLab(place: ForgePlace, token: string, line: ForgeLine): Hosted {
  const project = (path: string) => `${place.api}/projects/${encodeURIComponent(path)}`;
  const root = project(place.path);
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  const call = (method: ForgeRequest['method'], url: string, body?: object): Promise<ForgeReply> =>
    ask({ method, url, headers, ...(body && { body }) }, line);
  /** Requests of forks name their project by a number only. */
  const pathOf = new Map<number, string>();

  async function list(query: Record<string, string>): Promise<PullRequest[]> {
    const words = new URLSearchParams({ state: 'all', per_page: '100', ...query });
    const reply = await call('GET', `${root}/merge_requests?${words.toString()}`);
    if (reply.status !== 200) throw deniedCall(place, reply, 'list the merge requests');
    const all = Array.isArray(reply.body) ? reply.body : [];
    return (await Promise.all(all.map(readRequest))).filter((request) => request !== undefined);
  }

  async function forkOf(id: unknown, target: unknown): Promise<{ fork?: string }> {
    if (typeof id !== 'number') return { fork: '' };
    if (id === target) return {};
    const known = pathOf.get(id);
    if (known !== undefined) return { fork: known };
    const { body } = await call('GET', `${place.api}/projects/${id}`);
    const path = isObject(body) && typeof body['path_with_namespace'] === 'string' ? body['path_with_namespace'] : '';
    pathOf.set(id, path.toLowerCase());
    return { fork: path.toLowerCase() };
  }

  async function readRequest(value: unknown): Promise<PullRequest | undefined> {
    if (!isObject(value)) return undefined;
    const { iid, web_url, state, title, source_branch, source_project_id, target_project_id, sha } = value;
    if (typeof iid !== 'number' || typeof web_url !== 'string' || typeof source_branch !== 'string') return undefined;
    return {
      number: iid,
      address: web_url,
      state: state === 'opened' ? 'open' : state === 'merged' ? 'merged' : 'closed',
      draft: value['draft'] === true || draftPrefix.test(String(title)),
      title: String(title),
      branch: source_branch,
      ...(await forkOf(source_project_id, target_project_id)),
      tip: typeof sha === 'string' ? sha : undefined,
    };
  }

  async function update(request: PullRequest, change: object, doing: string): Promise<void> {
    const reply = await call('PUT', `${root}/merge_requests/${request.number}`, change);
    if (reply.status !== 200) throw deniedCall(place, reply, doing);
  }

  return {
    ofBranch: (head) => list({ source_branch: head.branch }),
    page: (page) => list({ order_by: 'created_at', sort: 'desc', page: `${page}` }),
    async create({ head, base, title, body, draft, collaboration }) {
      let across = {};
      if (head.fork !== undefined) {
        const target = await call('GET', root);
        const id = isObject(target.body) ? target.body['id'] : undefined;
        if (typeof id !== 'number') throw deniedCall(place, target, 'see the project');
        across = { target_project_id: id, allow_collaboration: collaboration };
      }
      const reply = await call('POST', `${project(head.fork ?? place.path)}/merge_requests`, {
        source_branch: head.branch,
        target_branch: base,
        title: draft ? `Draft: ${title}` : title,
        description: body,
        remove_source_branch: true,
        ...across,
      });
      const request = reply.status === 201 ? await readRequest(reply.body) : undefined;
      return request ? { kind: 'made', request } : creationOf(reply);
    },
    markReady: (request) =>
      update(request, { title: request.title.replace(draftPrefix, '') }, 'mark the merge request as ready'),
    async label(request, labels) {
      return await noted(update(request, { add_labels: labels.join(',') }, `set the labels ${labels.join(', ')}`));
    },
    async askReview(request, reviewers) {
      const ids: number[] = [];
      const notes: string[] = [];
      for (const name of reviewers) {
        const { body } = await call('GET', `${place.api}/users?${new URLSearchParams({ username: name }).toString()}`);
        const [user] = Array.isArray(body) ? (body as unknown[]) : [];
        if (isObject(user) && typeof user['id'] === 'number') ids.push(user['id']);
        else notes.push(`${name} cannot be asked to review: nobody on ${place.door.host} has that name.`);
      }
      if (ids.length === 0) return notes;
      return [...notes, ...(await noted(update(request, { reviewer_ids: ids }, 'ask for a review')))];
    },
    async comment({ number }, text) {
      const reply = await call('POST', `${root}/merge_requests/${number}/notes`, { body: text });
      if (reply.status !== 201) throw deniedCall(place, reply, 'comment on the merge request');
    },
    async fork() {
      const reply = await call('POST', `${root}/fork`, {});
      const made = reply.status === 201 ? readFork(reply.body) : undefined;
      if (made) return made;
      // The name is taken, as a rule by the fork of an earlier time.
      const mine = await call('GET', `${root}/forks?${new URLSearchParams({ owned: 'true' }).toString()}`);
      const [first] = Array.isArray(mine.body) ? (mine.body as unknown[]) : [];
      const found = readFork(first);
      if (!found) throw deniedCall(place, reply, 'fork the project');
      return found;
    },
  };
}

async function noted(done: Promise<void>): Promise<string[]> {
  try {
    await done;
    return [];
  } catch (error) {
    return [reasonOf(error)];
  }
}

function creationOf(reply: ForgeReply): Creation {
  const words = complaint(reply);
  if (reply.status === 201 || reply.status === 409) return { kind: 'exists', words };
  if (/archived|read.only/i.test(words)) return { kind: 'archived', words };
  if (isDenial(reply)) return { kind: 'denied', words };
  if (/source.branch.*(does not exist|not found|invalid)|does not exist/i.test(words))
    return { kind: 'notSeen', words };
  return { kind: 'refused', words };
}

function readFork(value: unknown): Fork | undefined {
  if (!isObject(value)) return undefined;
  const { path_with_namespace, http_url_to_repo, ssh_url_to_repo } = value;
  if (typeof path_with_namespace !== 'string') return undefined;
  if (typeof http_url_to_repo !== 'string' || typeof ssh_url_to_repo !== 'string') return undefined;
  return { path: path_with_namespace, httpUrl: http_url_to_repo, sshUrl: ssh_url_to_repo };
}
