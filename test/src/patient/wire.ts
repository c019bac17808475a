import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentFrame } from '@suture/protocol/frame.js';
import type { Method, Requests } from '@suture/protocol/requests.js';
import { WebSocket } from 'ws';

/** The bare protocol, spoken straight to the agent of one process. */
export class Wire {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (frame: AgentFrame | Error) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as AgentFrame;
      if (!('id' in frame) || frame.id === null) return;
      this.#waiting.get(frame.id)?.(frame);
      this.#waiting.delete(frame.id);
    });
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer(new Error('the agent closed the connection'));
      this.#waiting.clear();
    });
  }

  /** Finds the agent of a process among the sockets of a folder. */
  static async to(folder: string, pid: number): Promise<Wire | undefined> {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const path = join(folder, name);
      const isSocket = await lstat(path).then(
        (stat) => stat.isSocket(),
        () => false,
      );
      const wire = isSocket ? await Wire.#open(path) : undefined;
      if (!wire) continue;
      const greeting = await wire.ask('greet', {}).catch(() => undefined);
      if (greeting?.pid === pid) return wire;
      wire.close();
    }
    return undefined;
  }

  static #open(path: string): Promise<Wire | undefined> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws+unix:${path}:/`, { perMessageDeflate: false });
      socket.on('error', () => resolve(undefined));
      socket.on('open', () => resolve(new Wire(socket)));
    });
  }

  /** Sends one request; a refusal rejects with its code and message as text. */
  async ask<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    const id = ++this.#last;
    const where = new Error(`${method} failed`);
    const frame = await new Promise<AgentFrame | Error>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }), (error) => error && resolve(error));
    });
    if (frame instanceof Error) where.message = `${method}: ${frame.message}`;
    else if ('error' in frame) where.message = `${method}: ${frame.error.code}: ${frame.error.message}`;
    else if ('result' in frame) return frame.result as Requests[M]['result'];
    throw where;
  }

  close(): void {
    this.#socket.terminate();
  }
}
