/*
 * Everything that only an attached shell needs; loaded into the agent's thread with the first connection.
 */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { EventName, Events } from '@suture/protocol/events.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { Journal } from '../journal/journal.ts';
import { ledgerFolder, type Recall } from '../journal/recall.ts';
import { limits } from '../limits.ts';
import { stripTypes } from '../load/strip.ts';
import { Evaluator } from '../look/evaluate.ts';
import { type LoadedSource, Workbench } from '../plan/workbench.ts';
import type { Settings } from '../settings.ts';
import { makeGate } from './gate.ts';
import { makeHandlers } from './handlers.ts';
import { displayPath } from './names.ts';
import { Patches } from './patches.ts';
import { Pulse } from './pulse.ts';
import { Session } from './session.ts';

/** What is known of this process before anybody attaches. */
export interface AttendContext {
  readonly bridge: Bridge;
  readonly settings: Settings;
  readonly root: string;
  readonly startedAt: string;
  readonly revision: string | null;
  /** The script that this process was started with. */
  readonly service: string;
  readonly recall: Recall | undefined;
}

/** The agent as it is while shells come and go. */
export interface Attended {
  connect(connection: Socket): void;
  loaded(source: LoadedSource): void;
  /** The process ends: lets the inspector go. */
  exit(): void;
}

/** Begins to attend to shells. */
export function attend(context: AttendContext): Attended {
  const { bridge, settings, root, startedAt, revision, service, recall } = context;
  const { name } = settings;
  const workbench = new Workbench();
  const sessions = new Set<Session>();
  const tell = <E extends EventName>(event: E, data: Events[E]): void => {
    for (const session of sessions) session.send({ event, data });
  };
  const journal = new Journal(
    join(settings.stateDir, name, `${startedAt.replaceAll(/[:.]/g, '-')}-${process.pid}.jsonl`),
    { kind: 'start', pid: process.pid, name, node: process.version, revision, root },
  );
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
    onChange: (patch) => tell('patch', patch),
    onAlarm: (patch, message) => tell('alarm', { patch, message }),
  });
  const evaluator = new Evaluator(bridge);
  const pulse = new Pulse(bridge);
  const handlers = makeHandlers({
    name,
    root,
    revision,
    startedAt,
    workbench,
    patches,
    journal,
    evaluator,
    pulse,
    attached: () => sessions.size,
  });

  const heart: { timer?: NodeJS.Timeout | undefined } = {};
  const gate = makeGate(
    () => sessions.size >= limits.sessions,
    (socket) => {
      const session = new Session(socket, handlers, () => {
        sessions.delete(session);
        tell('attached', { attached: sessions.size });
        if (sessions.size > 0) return;
        clearInterval(heart.timer);
        pulse.end();
        evaluator.close();
      });
      sessions.add(session);
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
    exit: () => evaluator.close(),
  };
}
