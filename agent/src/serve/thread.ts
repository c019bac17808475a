/*
 * The agent's thread. At rest it holds a unix socket and a list of sources for each thread of the application; everything
 * that only an attached shell needs is loaded with the first connection.
 */
import { threadId, workerData } from 'node:worker_threads';
import { OpenSessions } from '../bridge/inspected.ts';
import { Shared } from '../bridge/shared.ts';
import { socketOfWorker, type ThreadData } from '../bridge/thread.ts';
import { isWorkerHello, type WorkerHello } from '../bridge/worker-start.ts';
import { ledgerFolder } from '../journal/ledger-folder.ts';
import { Trials } from '../journal/trials.ts';
import { limits } from '../limits.ts';
import { reasonOf } from '../look/reason-of.ts';
import { warn } from '../warn.ts';
import { CodeKeeper, tidyKeptCode } from './keep-code.ts';
import { readRevision } from './revision.ts';
import { Roster } from './roster.ts';
import { type OfProcess, Served } from './served.ts';

const { port, memory, attend, settings, root, startedAt, socket, service, cluster, started, recall, keptIn } =
  workerData as ThreadData;
const main = new Shared(memory);
const common: OfProcess = {
  attend,
  settings,
  root,
  revision: settings.revision === null ? readRevision(root) : Promise.resolve(settings.revision),
  main,
  cluster,
  started,
  keeper: new CodeKeeper(),
  roster: new Roster(),
  sessions: new OpenSessions(main),
};
const script = service === '' ? undefined : service;
const served = new Served(common, {
  port,
  shared: main,
  thread: undefined,
  startedAt,
  socket,
  script,
  recall,
  reapplies: true,
});
process.on('workerMessage', (message: unknown) => {
  if (isWorkerHello(message)) serveWorker(message);
});
main.setAgentThread(threadId);

if (recall?.table) {
  const trials = new Trials(ledgerFolder(settings.stateDir, settings.name), service, startedAt);
  setTimeout(() => trials.passed(), limits.earlyDeathMs).unref();
}
// A bug that no request waits for must not end the thread that takes patches back when their lease ends. Said once.
process.once('unhandledRejection', (reason) => {
  warn(`a bug of the agent, which goes on: ${reasonOf(reason)}`);
  process.on('unhandledRejection', () => {});
});
void served.listen();
if (keptIn !== undefined) setTimeout(() => void tidyKeptCode(keptIn), limits.tidyAfterMs).unref();

/** Serves a worker thread of the application until it ends; one that ends soon was never in `ls`. */
function serveWorker(hello: WorkerHello): void {
  if (common.roster.workers >= limits.workersServed) return hello.port.close();
  const worker = new Served(common, {
    port: hello.port,
    shared: new Shared(hello.memory),
    thread: hello.thread,
    startedAt: hello.startedAt,
    socket: socketOfWorker(socket, hello.thread),
    script: undefined,
    recall: undefined,
    reapplies: hello.reapplies,
  });
  const age = Date.now() - Date.parse(hello.startedAt);
  const listening = setTimeout(() => void worker.listen(), Math.max(0, limits.workerConnectMs - age));
  hello.port.once('close', () => {
    clearTimeout(listening);
    worker.end();
  });
}
