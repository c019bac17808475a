import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { describedBy, removeSocket } from '../bridge/thread.ts';
import { limits } from '../limits.ts';
import type { Settings } from '../settings.ts';
import { warn } from '../warn.ts';
import { prepareRunDir } from './run-dir.ts';
import { isRefused, removeStaleSockets } from './stale.ts';

/** What is listened for. */
export interface Listening {
  readonly settings: Settings;
  readonly socket: string;
  /** What is written beside the socket, for shells to find. */
  readonly card: Promise<object>;
  /** What cannot be attached to when this fails. */
  readonly what: string;
  /** Called right before there may be a socket file. */
  readonly onBind: () => void;
  /** Whether what listens is about to end: it has removed the files of the socket, and nobody is to be told that they are gone. */
  readonly isOver: () => boolean;
  /** Takes a connection, paused. */
  readonly onConnection: (connection: Socket) => void;
}

/** Listens on the socket of a thread; says on stderr why it cannot be attached to, and gives undefined. */
export async function listen(listening: Listening): Promise<Server | undefined> {
  const { settings, socket, card, what, onConnection } = listening;
  const unreachable = (message: string): undefined => {
    warn(`${message}; ${what} cannot be attached to`);
  };
  const runDir = prepareRunDir(settings.runDir);
  if (!runDir.ok) {
    const variable = `${settings.runDirFrom}=${JSON.stringify(settings.runDir)}`;
    return unreachable(
      `${variable} cannot hold the socket: ${runDir.message}; accepted is a folder of this user with mode 0700`,
    );
  }
  const bytes = Buffer.byteLength(socket);
  const maxBytes = process.platform === 'darwin' ? limits.socketPathBytesOnMac : limits.socketPathBytes;
  if (bytes > maxBytes) {
    return unreachable(
      `${settings.runDirFrom}=${JSON.stringify(settings.runDir)} makes a socket path of ${bytes} bytes; ` +
        `accepted are ${maxBytes} for ${socket}`,
    );
  }
  const server = createServer({ pauseOnConnect: true });
  server.maxConnections = limits.connections;
  server.on('connection', (connection) => {
    // From its first moment: an error without a listener would end this thread.
    connection.on('error', () => connection.destroy());
    onConnection(connection);
  });
  try {
    // A process of the same pid, killed before.
    if (await isRefused(socket)) removeSocket(socket);
    listening.onBind();
    await bind(server, socket);
    writeCard(socket, await card);
    await removeStaleSockets(settings.runDir, socket);
    return server;
  } catch (error) {
    server.close();
    if (listening.isOver()) return undefined;
    return unreachable(
      `cannot listen on ${socket}: ${(error as Error).message}; accepted is a SUTURE_RUN_DIR that can be written`,
    );
  }
}

function bind(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: socket }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      // The folder keeps others out already; this says the same of the socket itself.
      try {
        chmodSync(socket, 0o600);
        resolve();
      } catch (error) {
        // Somebody has cleared the folder in between.
        reject(error as Error);
      }
    });
  });
}

function writeCard(socket: string, card: object): void {
  const path = describedBy(socket);
  const fresh = join(dirname(path), `.${basename(path)}`);
  writeFileSync(fresh, `${JSON.stringify(card)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}
