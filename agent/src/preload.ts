import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { findApplication } from './application.ts';
import type * as EndPart from './bridge/end.ts';
import { answerLater } from './bridge/end-later.ts';
import { Shared } from './bridge/shared.ts';
import { Mention } from './bridge/mention.ts';
import { AgentThread, removeSocket, removeWorkerSockets } from './bridge/thread.ts';
import { leaveForWorkers } from './bridge/worker-start.ts';
import { countWorkerThreads } from './bridge/worker-threads.ts';
import { holdsEntries, ledgerFolder } from './journal/ledger-folder.ts';
import type * as RecallPart from './journal/recall-at-start.ts';
import { publishReach } from './look/reach-symbol.ts';
import { resumeThreads } from './look/resume-threads.ts';
import { limits } from './limits.ts';
import { beginLoading } from './load/begin.ts';
import { KeptCode, keptPlace } from './load/kept-code.ts';
import { holdParts, loadPart } from './load-part.ts';
import { compiled, type Parts } from './places.ts';
import { prepareRunDir } from './serve/run-dir.ts';
import { readSettings } from './settings.ts';
import { Entered } from './swap/entered.ts';
import { warn } from './warn.ts';

/** Puts the agent into this process: thread, runtime and hooks, in an order in which a failure leaves nothing behind. */
export function preload(parts: Parts): void {
  // A second copy of the agent, from NODE_OPTIONS and the command line, say.
  if (Symbol.for('suture') in globalThis) return;
  const application = findApplication(process.argv[1]);
  const { settings, problems } = readSettings(process.env, application);
  if (problems.length > 0) warn(problems.join('; '));

  const later = holdParts(parts);
  const shared = new Shared();
  const socket = join(settings.runDir, `${settings.name}-${process.pid}.sock`);
  // `performance.timeOrigin` says the same; asking it loads all of `node:perf_hooks`.
  const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();
  const service = process.argv[1] ?? '';
  const ledger = ledgerFolder(settings.stateDir, settings.name);
  const again = holdsEntries(ledger)
    ? loadPart<typeof RecallPart>({ path: parts.recall }).recallInMain(ledger, service, application.root, startedAt)
    : undefined;
  // What is read from there runs in this process, so it must be this user's alone.
  const kept = prepareRunDir(settings.cacheDir).ok
    ? new KeptCode(keptPlace(settings.cacheDir, { root: application.root, name: settings.name, script: service }))
    : undefined;
  const given = {
    attend: later.attend,
    settings,
    root: application.root,
    startedAt,
    socket,
    service,
    cluster: clusterNumber(),
    started: { execArgv: process.execArgv, nodeOptions: process.env['NODE_OPTIONS'], cwd: process.cwd() },
    recall: again?.recall,
    keptIn: kept?.place.folder,
  };
  const thread = new AgentThread(given, shared, new URL(parts.thread, compiled));
  const { port } = thread;
  countWorkerThreads(shared, (worker) => thread.is(worker));

  const entered = new Entered();
  entered.install();
  const mention = new Mention();
  mention.set(again?.recall.mentions ?? []);
  mention.publish();
  const made: { end?: EndPart.End } = {};
  const end = (): EndPart.End =>
    (made.end ??= loadPart<typeof EndPart>(later.end).makeEnd({ port, shared, entered, mention }));
  publishReach(() => end().reach);
  answerLater(port, end);
  letGoAtExit(port, shared, socket);

  const { root } = application;
  leaveForWorkers({ memory: shared.memory, later, settings, root, kept: kept?.place });
  beginLoading({
    settings,
    root,
    instrument: later.instrument,
    kept,
    replayer: () => again?.replayer,
    report: (loaded, keeping) => {
      port.postMessage({ loaded, keeping });
      thread.startIfLate();
    },
    handOver: (reports) => port.postMessage({ reports }, [reports]),
  });
}

/** A worker of `node:cluster` has a channel to its parent; whoever has none is spared loading the module. */
function clusterNumber(): number | undefined {
  if (process.channel === undefined) return undefined;
  // Its types are those of an import; what is given is the module itself.
  const cluster = process.getBuiltinModule('node:cluster') as unknown as typeof import('node:cluster').default;
  return cluster.isWorker ? cluster.worker?.id : undefined;
}

function letGoAtExit(port: MessagePort, shared: Shared, socket: string): void {
  process.on('exit', () => {
    shared.setExiting();
    if (shared.listening) {
      removeSocket(socket);
      removeWorkerSockets(socket);
    }
    // With a session open Node prints that it waits for the debugger, and with `--inspect` it waits for ever.
    if (!shared.inspecting) return;
    port.postMessage({ exit: true });
    shared.awaitInspectorClosed(limits.exitMs);
    // A process with a worker thread that is paused does not end.
    if (shared.inspecting) resumeThreads();
  });
}
