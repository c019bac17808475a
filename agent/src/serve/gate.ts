import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { limits } from '../limits.ts';

/** Lets connections in: from a raw socket to a WebSocket. */
export interface Gate {
  /** Takes a connection that was accepted, paused. */
  enter(connection: Socket): void;
}

/** Makes the gate; `admit` gets each new WebSocket in the turn in which it is made. */
export function makeGate(isFull: () => boolean, admit: (socket: WebSocket) => void): Gate {
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.payloadBytes,
    ...unlisted,
  });
  webSockets.on('wsClientError', (_error, socket) => socket.destroy());
  const http = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.connectionsCheckMs,
    maxHeaderSize: limits.headerBytes,
    keepAlive: false,
  });
  http.on('clientError', (_error, socket) => socket.destroy());
  http.on('request', (request, response) => {
    const [status, reason] = refusal(request, false) ?? [426, 'this is a WebSocket'];
    response.writeHead(status, { connection: 'close', 'content-type': 'text/plain' });
    response.end(`${reason}\n`);
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refused = refusal(request, isFull());
    if (refused) {
      const [status, reason] = refused;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, admit);
  });
  return {
    enter(connection) {
      http.emit('connection', connection);
      connection.resume();
    },
  };
}

// Options of ws 8.21 to 8.23 that @types/ws does not list yet.
const unlisted: object = {
  maxFragments: limits.fragments,
  maxBufferedChunks: limits.bufferedChunks,
  maxPendingAutoPongs: limits.pendingPongs,
  closeTimeout: limits.closeMs,
};

// Only a browser sends an Origin, and no page has any business here.
function refusal(request: IncomingMessage, full: boolean): readonly [number, string] | undefined {
  if (request.headers.origin !== undefined) return [403, 'requests with an Origin are refused'];
  if (full) return [503, `${limits.sessions} shells are attached already`];
  return undefined;
}
