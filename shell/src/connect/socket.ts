import { createConnection } from 'node:net';
import { WebSocket } from 'ws';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Address } from './channel.ts';

/** Says where an address leads, for people. */
export function nameOf(address: Address): string {
  return address.kind === 'socket' ? address.path : address.url;
}

/** Opens a WebSocket; fails with `gone` where nothing listens any more. */
export function openSocket(address: Address): Promise<WebSocket> {
  const options = {
    perMessageDeflate: false,
    maxPayload: limits.maxFrameBytes,
    followRedirects: false,
  };
  const { promise, resolve, reject } = deferred<WebSocket>();
  let socket: WebSocket;
  try {
    // `ws+unix:` URLs cannot carry every path: a blank is sent as %20, a colon cuts the path off.
    socket =
      address.kind === 'socket'
        ? new WebSocket('ws://localhost/', { ...options, createConnection: () => createConnection(address.path) })
        : new WebSocket(address.url, options);
  } catch (error) {
    return Promise.reject(
      new Failure('bad_target', `${nameOf(address)} is not an address: ${(error as Error).message}.`, {
        hint: 'Give a name, a pid, the path of a socket, or ws://host:port.',
        exit: 'usage',
        cause: error,
      }),
    );
  }
  // Not `handshakeTimeout`: it needs a connection that was made with that very option, and a stopped process accepts for ever.
  const timer = setTimeout(() => {
    reject(unreachable(address, new Error(`no answer within ${limits.connectMs / 1000} s`)));
    socket.terminate();
  }, limits.connectMs);
  socket.on('error', (error) => reject(unreachable(address, error)));
  socket.on('unexpected-response', (request, response) => {
    request.destroy();
    reject(turnedAway(address, response.statusCode ?? 0));
  });
  socket.on('open', () => resolve(socket));
  return promise.finally(() => clearTimeout(timer));
}

function unreachable(address: Address, error: NodeJS.ErrnoException): Failure {
  const where = nameOf(address);
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
    return new Failure('gone', `Nothing listens at ${where}.`, {
      hint: '`suture ls` lists the processes that can be reached.',
      exit: 'unreachable',
      cause: error,
    });
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new Failure('not_permitted', `You may not open ${where}.`, {
      hint: 'Run suture as the user of the service.',
      exit: 'notPermitted',
      cause: error,
    });
  }
  return new Failure('unreachable', `${where} cannot be reached: ${error.message}.`, {
    hint: '`suture ls` lists the processes that can be reached.',
    exit: 'unreachable',
    cause: error,
  });
}

function turnedAway(address: Address, status: number): Failure {
  const forbidden = status === 401 || status === 403;
  return new Failure(forbidden ? 'not_permitted' : 'unreachable', `${nameOf(address)} answered with HTTP ${status}.`, {
    hint: forbidden ? 'The agent does not let you in; ask who runs the service.' : hintOf(status),
    exit: forbidden ? 'notPermitted' : 'unreachable',
  });
}

function hintOf(status: number): string {
  if (status !== 500) return 'Is this the address of an agent?';
  return 'An agent that answers so cannot load what serves a shell; stderr of the process says why. A restart brings it back.';
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
