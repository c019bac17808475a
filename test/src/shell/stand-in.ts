import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type RequestFrame, readFrame, requestFrameSchema, type WireFailure } from '@suture/protocol/frame.js';
import type { EventName, Events } from '@suture/protocol/events.js';
import type { Greeting, Status } from '@suture/protocol/process.js';
import type { Method, Requests } from '@suture/protocol/requests.js';
import { type WebSocket, WebSocketServer } from 'ws';

/** What a stand-in does with a request: answers, refuses, says nothing, or drops the line before or after acting. */
export type Reply<M extends Method> =
  | { readonly result: Requests[M]['result'] }
  | { readonly error: WireFailure }
  | { readonly raw: string }
  | 'silence'
  | 'drop';

/** The handlers of a stand-in; a method without one is refused as unknown. */
export type Handlers = {
  [M in Method]?: (params: Requests[M]['params']) => Reply<M> | Promise<Reply<M>>;
};

/** Speaks the protocol on a real unix socket, so that the shell can be driven into every corner without a real process. */
export class StandIn {
  readonly greeting: Greeting;
  readonly socketPath: string;
  /** Every request that came, in order. */
  readonly asked: RequestFrame[] = [];
  /** The request headers of every connection. */
  readonly headers: NodeJS.Dict<string | string[]>[] = [];
  handlers: Handlers;
  readonly #cardPath: string;
  readonly #http: Server;
  readonly #server: WebSocketServer;

  private constructor(folder: string, greeting: Greeting, handlers: Handlers) {
    this.greeting = greeting;
    this.handlers = handlers;
    const file = `${greeting.name}-${greeting.pid}${greeting.thread === undefined ? '' : `-t${greeting.thread}`}`;
    this.socketPath = join(folder, `${file}.sock`);
    this.#cardPath = join(folder, `${file}.json`);
    this.#http = createServer();
    this.#server = new WebSocketServer({ server: this.#http, perMessageDeflate: false });
    this.#server.on('connection', (socket, request) => {
      this.headers.push(request.headers);
      socket.on('message', (data: Buffer) => void this.#receive(socket, data.toString('utf8')));
    });
  }

  /** Makes the socket and the card beside it. */
  static async start(folder: string, who: Partial<Greeting> = {}, handlers: Handlers = {}): Promise<StandIn> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const standIn = new StandIn(folder, { ...ordinary, ...who }, handlers);
    await new Promise<void>((resolve) => standIn.#http.listen(standIn.socketPath, resolve));
    await writeFile(standIn.#cardPath, JSON.stringify(cardOf(standIn.greeting, standIn.socketPath)));
    return standIn;
  }

  /** The methods that were asked for, without the greetings. */
  get methods(): string[] {
    return this.asked.map(({ method }) => method).filter((method) => method !== 'greet');
  }

  /** Tells every shell about an event. */
  tell<E extends EventName>(event: E, data: Events[E]): void {
    for (const socket of this.#server.clients) socket.send(JSON.stringify({ event, data }));
  }

  /** Ends as a killed process does: the lines break, the socket and the card stay. */
  async die(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    // Closing removes the file of the socket; a dead process leaves it behind.
    const aside = `${this.socketPath}.aside`;
    await rename(this.socketPath, aside);
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#server.close();
    await closed;
    await rename(aside, this.socketPath);
  }

  /** Ends and cleans up. May be called twice. */
  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    this.#http.close();
    await rm(this.#cardPath, { force: true });
  }

  async #receive(socket: WebSocket, text: string): Promise<void> {
    const frame = readFrame(requestFrameSchema, text);
    if (!frame.ok) throw new Error(`the shell sent ${text}: ${frame.message}`);
    this.asked.push(frame.value);
    const { id, method, params } = frame.value;
    const reply = await this.#reply(method as Method, params);
    if (reply === 'drop') socket.terminate();
    else if (reply === 'silence') return;
    else if ('raw' in reply) socket.send(reply.raw);
    else socket.send(JSON.stringify({ id, ...reply }));
  }

  async #reply(method: Method, params: unknown): Promise<Reply<Method>> {
    const handler = this.handlers[method] as ((params: unknown) => Reply<Method> | Promise<Reply<Method>>) | undefined;
    if (handler) return handler(params);
    if (method === 'greet') return { result: this.greeting };
    if (method === 'status') return { result: health(this.greeting) };
    if (method === 'patches') return { result: [] };
    return { error: { code: 'unknown_method', message: `no handler for ${method}` } };
  }
}

const ordinary: Greeting = {
  protocol: 1,
  agent: '0.1.0',
  name: 'orders',
  pid: 4121,
  node: 'v20.20.2',
  revision: '3f2c000000000000000000000000000000000000',
  startedAt: '2026-11-20T20:00:00.000Z',
  root: '/srv/orders',
  patches: 0,
};

function cardOf(greeting: Greeting, socket: string): object {
  const { name, pid, thread, startedAt, node, revision, root, protocol } = greeting;
  return { pid, thread, name, startedAt, node, revision, root, socket, protocol };
}

/** The health of a stand-in that is well. */
export function health({ name, pid, thread, revision, node, patches }: Greeting): Status {
  const memory = { rssBytes: 88 * 2 ** 20, heapUsedBytes: 31 * 2 ** 20 };
  const eventLoopDelayMs = { p50: 0.4, p99: 12.3 };
  return {
    name,
    pid,
    ...(thread !== undefined && { thread }),
    revision,
    node,
    uptimeMs: 7_400_000,
    ...memory,
    eventLoopDelayMs,
    patches,
    attached: 1,
    stuckMs: 0,
  };
}
