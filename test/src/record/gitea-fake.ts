import { readFileSync } from 'node:fs';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { exampleOf, resolve } from './example.ts';
import {
  type ForgeAnswer,
  type ForgeCall,
  type ForgeServer,
  runGit,
  serveForge,
  tipOf,
  unknownKeys,
} from './forge-server.ts';

/** A pull request of the fake. */
export interface GiteaRequest {
  readonly number: number;
  title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  state: 'open' | 'closed';
  merged: boolean;
  labels: number[];
  reviewers: string[];
}

const description = JSON.parse(
  readFileSync(new URL('../../fixtures/forge/forgejo-openapi.json', import.meta.url), 'utf8'),
) as Document;

const contracts = new OpenAPIBackend({
  definition: description,
  apiRoot: '/api/v1',
  coerceTypes: true,
  quick: true,
  ajvOpts: { allErrors: true },
  customizeAjv: (ajv) => {
    for (const format of ['date-time', 'int64', 'email', 'uri']) ajv.addFormat(format, true);
    return ajv;
  },
}).init();

/** The labels of the repository. */
const labels: readonly { id: number; name: string }[] = [
  { id: 3, name: 'hotfix' },
  { id: 5, name: 'live' },
];

/** Forgejo's REST interface on loopback: every call and answer is held against the published description. */
export async function startGitea(
  bare: string,
  options: { token?: string; archived?: boolean } = {},
): Promise<ForgeServer & { readonly requests: GiteaRequest[] }> {
  const { token = 'secret-token-of-the-forge', archived } = options;
  const contract = await contracts;
  const requests: GiteaRequest[] = [];
  const no = (status: number, message: string): ForgeAnswer => ({
    status,
    body: { message, url: 'http://x/api/swagger' },
  });
  const example = (schema: string) =>
    exampleOf(resolve(`#/components/schemas/${schema}`, description), description) as Record<string, unknown>;

  function shown(request: GiteaRequest, url: string): object {
    const side = (ref: string) => ({
      ...example('PRBranchInfo'),
      ref,
      label: ref,
      sha: tipOf(bare, ref) ?? '',
      repo: { ...example('Repository'), full_name: 'acme/orders' },
    });
    const { number, title, body, state, merged, head, base } = request;
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
      head: side(head),
      base: side(base),
    };
  }

  function create({ body }: ForgeCall, url: string): ForgeAnswer {
    const { head = '', base = '', title = '' } = body as Record<string, string>;
    if (archived) return no(423, 'repository is archived');
    if (!tipOf(bare, head)) return no(404, `head branch ${head} does not exist`);
    if (!tipOf(bare, base)) return no(404, 'base does not exist');
    if (requests.some((one) => one.head === head && one.base === base && one.state === 'open'))
      return no(
        409,
        `pull request already exists for these targets [id: 1, issue_id: 1, head: ${head}, base: ${base}]`,
      );
    if (runGit(bare, 'rev-list', '--count', `refs/heads/${base}..refs/heads/${head}`) === '0')
      return no(422, 'no changes between');
    const made: GiteaRequest = {
      number: requests.length + 1,
      title,
      body: typeof body['body'] === 'string' ? body['body'] : '',
      head,
      base,
      state: 'open',
      merged: false,
      labels: [],
      reviewers: [],
    };
    requests.push(made);
    return { status: 201, body: shown(made, url) };
  }

  function work(call: ForgeCall, url: string): ForgeAnswer {
    const { method, path, query, body } = call;
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
    if (rest === `/pulls/${number}/requested_reviewers`) {
      const wanted = body['reviewers'] as string[];
      if (wanted.includes('nobody')) return no(404, "user 'nobody' not exist");
      request.reviewers.push(...wanted);
      return { status: 201, body: [] };
    }
    return no(404, 'not found');
  }

  function check({ method, path, query, body }: ForgeCall, answer: ForgeAnswer): string[] {
    const asked = {
      method,
      path: `/api/v1${path}`,
      query: Object.fromEntries(query),
      headers: { 'content-type': 'application/json' },
      body: method === 'GET' ? undefined : body,
    };
    const operation = contract.matchOperation(asked);
    if (!operation) return [`${method} ${path}: not in the description`];
    const request = contract.validateRequest(asked, operation).errors ?? [];
    // An answer without a description, such as 422, has nothing to be held against.
    const response =
      (answer.status < 300 && contract.validateResponse(answer.body, operation, answer.status).errors) || [];
    const wrong = [...request, ...response].map((error) => `${method} ${path}: ${JSON.stringify(error).slice(0, 400)}`);
    const known = (operation.parameters ?? []).flatMap((one) =>
      'name' in one && one.in === 'query' ? [one.name] : [],
    );
    const schema = resolveBody(operation.requestBody);
    return [
      ...wrong,
      ...unknownKeys(`${method} ${path}`, query.keys(), known),
      ...(schema ? unknownKeys(`${method} ${path}`, Object.keys(body), schema) : []),
    ];
  }

  const server = await serveForge({ root: '/api/v1', authorization: [`token ${token}`], work, check });
  return Object.assign(server, { requests });
}

/** The keys that a body may have. */
function resolveBody(body: unknown): string[] | undefined {
  const follow = (value: unknown): Record<string, unknown> => {
    const known = (value ?? {}) as Record<string, unknown>;
    return typeof known['$ref'] === 'string' ? follow(resolve(known['$ref'], description)) : known;
  };
  const content = follow(body)['content'] as Record<string, { schema: unknown }> | undefined;
  const properties = follow(content?.['application/json']?.schema)['properties'];
  return properties === undefined ? undefined : Object.keys(properties as object);
}
