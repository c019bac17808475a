import {
  type ForgeAnswer,
  type ForgeCall,
  type ForgeServer,
  runGit,
  serveForge,
  tipOf,
  unknownKeys,
} from './forge-server.ts';
import type { MakeFork } from './fork-folder.ts';

/** A merge request of the fake. */
export interface GitLabRequest {
  readonly iid: number;
  title: string;
  readonly description: string;
  readonly source: string;
  readonly target: string;
  /** Number of the project that the branch is in. */
  readonly from: number;
  state: 'opened' | 'closed' | 'merged';
  labels: string[];
  reviewers: number[];
  comments: string[];
}

/** The keys that each call may have, in the words of GitLab's own documentation. */
const known = {
  list: ['state', 'source_branch', 'target_branch', 'order_by', 'sort', 'per_page', 'page'],
  create: [
    'source_branch',
    'target_branch',
    'title',
    'description',
    'labels',
    'remove_source_branch',
    'reviewer_ids',
    'target_project_id',
    'squash',
    'allow_collaboration',
  ],
  change: ['title', 'description', 'add_labels', 'labels', 'reviewer_ids', 'state_event'],
  users: ['username'],
  forks: ['owned'],
  fork: [] as string[],
  note: ['body'],
};

const people: readonly { id: number; username: string }[] = [{ id: 11, username: 'ada' }];

/**
 * GitLab's REST interface on loopback. Its description is in no package: an independent client, `@gitbeaker/rest`, is
 * driven against this fake, so that both agree on paths, keys and answers.
 */
export async function startGitLab(
  bare: string,
  options: { token?: string; project?: string; fork?: MakeFork } = {},
): Promise<ForgeServer & { readonly requests: GitLabRequest[] }> {
  const { token = 'secret-token-of-the-forge', project = 'acme/orders' } = options;
  const requests: GitLabRequest[] = [];
  let fork: ReturnType<MakeFork> | undefined;
  const shownFork = () => ({
    id: 8,
    path_with_namespace: 'me/orders',
    http_url_to_repo: fork?.url,
    ssh_url_to_repo: fork?.url,
  });
  const no = (status: number, message: unknown): ForgeAnswer => ({ status, body: { message } });

  const folderOf = (id: number) => (id === 8 ? (fork?.folder ?? bare) : bare);

  function shown(request: GitLabRequest, url: string): object {
    const { iid, title, description, source, target, state, labels, from } = request;
    return {
      id: 100 + iid,
      iid,
      project_id: 7,
      title,
      description,
      state,
      draft: title.startsWith('Draft: '),
      labels,
      source_branch: source,
      target_branch: target,
      source_project_id: from,
      target_project_id: 7,
      sha: tipOf(folderOf(from), source) ?? null,
      merge_commit_sha: null,
      web_url: `${url}/${project}/-/merge_requests/${iid}`,
    };
  }

  function create(from: number, body: Record<string, unknown>, url: string): ForgeAnswer {
    const { source_branch: source = '', target_branch: target = '', title = '' } = body as Record<string, string>;
    if (!source || !target || !title) return no(400, { title: ['is missing'] });
    // GitLab makes a request without commits, too; a branch that does not exist is refused.
    if (from !== 7 && body['target_project_id'] !== 7) return no(422, ['Target project is not the one of the fork']);
    if (!tipOf(folderOf(from), source)) return no(422, ['Source branch "x" does not exist']);
    const open = requests.find(
      (one) => one.from === from && one.source === source && one.target === target && one.state === 'opened',
    );
    if (open) return no(409, [`Another open merge request already exists for this source branch: !${open.iid}`]);
    const made: GitLabRequest = {
      iid: requests.length + 1,
      title,
      description: typeof body['description'] === 'string' ? body['description'] : '',
      source,
      target,
      from,
      state: 'opened',
      labels: [],
      reviewers: [],
      comments: [],
    };
    requests.push(made);
    return { status: 201, body: shown(made, url) };
  }

  function work({ method, path, query, body }: ForgeCall, url: string): ForgeAnswer {
    if (path === '/users')
      return { status: 200, body: people.filter(({ username }) => username === query.get('username')) };
    const [, id = '', rest = ''] = /^\/projects\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const mine = fork !== undefined && (decodeURIComponent(id) === 'me/orders' || id === '8');
    if (mine && rest === '') return { status: 200, body: shownFork() };
    if (mine && rest === '/merge_requests' && method === 'POST') return create(8, body, url);
    if (decodeURIComponent(id) !== project && id !== '7') return no(404, '404 Project Not Found');
    if (rest === '/forks') return { status: 200, body: fork ? [shownFork()] : [] };
    if (rest === '/fork' && options.fork) {
      if (fork) return no(409, { name: ['has already been taken'], path: ['has already been taken'] });
      fork = options.fork('me');
      return { status: 201, body: shownFork() };
    }
    if (rest === '')
      return {
        status: 200,
        body: { id: 7, path_with_namespace: project, default_branch: runGit(bare, 'symbolic-ref', '--short', 'HEAD') },
      };
    if (rest === '/merge_requests' && method === 'POST') return create(7, body, url);
    if (rest === '/merge_requests') {
      const branch = query.get('source_branch');
      const found = requests.filter((one) => branch === null || one.source === branch).reverse();
      return { status: 200, body: found.map((one) => shown(one, url)) };
    }
    const [, iid, part] = /^\/merge_requests\/(\d+)(\/notes)?$/.exec(rest) ?? [];
    const request = requests.find((one) => one.iid === Number(iid));
    if (!request) return no(404, '404 Not found');
    if (part !== undefined) {
      request.comments.push(String(body['body']));
      return { status: 201, body: { id: request.comments.length, body: body['body'] } };
    }
    if (method === 'PUT') {
      if (typeof body['title'] === 'string') request.title = body['title'];
      if (typeof body['add_labels'] === 'string') request.labels.push(...body['add_labels'].split(','));
      if (Array.isArray(body['reviewer_ids'])) request.reviewers = body['reviewer_ids'] as number[];
      if (body['state_event'] === 'close') request.state = 'closed';
    }
    return { status: 200, body: shown(request, url) };
  }

  function check({ method, path, query, body }: ForgeCall): string[] {
    const what = `${method} ${path}`;
    if (path === '/users') return unknownKeys(what, query.keys(), known.users);
    const last = path.split('/').at(-1) ?? '';
    const queries = { merge_requests: known.list, forks: known.forks }[last] ?? [];
    if (method === 'GET') return unknownKeys(what, query.keys(), queries);
    const keys = method === 'PUT' ? known.change : ({ fork: known.fork, notes: known.note }[last] ?? known.create);
    return [...unknownKeys(what, query.keys(), []), ...unknownKeys(what, Object.keys(body), keys)];
  }

  const authorization = [`Bearer ${token}`, token];
  const server = await serveForge({ root: '/api/v4', authorization, work, check });
  return Object.assign(server, { requests });
}
