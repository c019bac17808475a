import { type Contract, readContract } from './contract.ts';
import { type ForgeAnswer, type ForgeCall, type ForgeServer, runGit, serveForge, tipOf } from './forge-server.ts';
import type { MakeFork } from './fork-folder.ts';

/** A pull request of the fake. */
export interface FakeRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  draft: boolean;
  /** Full name of the repository that the branch is in, where it is a fork. */
  readonly fork?: string;
  state: 'open' | 'closed';
  mergedAt: string | null;
  labels?: string[];
  reviewers?: string[];
  comments?: string[];
}

/** GitHub's REST interface on loopback, for one repository whose truth is a bare git repository. */
export type GitHubFake = ForgeServer & { readonly requests: FakeRequest[] };

let contracts: Promise<Contract> | undefined;

/** Starts the fake; `draftless` is a repository whose plan has no drafts, `blind` one whose filter by head finds nothing. */
export async function startGitHub(
  bare: string,
  options: {
    owner?: string;
    name?: string;
    token?: string;
    draftless?: boolean;
    blind?: boolean;
    archived?: boolean;
    /** Refuses to let the people of the base push to a fork. */
    uncollaborative?: boolean;
    fork?: MakeFork;
  } = {},
): Promise<GitHubFake> {
  const { owner = 'acme', name = 'orders', token = 'secret-token-of-the-forge', draftless, blind, archived } = options;
  contracts ??= readContract('github-openapi.json', '/api/v3');
  const contract = await contracts;
  const forks = new Map<string, string>();
  const requests: FakeRequest[] = [];

  const repository = `/repos/${owner}/${name}`;
  const refuse = (...errors: object[]): ForgeAnswer => ({
    status: 422,
    body: { message: 'Validation Failed', errors, documentation_url: 'https://docs.github.com/rest' },
  });
  const custom = (message: string) => refuse({ resource: 'PullRequest', code: 'custom', message });
  const invalid = (field: string) => refuse({ resource: 'PullRequest', field, code: 'invalid' });

  function create(body: Record<string, unknown>, url: string): ForgeAnswer {
    const { head, base, title, draft = false } = body as { head: string; base: string; title: string; draft?: boolean };
    if (archived) return { status: 403, body: { message: 'Repository was archived so is read-only.' } };
    const [whose = '', theirs = ''] = head.includes(':') ? head.split(':') : ['', head];
    const tip = tipOf(forks.get(whose) ?? bare, theirs);
    if (options.uncollaborative && body['maintainer_can_modify'] === true)
      return custom("Fork collab can't be granted by someone without permission");
    if (!tip) return invalid('head');
    if (!tipOf(bare, base)) return invalid('base');
    if (whose === '' && runGit(bare, 'rev-list', '--count', `refs/heads/${base}..${tip}`) === '0')
      return custom(`No commits between ${base} and ${head}`);
    const fork = whose === '' ? undefined : `${whose}/${name}`;
    if (requests.some((one) => one.fork === fork && one.head === theirs && one.base === base && one.state === 'open'))
      return custom(`A pull request already exists for ${whose || owner}:${theirs}.`);
    if (draft && draftless) return custom('Draft pull requests are not supported in this repository.');
    const made: FakeRequest = {
      number: requests.length + 1,
      title,
      body: typeof body['body'] === 'string' ? body['body'] : '',
      head: theirs,
      ...(fork !== undefined && { fork }),
      base,
      draft,
      state: 'open',
      mergedAt: null,
    };
    requests.push(made);
    return { status: 201, body: shown('pull-request', made, url) };
  }

  function list(query: URLSearchParams, url: string): ForgeAnswer {
    const wanted = query.get('head');
    // As GitHub does: a head without its owner is no filter at all.
    const [whose, ref] = wanted?.includes(':') ? wanted.split(':') : [];
    const branch = whose === owner || forks.has(whose ?? '') ? ref : undefined;
    if (blind && branch !== undefined) return { status: 200, body: [] };
    const state = query.get('state') ?? 'open';
    const found = requests
      .filter((request) => branch === undefined || request.head === branch)
      .filter((request) => state === 'all' || request.state === state);
    return { status: 200, body: found.map((request) => shown('pull-request-simple', request, url)) };
  }

  function work({ method, path, query, body }: ForgeCall, url: string): ForgeAnswer {
    // Drafts become ready by GraphQL alone.
    if (path === '/api/graphql') return ready(body);
    if (path === `${repository}/forks` && options.fork) {
      const { folder, url: clone_url } = options.fork('me');
      forks.set('me', folder);
      const made = contract.example('full-repository');
      return { status: 202, body: { ...made, full_name: `me/${name}`, clone_url, ssh_url: clone_url } };
    }
    if (path === `${repository}/pulls`) return method === 'GET' ? list(query, url) : create(body, url);
    const request = requests.find(({ number }) => path.includes(`/${number}/`));
    if (request && path.endsWith('/labels')) {
      request.labels = [...(request.labels ?? []), ...(body['labels'] as string[])];
      return { status: 200, body: [] };
    }
    if (request && path.endsWith('/comments')) {
      request.comments = [...(request.comments ?? []), String(body['body'])];
      return { status: 201, body: contract.example('issue-comment') };
    }
    if (request && path.endsWith('/requested_reviewers')) {
      const wanted = body['reviewers'] as string[];
      const message = 'Reviews may only be requested from collaborators.';
      if (wanted.includes('nobody')) return { status: 422, body: { message, documentation_url: 'x' } };
      request.reviewers = wanted;
      return { status: 201, body: shown('pull-request-simple', request, url) };
    }
    return { status: 404, body: { message: 'Not Found' } };
  }

  function ready(body: Record<string, unknown>): ForgeAnswer {
    const { id } = body['variables'] as { id: string };
    const request = requests.find(({ number }) => id === `PR_${number}`);
    if (!request || !String(body['query']).includes('markPullRequestReadyForReview(input:{pullRequestId:$id})'))
      return { status: 200, body: { errors: [{ message: 'Could not resolve to a node' }] } };
    request.draft = false;
    return { status: 200, body: { data: { markPullRequestReadyForReview: { clientMutationId: null } } } };
  }

  function shown(schema: string, request: FakeRequest, web: string): object {
    const value = contract.example(schema) as Record<string, object>;
    const { number, title, body, state, draft } = request;
    const side = (of: object | undefined, ref: string, full_name: string) => ({
      ...of,
      ref,
      label: `${full_name.split('/')[0]}:${ref}`,
      sha: tipOf(bare, ref) ?? '0',
      repo: { ...(of && 'repo' in of ? (of.repo as object) : {}), full_name },
    });
    return {
      ...value,
      number,
      node_id: `PR_${number}`,
      title,
      body,
      state,
      draft,
      html_url: `${web}/${owner}/${name}/pull/${number}`,
      merged_at: request.mergedAt,
      head: side(value['head'], request.head, request.fork ?? `${owner}/${name}`),
      base: side(value['base'], request.base, `${owner}/${name}`),
    };
  }

  const server = await serveForge({
    root: '/api/v3',
    authorization: [`Bearer ${token}`],
    work,
    check: (call, answer) => (call.path === '/api/graphql' ? [] : contract.check(call, answer)),
  });
  return Object.assign(server, { requests });
}
