import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from './until.ts';
import type { Ward } from './ward.ts';

/** A client on one WebSocket that stays open for the whole story. */
export class Subscriber {
  readonly #socket: WebSocket;
  readonly #messages: string[] = [];
  #closed = '';

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#messages.push((data as Buffer).toString()));
    socket.on('error', (error) => {
      this.#closed ||= error.message;
    });
    socket.on('close', (code) => {
      this.#closed ||= `closed with ${code}`;
    });
  }

  static async connect(ward: Ward, url: string): Promise<Subscriber> {
    const socket = new WebSocket(url);
    const subscriber = new Subscriber(socket);
    await once(socket, 'open');
    ward.beforeClosing(() => socket.terminate());
    return subscriber;
  }

  /** Why the connection is gone; empty while it is open. */
  get closed(): string {
    return this.#closed;
  }

  /** Sends a message and waits for the next one that comes. */
  ask(text: string): Promise<string> {
    const heard = this.#messages.length;
    this.#socket.send(text);
    return until(
      'the next message',
      () => {
        if (this.#closed) throw new Error(`the connection is gone: ${this.#closed}`);
        return this.#messages[heard];
      },
      () => this.#messages.join('\n'),
    );
  }
}
