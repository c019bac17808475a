import type { AgentFrame } from '@suture/protocol/frame.js';
import type { RawData, WebSocket } from 'ws';
import { limits } from '../limits.ts';
import { dispatch } from './dispatch.ts';
import type { Handlers } from './handlers.ts';

/** One attached shell. A request that has begun is carried through when the shell goes away. */
export class Session {
  readonly #socket: WebSocket;
  readonly #handlers: Handlers;
  #beats = 0;
  #inFlight = 0;
  #malformed = 0;

  constructor(socket: WebSocket, handlers: Handlers, onClose: () => void) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      this.#beats = 0;
    });
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('close', onClose);
  }

  /** Sends a frame; a shell that does not read is closed, and attaches again when it does. */
  send(frame: AgentFrame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(frame), () => {});
    if (this.#socket.bufferedAmount > limits.unreadBytes) this.#socket.terminate();
  }

  /** Asks for a sign of life; closes the socket after two beats without one. */
  beat(): void {
    if (++this.#beats > 2) this.#socket.terminate();
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  /** Closes the socket; may be called twice. */
  close(): void {
    this.#socket.close(1001, 'the agent stops');
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#refuse('frame: expected text, got binary.');
      return;
    }
    if (this.#inFlight >= limits.inFlight) {
      this.#refuse(`More than ${limits.inFlight} requests wait for their answer.`);
      return;
    }
    this.#inFlight++;
    void dispatch((data as Buffer).toString('utf8'), this.#handlers).then(({ frame, wellFormed }) => {
      this.#inFlight--;
      this.send(frame);
      if (!wellFormed) this.#countMalformed();
    });
  }

  #refuse(message: string): void {
    this.send({ id: null, error: { code: 'bad_request', message } });
    this.#countMalformed();
  }

  #countMalformed(): void {
    if (++this.#malformed === limits.malformed) this.#socket.close(1008, 'this is not the protocol of the agent');
  }
}
