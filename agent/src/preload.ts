import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { findApplication } from './application.ts';
import { answerCalls } from './bridge/main-end.ts';
import { Shared } from './bridge/shared.ts';
import { Mention } from './bridge/mention.ts';
import { removeSocket, removeWorkerSockets, startThread } from './bridge/thread.ts';
import { leaveForWorkers } from './bridge/worker-start.ts';
import { ledgerFolder } from './journal/ledger-folder.ts';
import { notAppliedAgain, type Recall, recall as recallPatches } from './journal/recall.ts';
import { Trials } from './journal/trials.ts';
import { Evaluations } from './look/evaluations.ts';
import { installReach } from './look/reach.ts';
import { resumeThreads } from './look/resume-threads.ts';
import { Recordings } from './look/recordings.ts';
import { Results } from './look/results.ts';
import { limits } from './limits.ts';
import { beginLoading } from './load/begin.ts';
import { KeptCode } from './load/kept-code.ts';
import { stripTypes } from './load/strip.ts';
import { compiled, type Parts } from './places.ts';
import { prepareRunDir } from './serve/run-dir.ts';
import { readSettings, type Settings } from './settings.ts';
import { Runtime } from './swap/runtime.ts';
import { warn } from './warn.ts';

/** Puts the agent into this process: thread, runtime and hooks, in an order in which a failure leaves nothing behind. */
export function preload(parts: Parts): void {
  // A second copy of the agent, from NODE_OPTIONS and the command line, say.
  if (Symbol.for('suture') in globalThis) return;
  const application = findApplication(process.argv[1]);
  const { settings, problems } = readSettings(process.env, application);
  if (problems.length > 0) warn(problems.join('; '));

  const shared = new Shared();
  const socket = join(settings.runDir, `${settings.name}-${process.pid}.sock`);
  const startedAt = new Date(performance.timeOrigin).toISOString();
  const service = process.argv[1] ?? '';
  const recall = recallAndBegin(settings, service, application.root, startedAt);
  // What is read from there runs in this process, so it must be this user's alone.
  const kept = prepareRunDir(settings.cacheDir).ok ? new KeptCode(settings.cacheDir) : undefined;
  const keptIn = kept?.folder;
  const given = {
    settings,
    root: application.root,
    startedAt,
    socket,
    service,
    cluster: clusterNumber(),
    started: { execArgv: process.execArgv, nodeOptions: process.env['NODE_OPTIONS'], cwd: process.cwd() },
    recall,
    keptIn,
  };
  const { port, number } = startThread(given, shared, new URL(parts.thread, compiled));

  const runtime = new Runtime();
  runtime.install();
  const ground = { runtime, results: new Results(), recordings: new Recordings(), quiet: { isOn: false } };
  const evaluations = new Evaluations(ground);
  installReach(ground, evaluations);
  const mention = new Mention();
  mention.set(recall?.mentions ?? []);
  mention.publish();
  port.on('message', answerCalls(port, ground, evaluations, shared, mention));
  port.unref();
  letGoAtExit(port, shared, socket);

  const { root } = application;
  leaveForWorkers({ agentThread: number, memory: shared.memory, settings, root, keeps: kept !== undefined });
  beginLoading({
    settings,
    root,
    instrument: parts.instrument,
    kept,
    table: () => recall?.table,
    report: (loaded, keeping) => port.postMessage({ loaded, keeping }),
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

/** Finds the patches that are applied again, and takes note that a start with them begins. */
function recallAndBegin(settings: Settings, service: string, root: string, startedAt: string): Recall | undefined {
  const folder = ledgerFolder(settings.stateDir, settings.name);
  try {
    const trials = new Trials(folder, service, startedAt);
    const recall = recallPatches(folder, service, { root, strip: stripTypes }, trials);
    for (const line of recall ? notAppliedAgain(recall).values() : []) warn(line);
    if (!recall?.table) return recall;
    trials.begin();
    process.on('exit', (code) => {
      if (code === 0) trials.end();
    });
    return recall;
  } catch (error) {
    warn(`${folder}: patches cannot be applied again: ${(error as Error).message}`);
    return undefined;
  }
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
