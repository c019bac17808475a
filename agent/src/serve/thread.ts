/*
 * The agent's thread. At rest it holds a unix socket and a list of sources; everything that only an attached shell
 * needs is loaded with the first connection.
 */
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { Bridge } from '../bridge/agent-end.ts';
import { Shared } from '../bridge/shared.ts';
import { describedBy, removeSocket, type ThreadData } from '../bridge/thread.ts';
import { ledgerFolder } from '../journal/recall.ts';
import { Trials } from '../journal/trials.ts';
import { limits } from '../limits.ts';
import type { LoadedSource } from '../plan/workbench.ts';
import { warn } from '../warn.ts';
import type { Attended } from './attend.ts';
import { CodeKeeper, tidyKeptCode } from './keep-code.ts';
import { readRevision } from './revision.ts';
import { prepareRunDir } from './run-dir.ts';
import { isRefused, removeStaleSockets } from './stale.ts';

const { port, memory, settings, root, startedAt, socket, service, cluster, started, recall, keptIn } =
  workerData as ThreadData;
const shared = new Shared(memory);
const loaded: LoadedSource[] = [];
const state: { attended?: Promise<Attended> } = {};
const keeper = new CodeKeeper();
const bridge = new Bridge(port, shared, {
  onLoaded: (source, keeping) => {
    if (keeping) keeper.keep(keeping);
    if (state.attended) void state.attended.then((attended) => attended.loaded(source));
    else loaded.push(source);
  },
  onRecorded: (call) => void state.attended?.then((attended) => attended.recorded(call)),
  onExit: () => {
    // Before anybody attended there is no session to let go.
    if (state.attended) void state.attended.then((attended) => attended.exit());
  },
});
const revision = settings.revision === null ? readRevision(root) : Promise.resolve(settings.revision);

// Patches that were applied again, or were lost, are journalled and looked after whether somebody attaches or not.
if (recall) {
  void attend();
  if (recall.table) {
    const trials = new Trials(ledgerFolder(settings.stateDir, settings.name), service, startedAt);
    setTimeout(() => trials.passed(), limits.earlyDeathMs).unref();
  }
}
void listen();
if (keptIn !== undefined) setTimeout(() => void tidyKeptCode(keptIn), limits.tidyAfterMs).unref();

async function listen(): Promise<void> {
  const runDir = prepareRunDir(settings.runDir);
  if (!runDir.ok) {
    const variable = `${settings.runDirFrom}=${JSON.stringify(settings.runDir)}`;
    unreachable(
      `${variable} cannot hold the socket: ${runDir.message}; accepted is a folder of this user with mode 0700`,
    );
    return;
  }
  const bytes = Buffer.byteLength(socket);
  const maxBytes = process.platform === 'darwin' ? limits.socketPathBytesOnMac : limits.socketPathBytes;
  if (bytes > maxBytes) {
    unreachable(
      `${settings.runDirFrom}=${JSON.stringify(settings.runDir)} makes a socket path of ${bytes} bytes; ` +
        `accepted are ${maxBytes} for ${socket}`,
    );
    return;
  }
  const server = createServer({ pauseOnConnect: true });
  server.maxConnections = limits.connections;
  server.on('connection', (connection) => {
    // From its first moment: an error without a listener would end this thread.
    connection.on('error', () => connection.destroy());
    attend().then(
      (attended) => attended.connect(connection),
      () => connection.destroy(),
    );
  });
  try {
    // A process of the same pid, killed before.
    if (await isRefused(socket)) removeSocket(socket);
    await bind(server);
    writeDescription(await revision);
    await removeStaleSockets(settings.runDir, socket);
  } catch (error) {
    unreachable(
      `cannot listen on ${socket}: ${(error as Error).message}; accepted is a SUTURE_RUN_DIR that can be written`,
    );
  }
}

function bind(server: Server): Promise<void> {
  shared.setListening();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: socket }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      // The folder keeps others out already; this says the same of the socket itself.
      chmodSync(socket, 0o600);
      resolve();
    });
  });
}

function writeDescription(known: string | null): void {
  const description = {
    pid: process.pid,
    name: settings.name,
    startedAt,
    node: process.version,
    revision: known,
    root,
    socket,
    protocol: 1,
  };
  const path = describedBy(socket);
  const fresh = join(settings.runDir, `.${settings.name}-${process.pid}.json`);
  writeFileSync(fresh, `${JSON.stringify(description)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
  // The main thread has gone through its exit already, and found nothing to remove.
  if (shared.exiting) removeSocket(socket);
}

function attend(): Promise<Attended> {
  state.attended ??= Promise.all([import('./attend.ts'), revision]).then(([{ attend: begin }, known]) => {
    const attended = begin({ bridge, settings, root, startedAt, revision: known, service, cluster, started, recall });
    for (const source of loaded.splice(0)) attended.loaded(source);
    return attended;
  });
  return state.attended;
}

function unreachable(message: string): void {
  warn(`${message}; this process cannot be attached to`);
}
