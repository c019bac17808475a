import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { exampleOf, resolve } from './example.ts';
import { bodyOf, closed, listen } from './git-server.ts';

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

/** What goes wrong with one call. `lost` does the work and then cuts the connection before the reply. */
export type ForgeFault =
  | 'reset'
  | 'lost'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object };

/** GitHub's REST interface on loopback, for one repository whose truth is a bare git repository. */
export interface GitHubFake {
  /** Base URL, as `suture.<host>.api` wants it. */
  readonly api: string;
  readonly requests: FakeRequest[];
  /** `METHOD path` of each call. */
  readonly calls: string[];
  readonly authorizations: string[];
  /** What the published description does not allow, in requests and in our own answers; must stay empty. */
  readonly violations: string[];
  /** Lets the next calls of a method fail, in this order; undefined lets one through. */
  fail(method: 'GET' | 'POST', ...faults: (ForgeFault | undefined)[]): void;
  failAll(fault: ForgeFault | undefined): void;
  close(): Promise<void>;
}

const description = JSON.parse(
  readFileSync(new URL('../../fixtures/forge/github-openapi.json', import.meta.url), 'utf8'),
) as Document;

/** The published description, ready to validate; one for all fakes, as it takes a moment to compile. */
const contracts = compile();

async function compile(): Promise<OpenAPIBackend> {
  const contract = new OpenAPIBackend({
    definition: description,
    apiRoot: '/api/v3',
    coerceTypes: true,
    quick: true,
    ajvOpts: { allErrors: true },
    customizeAjv: (ajv) => {
      for (const format of ['uri', 'date-time', 'email', 'int64', 'timestamp', 'repo.nwo']) ajv.addFormat(format, true);
      return ajv;
    },
  });
  return await contract.init();
}

const known = {
  query: new Set(['state', 'head', 'base', 'sort', 'direction', 'per_page', 'page']),
  body: new Set([
    'title',
    'head',
    'head_repo',
    'base',
    'body',
    'draft',
    'maintainer_can_modify',
    'labels',
    'reviewers',
  ]),
};

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
    /** Makes the fork of a person, in a folder; gives its address. */
    fork?: (person: string) => { folder: string; url: string };
  } = {},
): Promise<GitHubFake> {
  const { owner = 'acme', name = 'orders', token = 'secret-token-of-the-forge', draftless, blind, archived } = options;
  const forks = new Map<string, string>();
  const contract = await contracts;
  const requests: FakeRequest[] = [];
  const calls: string[] = [];
  const authorizations: string[] = [];
  const violations: string[] = [];
  const queued = { GET: [] as (ForgeFault | undefined)[], POST: [] as (ForgeFault | undefined)[] };
  let always: ForgeFault | undefined;
  let web = '';

  const repository = `/repos/${owner}/${name}/pulls`;
  const refuse = (message: string, errors: object[]) => ({
    status: 422,
    body: { message: 'Validation Failed', errors, documentation_url: 'https://docs.github.com/rest' } as object,
    said: message,
  });

  function work(method: string, path: string, query: URLSearchParams, body: Record<string, unknown>) {
    if (path === `/repos/${owner}/${name}/forks` && options.fork) {
      const { folder, url } = options.fork('me');
      forks.set('me', folder);
      const made = exampleOf(resolve('#/components/schemas/full-repository', description), description) as object;
      return { status: 202, body: { ...made, full_name: `me/${name}`, clone_url: url, ssh_url: url } };
    }
    const decorated = requests.find(({ number }) => path.includes(`/${number}/`));
    if (decorated && path.endsWith('/labels')) {
      decorated.labels = [...(decorated.labels ?? []), ...(body['labels'] as string[])];
      return { status: 200, body: [] };
    }
    if (decorated && path.endsWith('/comments')) {
      decorated.comments = [...(decorated.comments ?? []), String(body['body'])];
      return {
        status: 201,
        body: exampleOf(resolve('#/components/schemas/issue-comment', description), description) as object,
      };
    }
    if (decorated && path.endsWith('/requested_reviewers')) {
      const wanted = body['reviewers'] as string[];
      if (wanted.includes('nobody'))
        return {
          status: 422,
          body: { message: 'Reviews may only be requested from collaborators.', documentation_url: 'x' },
        };
      decorated.reviewers = wanted;
      return { status: 201, body: asGitHub('pull-request-simple', decorated) };
    }
    if (path !== repository) return { status: 404, body: { message: 'Not Found' } };
    if (method === 'GET') {
      const wanted = query.get('head');
      // As GitHub does: a head without its owner is no filter at all.
      const [whose, ref] = wanted?.includes(':') ? wanted.split(':') : [];
      const branch = whose === owner || forks.has(whose ?? '') ? ref : undefined;
      if (blind && branch !== undefined) return { status: 200, body: [] };
      const state = query.get('state') ?? 'open';
      const found = requests
        .filter((request) => branch === undefined || request.head === branch)
        .filter((request) => state === 'all' || request.state === state);
      return { status: 200, body: found.map((request) => asGitHub('pull-request-simple', request)) };
    }
    const { head, base, title, draft } = body as { head: string; base: string; title: string; draft?: boolean };
    if (archived) return { status: 403, body: { message: 'Repository was archived so is read-only.' } };
    const [whose = '', theirs = ''] = head.includes(':') ? head.split(':') : ['', head];
    const tip = revision(forks.get(whose) ?? bare, theirs);
    if (options.uncollaborative && body['maintainer_can_modify'] === true)
      return refuse('fork', [
        {
          resource: 'PullRequest',
          code: 'custom',
          message: "Fork collab can't be granted by someone without permission",
        },
      ]);
    if (!tip) return refuse('head', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
    if (!revision(bare, base)) return refuse('base', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
    const custom = (message: string) => refuse(message, [{ resource: 'PullRequest', code: 'custom', message }]);
    if (whose === '' && git(bare, 'rev-list', '--count', `refs/heads/${base}..${tip}`) === '0')
      return custom(`No commits between ${base} and ${head}`);
    if (
      requests.some(
        (request) => !request.fork && request.head === head && request.base === base && request.state === 'open',
      )
    )
      return custom(`A pull request already exists for ${owner}:${head}.`);
    if (draft && draftless) return custom('Draft pull requests are not supported in this repository.');
    const text = typeof body['body'] === 'string' ? body['body'] : '';
    const number = requests.length + 1;
    const made: FakeRequest = {
      number,
      title,
      body: text,
      head: theirs,
      ...(whose !== '' && { fork: `${whose}/${name}` }),
      base,
      draft: draft ?? false,
      state: 'open',
      mergedAt: null,
    };
    requests.push(made);
    return { status: 201, body: asGitHub('pull-request', made) };
  }

  function asGitHub(schema: string, request: FakeRequest): object {
    const value = exampleOf(resolve(`#/components/schemas/${schema}`, description), description) as Record<
      string,
      object
    >;
    const { number, title, body, state, draft } = request;
    const side = (of: object | undefined, ref: string, full_name: string) => ({
      ...of,
      ref,
      label: `${full_name.split('/')[0]}:${ref}`,
      sha: revision(bare, ref) ?? '0',
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

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    const method = request.method ?? '';
    const raw = (await bodyOf(request)).toString('utf8');
    calls.push(`${method} ${url.pathname}`);
    authorizations.push(request.headers.authorization ?? '');
    const reply = (status: number, body: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}`) return void reply(401, { message: 'Bad credentials' });
    const fault = always ?? (method === 'GET' || method === 'POST' ? queued[method].shift() : undefined);
    if (fault === 'reset') return void request.socket.destroy();
    if (typeof fault === 'object') return void reply(fault.status, fault.body ?? { message: 'no' }, fault.headers);

    const body = raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>);
    if (url.pathname === '/api/graphql') {
      // Drafts become ready by GraphQL alone, which the description does not cover.
      const { id } = body['variables'] as { id: string };
      const ready = requests.find(({ number }) => id === `PR_${number}`);
      if (!ready || !String(body['query']).includes('markPullRequestReadyForReview(input:{pullRequestId:$id})'))
        return void reply(200, { errors: [{ message: 'Could not resolve to a node' }] });
      ready.draft = false;
      return void reply(200, { data: { markPullRequestReadyForReview: { clientMutationId: null } } });
    }
    const asked = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers as Record<string, string>,
      body: raw === '' ? undefined : body,
    };
    const operation = contract.matchOperation(asked);
    if (!operation) violations.push(`${method} ${url.pathname}: not in the description`);
    else {
      const { errors } = contract.validateRequest(asked, operation);
      if (errors) violations.push(`${method} ${url.pathname}: ${JSON.stringify(errors)}`);
    }
    for (const key of url.searchParams.keys()) if (!known.query.has(key)) violations.push(`unknown query key ${key}`);
    for (const key of Object.keys(body)) if (!known.body.has(key)) violations.push(`unknown key ${key}`);

    const done = work(method, url.pathname.replace(/^\/api\/v3/, ''), url.searchParams, body);
    if (operation) {
      const { errors } = contract.validateResponse(done.body, operation, done.status);
      if (errors) violations.push(`answer ${done.status} to ${method}: ${JSON.stringify(errors).slice(0, 500)}`);
    }
    if (fault === 'lost') return void request.socket.destroy();
    reply(done.status, done.body);
  }

  const server = createServer((request, response) => void serve(request, response));
  const { port } = await listen(server);
  web = `http://127.0.0.1:${port}`;
  return {
    api: `${web}/api/v3`,
    requests,
    calls,
    authorizations,
    violations,
    fail: (method, ...faults) => queued[method].push(...faults),
    failAll: (fault) => {
      always = fault;
    },
    close: () => closed(server),
  };
}

function revision(bare: string, branch: string): string | undefined {
  try {
    return git(bare, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  } catch {
    return undefined;
  }
}

function git(bare: string, ...args: string[]): string {
  return execFileSync('git', ['-C', bare, ...args], { encoding: 'utf8' }).trim();
}
