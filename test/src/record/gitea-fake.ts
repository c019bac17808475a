import { type Contract, readContract } from './contract.ts';
import { type ForgeAnswer, type ForgeCall, type ForgeServer, runGit, serveForge, tipOf } from './forge-server.ts';
import type { MakeFork } from './fork-folder.ts';

/** A pull request of the fake. */
export interface GiteaRequest {
  readonly number: number;
  title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  /** Who owns the fork that the branch is in; empty where it is in none. */
  readonly fork: string;
  state: 'open' | 'closed';
  merged: boolean;
  labels: number[];
  reviewers: string[];
  comments: string[];
}

let contracts: Promise<Contract> | undefined;

/** The labels of the repository. */
const labels: readonly { id: number; name: string }[] = [
  { id: 3, name: 'hotfix' },
  { id: 5, name: 'live' },
];

/** Forgejo's REST interface on loopback: every call and answer is held against the published description. */
export async function startGitea(
  bare: string,
  options: { token?: string; archived?: boolean; fork?: MakeFork } = {},
): Promise<ForgeServer & { readonly requests: GiteaRequest[] }> {
  const { token = 'secret-token-of-the-forge', archived } = options;
  // Only answers that went well are described with a body.
  contracts ??= readContract('forgejo-openapi.json', '/api/v1', (status) => status < 300);
  const contract = await contracts;
  const forks = new Map<string, ReturnType<MakeFork>>();
  const requests: GiteaRequest[] = [];
  const no = (status: number, message: string): ForgeAnswer => ({
    status,
    body: { message, url: 'http://x/api/swagger' },
  });
  const { example } = contract;
  const folderOf = (owner: string) => forks.get(owner)?.folder ?? bare;
  const asFork = (owner: string, { url }: ReturnType<MakeFork>) => ({
    ...example('Repository'),
    full_name: `${owner}/orders`,
    clone_url: url,
    ssh_url: url,
  });

  function shown(request: GiteaRequest, url: string): object {
    const side = (ref: string, owner: string) => ({
      ...example('PRBranchInfo'),
      ref,
      label: ref,
      sha: tipOf(folderOf(owner), ref) ?? '',
      repo: { ...example('Repository'), full_name: `${owner || 'acme'}/orders` },
    });
    const { number, title, body, state, merged, head, base, fork } = request;
    const draft = /^WIP:/i.test(title);
    const html_url = `${url}/acme/orders/pulls/${number}`;
    return {
      ...example('PullRequest'),
      number,
      title,
      body,
      state,
      merged,
      draft,
      html_url,
      head: side(head, fork),
      base: side(base, ''),
    };
  }

  function create({ body }: ForgeCall, url: string): ForgeAnswer {
    const { head: from = '', base = '', title = '' } = body as Record<string, string>;
    const [fork = '', head = ''] = from.includes(':') ? from.split(':') : ['', from];
    if (archived) return no(423, 'repository is archived');
    if (!tipOf(folderOf(fork), head)) return no(404, `head branch ${head} does not exist`);
    if (!tipOf(bare, base)) return no(404, 'base does not exist');
    if (requests.some((one) => one.fork === fork && one.head === head && one.base === base && one.state === 'open'))
      return no(
        409,
        `pull request already exists for these targets [id: 1, issue_id: 1, head: ${head}, base: ${base}]`,
      );
    if (fork === '' && runGit(bare, 'rev-list', '--count', `refs/heads/${base}..refs/heads/${head}`) === '0')
      return no(422, 'no changes between');
    const made: GiteaRequest = {
      number: requests.length + 1,
      title,
      body: typeof body['body'] === 'string' ? body['body'] : '',
      head,
      base,
      fork,
      state: 'open',
      merged: false,
      labels: [],
      reviewers: [],
      comments: [],
    };
    requests.push(made);
    return { status: 201, body: shown(made, url) };
  }

  function work(call: ForgeCall, url: string): ForgeAnswer {
    const { method, path, query, body } = call;
    if (path === '/user') return { status: 200, body: { ...example('User'), login: 'me' } };
    const rest = /^\/repos\/acme\/orders(\/.*)?$/.exec(path)?.[1];
    if (rest === undefined) return no(404, 'not found');
    if (rest === '/pulls' && method === 'POST') return create(call, url);
    if (rest === '/pulls') {
      const size = Number(query.get('limit') ?? 30);
      const first = (Number(query.get('page') ?? 1) - 1) * size;
      return {
        status: 200,
        body: [...requests]
          .reverse()
          .slice(first, first + size)
          .map((one) => shown(one, url)),
      };
    }
    if (rest === '/forks' && method === 'GET')
      return { status: 200, body: [...forks].map(([owner, fork]) => asFork(owner, fork)) };
    if (rest === '/forks' && options.fork) {
      if (forks.has('me')) return no(409, 'The repository with the same name already exists.');
      forks.set('me', options.fork('me'));
      return { status: 202, body: asFork('me', options.fork('me')) };
    }
    if (rest === '/labels') return { status: 200, body: labels.map((label) => ({ ...example('Label'), ...label })) };
    const number = Number(/\/(\d+)(\/|$)/.exec(rest)?.[1]);
    const request = requests.find((one) => one.number === number);
    if (!request) return no(404, 'not found');
    if (rest === `/pulls/${number}` && method === 'PATCH') {
      if (typeof body['title'] === 'string') request.title = body['title'];
      return { status: 201, body: shown(request, url) };
    }
    if (rest === `/issues/${number}/labels`) {
      request.labels.push(...(body['labels'] as number[]));
      return { status: 200, body: [] };
    }
    if (rest === `/issues/${number}/comments`) {
      request.comments.push(String(body['body']));
      return { status: 201, body: example('Comment') };
    }
    if (rest === `/pulls/${number}/requested_reviewers`) {
      const wanted = body['reviewers'] as string[];
      if (wanted.includes('nobody')) return no(404, "user 'nobody' not exist");
      request.reviewers.push(...wanted);
      return { status: 201, body: [] };
    }
    return no(404, 'not found');
  }

  const server = await serveForge({ root: '/api/v1', authorization: [`token ${token}`], work, check: contract.check });
  return Object.assign(server, { requests });
}
