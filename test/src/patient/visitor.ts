import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Ward } from './ward.ts';

/** What a server answered. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A client on one keep-alive connection, which asks all the time so that the server has no cause to close it. */
export class Visitor {
  readonly #base: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #sockets = new Set<unknown>();
  readonly #failures: string[] = [];
  readonly #everyMs: number;
  #beat: Promise<void>;
  #here = true;
  #answers = 0;

  /** `path` is what it asks for while nobody else does, so many milliseconds after each answer. */
  constructor(ward: Ward, base: string, path: string, everyMs = 50) {
    this.#base = base;
    this.#everyMs = everyMs;
    this.#beat = this.#keepAsking(path);
    ward.beforeClosing(() => this.close());
  }

  /** Connections used so far, and requests that failed: both belong in an assertion. */
  get drops(): { readonly connections: number; readonly failures: readonly string[] } {
    return { connections: this.#sockets.size, failures: this.#failures };
  }

  /** How many answers came to what it asks by itself. */
  get answers(): number {
    return this.#answers;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.send('GET', path, undefined, headers);
  }

  /** Sends a request on the one connection. */
  send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#base), {
        method,
        agent: this.#agent,
        headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
      });
      sent.on('socket', (socket) => this.#sockets.add(socket));
      sent.on('error', reject);
      sent.on('response', (response) => {
        let heard = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          heard += chunk;
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: heard }));
      });
      sent.end(text);
    });
  }

  async close(): Promise<void> {
    this.#here = false;
    this.#agent.destroy();
    await this.#beat;
  }

  async #keepAsking(path: string): Promise<void> {
    while (this.#here) {
      await this.get(path).then(
        () => this.#answers++,
        (error: Error) => this.#here && this.#failures.push(error.message),
      );
      await new Promise((resolve) => setTimeout(resolve, this.#everyMs));
    }
  }
}
