import type { Method, Requests } from '@suture/protocol/requests.js';
import type { Bridge } from '../bridge/agent-end.ts';
import type { Journal } from '../journal/journal.ts';
import type { Calls } from '../look/calls.ts';
import type { Evaluator } from '../look/evaluate.ts';
import type { HandleLeases } from '../look/handle-lease.ts';
import type { Interrupter } from '../look/interrupt.ts';
import type { EvaluationSession } from '../look/session.ts';
import type { Sight } from '../look/stack.ts';
import type { Client, Watches } from '../look/watches.ts';
import type { KnownModule } from '../plan/loaded-source.ts';
import type { Workbench } from '../plan/workbench.ts';
import type { Answer } from './answer.ts';
import type { Beside } from './beside-threads.ts';
import { changeHandlers } from './change-handlers.ts';
import type { Started } from './loader-options.ts';
import { insideHandlers } from './inside-handlers.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Patches } from './patches.ts';
import type { Presence } from './presence.ts';
import { processHandlers } from './process-handlers.ts';
import type { Pulse } from './pulse.ts';
import { valueHandlers } from './value-handlers.ts';

/** Carries the requests of a family out. */
export type HandlersOf<Family> = {
  readonly [M in keyof Family & Method]: (
    params: Requests[M]['params'],
  ) => Answer<Requests[M]['result']> | Promise<Answer<Requests[M]['result']>>;
};

/** Carries each request out. */
export type Handlers = HandlersOf<Requests>;

/** What the handlers work with. */
export interface HandlersContext {
  readonly name: string;
  readonly root: string;
  readonly started: Started;
  /** As `greet` gives them. */
  readonly script: string | undefined;
  readonly thread: number | undefined;
  readonly cluster: number | undefined;
  /** Whether recorded patches are applied again when this thread is started anew. */
  readonly appliesAgain: boolean;
  /** The other threads of the process. */
  readonly beside: Beside;
  /** Number of worker threads of the process. */
  readonly workers: () => number;
  readonly revision: string | null;
  readonly startedAt: string;
  readonly workbench: Workbench;
  readonly patches: Patches;
  readonly journal: Journal;
  readonly evaluator: Evaluator;
  readonly pulse: Pulse;
  readonly bridge: Bridge;
  /** Where heap snapshots are written. */
  readonly dumpFolder: string;
  readonly sight: Sight;
  readonly interrupter: Interrupter;
  readonly watches: Watches;
  readonly leases: HandleLeases;
  readonly presence: Presence;
  readonly answers: KeptAnswers;
  readonly calls: Calls;
  /** The shell that asks. */
  readonly client: Client;
  /** What that shell evaluated before. */
  readonly session: EvaluationSession;
  /** The path of a URL that people read. */
  readonly displayPath: (url: string) => string;
  /** Finds the one module that a person means. */
  readonly find: (module: string) => Answer<KnownModule>;
  /** Number of attached shells. */
  readonly attached: () => number;
}

/** Makes the handler of each request of the protocol. */
export function makeHandlers(context: HandlersContext): Handlers {
  return {
    ...processHandlers(context),
    ...changeHandlers(context),
    ...valueHandlers(context),
    ...insideHandlers(context),
    ...context.presence.handlers(context.client),
  };
}
