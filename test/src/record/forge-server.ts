import { execFileSync } from 'node:child_process';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { listen } from '../patient/listen.ts';
import { bodyOf, closed } from './git-server.ts';

/** What goes wrong with one call. `lost` does the work and then cuts the connection before the reply; `silent` says nothing. */
export type ForgeFault =
  | 'reset'
  | 'lost'
  | 'silent'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object };

/** One call, taken apart. */
export interface ForgeCall {
  readonly method: string;
  /** Below the root of the interface, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}

/** What a fake answers. */
export interface ForgeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A forge on loopback, whose truth is a bare git repository. */
export interface ForgeServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Base URL, as `suture.<host>.api` wants it. */
  readonly api: string;
  /** `METHOD path` of each call. */
  readonly calls: string[];
  readonly authorizations: string[];
  /** What the interface does not allow, in requests and in our own answers; must stay empty. */
  readonly violations: string[];
  /** Lets the next calls of a method fail, in this order; undefined lets one through. */
  fail(method: string, ...faults: (ForgeFault | undefined)[]): void;
  failAll(fault: ForgeFault | undefined): void;
  close(): Promise<void>;
}

/** Serves a fake: faults, a token, and JSON in and out. */
export async function serveForge(fake: {
  readonly root: string;
  readonly authorization: readonly string[];
  readonly work: (call: ForgeCall, url: string) => ForgeAnswer;
  /** Gives what is wrong with a call and its answer. */
  readonly check: (call: ForgeCall, answer: ForgeAnswer) => readonly string[];
}): Promise<ForgeServer> {
  const calls: string[] = [];
  const authorizations: string[] = [];
  const violations: string[] = [];
  const queued = new Map<string, (ForgeFault | undefined)[]>();
  let always: ForgeFault | undefined;
  let web = '';

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    const method = request.method ?? '';
    const raw = (await bodyOf(request)).toString('utf8');
    calls.push(`${method} ${url.pathname}`);
    const given = request.headers.authorization ?? String(request.headers['private-token'] ?? '');
    authorizations.push(given);
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (!fake.authorization.includes(given)) return void reply(401, { message: '401 Unauthorized' });
    const fault = always ?? queued.get(method)?.shift();
    if (fault === 'silent') return;
    if (fault === 'reset') return void request.socket.destroy();
    if (typeof fault === 'object') return void reply(fault.status, fault.body ?? { message: 'no' }, fault.headers);
    const body = raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>);
    const call = { method, path: url.pathname.replace(fake.root, ''), query: url.searchParams, body };
    const answer = fake.work(call, web);
    violations.push(...fake.check(call, answer));
    if (fault === 'lost') return void request.socket.destroy();
    reply(answer.status, answer.body);
  }

  const server = createServer((request, response) => void serve(request, response));
  const port = await listen(server);
  web = `http://127.0.0.1:${port}`;
  return {
    url: web,
    api: `${web}${fake.root}`,
    calls,
    authorizations,
    violations,
    fail: (method, ...faults) => queued.set(method, [...(queued.get(method) ?? []), ...faults]),
    failAll: (fault) => {
      always = fault;
    },
    close: () => closed(server),
  };
}

/** The commit of a branch; undefined when there is none. */
export function tipOf(bare: string, branch: string): string | undefined {
  try {
    return runGit(bare, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  } catch {
    return undefined;
  }
}

/** Runs git in a bare repository. */
export function runGit(bare: string, ...args: string[]): string {
  return execFileSync('git', ['-C', bare, ...args], { encoding: 'utf8' }).trim();
}

/** Names the keys of an object that are not among those that are known. */
export function unknownKeys(what: string, given: Iterable<string>, known: readonly string[]): string[] {
  return [...given].filter((key) => !known.includes(key)).map((key) => `${what}: unknown key ${key}`);
}
