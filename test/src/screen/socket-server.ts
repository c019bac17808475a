import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** A server on a unix socket that shells connect to; it can be closed and opened again. */
export class SocketServer {
  readonly path: string;
  readonly #connected: (socket: WebSocket) => void;
  #http: Server | undefined;
  #sockets: WebSocketServer | undefined;

  constructor(path: string, connected: (socket: WebSocket) => void) {
    this.path = path;
    this.#connected = connected;
  }

  /** The shells that are connected. */
  get clients(): WebSocket[] {
    return [...(this.#sockets?.clients ?? [])];
  }

  /** Begins to take connections, for the first time or again. */
  async open(): Promise<void> {
    this.#http = createServer();
    this.#sockets = new WebSocketServer({ server: this.#http });
    this.#sockets.on('connection', this.#connected);
    this.#http.listen(this.path);
    await once(this.#http, 'listening');
  }

  /** Ends every connection and takes none. */
  async close(): Promise<void> {
    for (const client of this.clients) client.terminate();
    this.#sockets?.close();
    const http = this.#http;
    if (!http?.listening) return;
    http.close();
    await once(http, 'close');
  }
}
