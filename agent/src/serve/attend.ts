/*
 * Everything that only an attached shell needs; loaded into the agent's thread with the first connection.
 */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EventName, Events } from '@suture/protocol/events.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { Journal } from '../journal/journal.ts';
import { ledgerFolder } from '../journal/ledger-folder.ts';
import type { Recall } from '../journal/recall.ts';
import { workerService } from '../journal/worker-service.ts';
import { limits } from '../limits.ts';
import { nodeFeatures } from '../node-features.ts';
import { stripTypes } from '../load/strip.ts';
import { Calls } from '../look/calls.ts';
import { Evaluator } from '../look/evaluate.ts';
import { HandleLeases } from '../look/handle-lease.ts';
import { Interrupter } from '../look/interrupt.ts';
import type { RecordedCall } from '../look/recorder.ts';
import { EvaluationSession } from '../look/session.ts';
import type { Sight } from '../look/stack.ts';
import { type Client, Watches } from '../look/watches.ts';
import type { LoadedSource } from '../plan/loaded-source.ts';
import { Workbench } from '../plan/workbench.ts';
import type { Settings } from '../settings.ts';
import type { Beside } from './beside-threads.ts';
import type { Started } from './loader-options.ts';
import { makeGate } from './gate.ts';
import { type HandlersContext, makeHandlers } from './handlers.ts';
import { displayPath, findModule } from './names.ts';
import { Patches } from './patches.ts';
import { Presence } from './presence.ts';
import { Pulse } from './pulse.ts';
import { KeptAnswers } from './kept-answers.ts';
import { Session } from './session.ts';

/** What is known of this process before anybody attaches. */
export interface AttendContext {
  readonly bridge: Bridge;
  readonly settings: Settings;
  readonly root: string;
  readonly startedAt: string;
  readonly revision: string | null;
  /** The file that the thread was started with. */
  readonly script: string | undefined;
  /** Whether recorded patches are applied again when it is started anew. */
  readonly reapplies: boolean;
  /** Number of a worker thread; undefined for the main thread. */
  readonly thread: number | undefined;
  /** Number of the process among the workers of `node:cluster`. */
  readonly cluster: number | undefined;
  readonly started: Started;
  readonly recall: Recall | undefined;
  readonly beside: Beside;
  /** Number of worker threads of the process. */
  readonly workers: () => number;
}

/** The agent as it is while shells come and go. */
export interface Attended {
  connect(connection: Socket): void;
  loaded(source: LoadedSource): void;
  recorded(call: RecordedCall): void;
  /** The source that a module runs now; undefined where it is not loaded. */
  running(url: string): string | undefined;
  /** The thread has ended: closes every shell, and nothing is taken back any more. */
  close(): void;
}

/** Begins to attend to shells. */
export function attend(given: AttendContext): Attended {
  const { bridge, settings, root, startedAt, revision, script, reapplies, thread, cluster, started, recall } = given;
  const { name } = settings;
  const workbench = new Workbench({ standsIn: nodeFeatures.registerHooks });
  const sessions = new Set<Session>();
  const tell = <E extends EventName>(event: E, data: Events[E]): void => {
    for (const session of sessions) session.send({ event, data });
  };
  const service = reapplies ? serviceOf(script, thread) : undefined;
  // The pid stands last in every name of a journal.
  const ofThread = thread === undefined ? '' : `t${thread}-`;
  const journal = new Journal(
    join(settings.stateDir, name, `${startedAt.replaceAll(/[:.]/g, '-')}-${ofThread}${process.pid}.jsonl`),
    { kind: 'start', pid: process.pid, name, node: process.version, revision, root },
  );
  const calls = new Calls();
  const watches = new Watches({ bridge, workbench, displayPath: (url) => displayPath(url, root), calls });
  const leases = new HandleLeases();
  const presence = new Presence();
  const patches = new Patches({
    bridge,
    workbench,
    journal,
    displayPath: (url) => displayPath(url, root),
    evidence: { root, strip: stripTypes },
    ledgerFolder: ledgerFolder(settings.stateDir, name),
    service,
    record: settings.record,
    leaseMs: settings.leaseMs,
    recall,
    onChange: (patch) => {
      watches.patched();
      tell('patch', patch);
    },
    onFigures: (patch) => tell('patch', patch),
    onAlarm: (patch, message) => tell('alarm', { patch, message }),
  });
  const evaluator = new Evaluator(bridge);
  const pulse = new Pulse(bridge);
  const sight: Sight = {
    displayPath: (url) => displayPath(url, root),
    sourceOf: (url, patched) => {
      const module = workbench.module(url);
      return patched ? module?.running : (module?.replayed?.source ?? module?.source);
    },
  };
  const context: Omit<HandlersContext, 'client' | 'session'> = {
    name,
    root,
    started,
    script: script === undefined ? undefined : displayPath(pathToFileURL(script).href, root),
    thread,
    cluster,
    appliesAgain: service !== undefined,
    beside: given.beside,
    workers: given.workers,
    revision,
    startedAt,
    workbench,
    patches,
    journal,
    evaluator,
    pulse,
    bridge,
    dumpFolder: join(settings.stateDir, name),
    sight,
    interrupter: new Interrupter(bridge, sight),
    watches,
    leases,
    presence,
    answers: new KeptAnswers(),
    calls,
    displayPath: (url) => displayPath(url, root),
    find: (module) => findModule(module, workbench, root),
    attached: () => sessions.size,
  };

  const evaluating = { lastId: 0 };
  const heart: { timer?: NodeJS.Timeout | undefined } = {};
  const gate = makeGate(
    () => sessions.size >= limits.sessions,
    (socket) => {
      const client: Client = { tell: (event, data) => session.send({ event, data }) };
      const evaluations = new EvaluationSession(++evaluating.lastId);
      const session = new Session(socket, makeHandlers({ ...context, client, session: evaluations }), () => {
        sessions.delete(session);
        watches.leave(client);
        leases.leave(client);
        presence.leave(client);
        evaluator.forget(evaluations);
        tell('attached', { attached: sessions.size });
        if (sessions.size > 0) return;
        clearInterval(heart.timer);
        pulse.end();
        evaluator.close();
      });
      sessions.add(session);
      presence.enter(client);
      if (sessions.size === 1) {
        pulse.begin();
        heart.timer = setInterval(() => {
          for (const each of sessions) each.beat();
        }, limits.heartbeatMs);
      }
      tell('attached', { attached: sessions.size });
    },
  );
  return {
    connect: (connection) => gate.enter(connection),
    loaded: (source) => patches.loaded(source),
    recorded: (call) => watches.recorded(call),
    running: (url) => workbench.module(url)?.running,
    close() {
      patches.close();
      for (const session of sessions) session.close();
    },
  };
}

/** What a thread is called in the ledger; undefined for a worker thread without a file. */
function serviceOf(script: string | undefined, thread: number | undefined): string | undefined {
  if (thread === undefined) return script ?? '';
  return script === undefined ? undefined : workerService(script);
}
