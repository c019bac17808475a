import { EventEmitter, once } from 'node:events';
import { createContext, runInContext } from 'node:vm';
import type { KeptAnswer } from '@suture/protocol/kept-answer.js';
import { check, readFrame, requestFrameSchema } from '@suture/protocol/frame.js';
import type { Completion } from '@suture/protocol/completion.js';
import type { Patch } from '@suture/protocol/patch.js';
import type { Greeting } from '@suture/protocol/process.js';
import { type Method, type Requests, requests } from '@suture/protocol/requests.js';
import type { Branch, Branches } from '@suture/protocol/tree.js';
import type { Evaluation } from '@suture/protocol/values.js';
import type { WebSocket } from 'ws';
import { greeting } from './opened.ts';
import { SocketServer } from './socket-server.ts';

/** Speaks the protocol on a unix socket as an agent does, with an evaluator of a few lines behind it. */
export class ProtocolServer {
  readonly path: string;
  readonly asked: { readonly method: Method; readonly params: unknown }[] = [];
  /** Patches that the process has; an event follows when they are set through {@link patch}. */
  patches: Patch[] = [];
  /** Answers that can be fetched again. */
  readonly answers: Map<string, KeptAnswer> = new Map();
  readonly #scope = createContext({ orders: new Map([[1, 'tea']]), evil: 'a\u001b]0;owned\u0007b\u202ec' });
  readonly #held: (() => void)[] = [];
  readonly #shells: SocketServer;

  constructor(path: string) {
    this.path = path;
    this.#shells = new SocketServer(path, (socket) => {
      socket.on('error', () => socket.terminate());
      socket.on('message', (data: Buffer) => void this.#receive(socket, data.toString('utf8')));
    });
  }

  open(): Promise<void> {
    return this.#shells.open();
  }

  /** Ends every connection and stops listening. */
  close(): Promise<void> {
    return this.#shells.close();
  }

  async #keep(params: Requests['evaluate']['params']): Promise<Evaluation> {
    const { ticket = '' } = params;
    this.answers.set(ticket, { state: 'running' });
    const evaluation = await this.#evaluate(params);
    if (this.answers.has(ticket)) this.answers.set(ticket, { state: 'done', evaluation });
    return evaluation;
  }

  /** Lets `held()` evaluations end. */
  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  /** Sends a ping to the shell and ends when it has answered. */
  async beat(): Promise<void> {
    const [client] = this.#shells.clients;
    client?.ping();
    await once(client ?? new EventEmitter(), 'pong');
  }

  patch(patch: Patch): void {
    this.patches.push(patch);
    for (const client of this.#shells.clients) client.send(JSON.stringify({ event: 'patch', data: patch }));
  }

  async #receive(socket: WebSocket, text: string): Promise<void> {
    const frame = readFrame(requestFrameSchema, text);
    if (!frame.ok) throw new Error(frame.message);
    const { id, method, params } = frame.value;
    if (!(method in requests)) throw new Error(`no such method: ${method}`);
    const name = method as Method;
    const checked = check<Requests[Method]['params']>(requests[name].params, params);
    if (!checked.ok) throw new Error(checked.message);
    this.asked.push({ method: name, params });
    const answer = await this.#answer(name, params);
    socket.send(JSON.stringify('code' in answer ? { id, error: answer } : { id, ...answer }));
  }

  async #answer(method: Method, params: unknown): Promise<{ result: unknown } | { code: string; message: string }> {
    switch (method) {
      case 'greet':
        return { result: this.greeting };
      case 'status':
        return { result: { ...this.#status(), patches: this.patches.length } };
      case 'evaluate':
        return { result: await this.#keep(params as Requests['evaluate']['params']) };
      case 'answerOf': {
        const { ticket } = params as Requests['answerOf']['params'];
        return { result: this.answers.get(ticket) ?? { state: 'unknown' } };
      }
      case 'patches':
        return { result: this.patches };
      case 'complete': {
        const { prefix } = params as Requests['complete']['params'];
        return { result: completionOf(prefix) };
      }
      case 'look': {
        const { expression } = params as Requests['look']['params'];
        return { result: { type: 'Cart', text: `Cart {\n  id: ${expression.length} }`, handle: 1 } };
      }
      case 'expand':
        return { result: branchesOf(params as Requests['expand']['params']) };
      case 'release':
        return { result: {} };
      case 'preview': {
        const { expression } = params as Requests['preview']['params'];
        return { result: { text: expression === 'orders.size' ? '1' : null } };
      }
      case 'source':
        return {
          result: {
            path: 'src/pricing.ts',
            url: 'file:///srv/src/pricing.ts',
            version: 0,
            source: '',
            loaded: '',
            stripped: false,
          },
        };
      case 'rollback': {
        const { id } = params as { id: string };
        this.patches = this.patches.map((each) => (each.id === id ? { ...each, state: 'rolledBack' } : each));
        return { result: { id, state: 'rolledBack' } };
      }
      case 'promote': {
        const { id } = params as Requests['promote']['params'];
        this.patches = this.patches.map((each) =>
          each.id === id && each.canary ? { ...each, canary: { ...each.canary, state: 'promoted' } } : each,
        );
        return { result: { id, state: 'live' } };
      }
      case 'extend': {
        const { id, ms } = params as Requests['extend']['params'];
        const leaseEndsAt = new Date(Date.now() + ms).toISOString();
        this.patches = this.patches.map((each) => (each.id === id ? { ...each, leaseEndsAt } : each));
        return { result: this.patches.find((each) => each.id === id) };
      }
      case 'modules':
        return {
          result: [
            {
              path: 'src/pricing.ts',
              url: 'file:///srv/src/pricing.ts',
              format: 'module',
              version: 0,
              patched: false,
              functions: 3,
              unpatchable: [],
            },
          ],
        };
      default:
        return { code: 'internal', message: `${method} is not part of this server.` };
    }
  }

  readonly greeting: Greeting = greeting;

  #status(): object {
    const { name, pid, revision, node } = this.greeting;
    return {
      name,
      pid,
      revision,
      node,
      uptimeMs: 90_000,
      rssBytes: 83_886_080,
      heapUsedBytes: 41_943_040,
      eventLoopDelayMs: { p50: 1.2, p99: 3.4 },
      attached: 1,
      stuckMs: 0,
    };
  }

  async #evaluate({ expression, write, module }: Requests['evaluate']['params']): Promise<Evaluation> {
    if (!write && /\.set\(/.test(expression)) {
      return { ok: false, error: { name: 'EvalError', message: 'Possible side-effect in debug-evaluate' } };
    }
    if (expression === 'held()') await new Promise<void>((resolve) => this.#held.push(resolve));
    if (module !== undefined && expression === 'cache') return { ok: true, type: 'Map', text: 'Map(0) {}' };
    try {
      const code = expression === 'held()' ? '"released"' : `(async () => (${expression}))()`;
      const value = (await runInContext(code, this.#scope)) as unknown;
      return { ok: true, type: typeof value, text: typeof value === 'string' ? value : String(JSON.stringify(value)) };
    } catch (error) {
      const { name, message, stack } = error as Error;
      return { ok: false, error: { name, message, stack: stack ?? '' } };
    }
  }
}

const ordersNames = ['size', 'set', 'get', 'get_all'].map((name) => ({ name, kind: 'data' as const, from: '' }));
const globalNames = [{ name: 'orders', kind: 'variable' as const, from: '' }];

function completionOf(prefix: string): Completion {
  const [, object, word = ''] = /(?:(\w+)\.)?(\w*)$/.exec(prefix) ?? [];
  const names = object === undefined ? globalNames : object === 'orders' ? ordersNames : [];
  return { word, candidates: names.filter(({ name }) => name.startsWith(word)) };
}

function branchesOf({ handle, from }: Requests['expand']['params']): Branches {
  if (handle === 1) {
    const entries: Branch[] = [
      { kind: 'property', key: 'id', type: 'number', text: '7', handle: null },
      { kind: 'property', key: 'items', type: 'array', text: "[ 'tea',\n  'milk' ]", handle: 2 },
      { kind: 'accessor', key: 'total', type: 'undefined', text: '[Getter]', handle: null },
    ];
    return { total: 3, entries, next: null };
  }
  const entries: Branch[] = [
    { kind: 'item', key: String(from), type: 'string', text: from === 0 ? "'tea'" : "'milk'", handle: null },
  ];
  return { total: 2, entries, next: from === 0 ? 1 : null };
}
