import type { GcFigures } from './gc-meter.ts';
import type { OpenHandles } from '@suture/protocol/inside.js';
import type { MessagePort } from 'node:worker_threads';
import type { Recall } from '../journal/recall.ts';
import type { Keeping } from '../load/kept-code.ts';
import type { LoadedSource } from '../plan/loaded-source.ts';
import type { EvaluationOrder, Ran } from '../look/evaluations.ts';
import type { FlightFigures } from '../look/flight-recorder.ts';
import type { Probed, ProbeOrder } from '../look/probes.ts';
import type { RecordedCall } from '../look/recorder.ts';
import type { SessionUse } from '../look/results.ts';
import type { Program } from '../swap/program.ts';
import type { Committed, NotCommitted, Staged } from '../swap/runtime.ts';
import type { TrialOrder, TrialReport } from '../swap/trials.ts';

/** Figures of the main thread that only it can tell. */
export interface Figures {
  readonly heapUsedBytes: number;
  /** Null when nobody asked for it to be measured. */
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number } | null;
  /** Share of the time since somebody attached, or since the last minute began, that the event loop was at work. */
  readonly loopUtilisation: number | null;
  readonly heapSpaces: readonly { readonly name: string; readonly usedBytes: number; readonly sizeBytes: number }[];
  readonly heapLimitBytes: number;
  /** Memory of buffers and the like, outside of the heap. */
  readonly externalBytes: number;
  /** Null when nobody asked for it to be measured. */
  readonly gc: GcFigures | null;
}

/** What is to be evaluated at a safe point: text that makes a function when it is compiled. */
export interface Thunk {
  /** Module whose scope it is compiled in; undefined for the global scope. */
  readonly url: string | undefined;
  readonly code: string;
  /** Whether what it gives is a promise of its value. */
  readonly awaits?: boolean | undefined;
  /** Name of the property or variable that is evaluated: it may say that the value is secret. */
  readonly name?: string | undefined;
  /**
   * Names of the module that the text reads: its code is then compiled in the global scope, as a function of them. V8's
   * check takes reading an import, an export, or anything past a sloppy eval, for a side effect.
   */
  readonly captured: readonly string[] | undefined;
  /** Private members that the text reads, of classes of the module. */
  readonly privates: readonly string[];
  /** What it takes from the session of its shell; its result is kept there. */
  readonly session?: SessionUse | undefined;
}

/** The one table of what the agent's thread asks the main thread. */
export interface MainCalls {
  figures: { params: null; result: Figures };
  handles: { params: null; result: OpenHandles };
  measureDelay: { params: boolean; result: null };
  stage: { params: Program; result: Staged };
  /** Withdrawn when the agent's thread took its offer back before the main thread came by. */
  commit: { params: { id: string; ticket: number }; result: Committed | NotCommitted | { withdrawn: true } };
  discard: { params: string; result: null };
  /** Live patches, as an uncaught error is to name them. */
  mention: { params: readonly string[]; result: null };
  /** Watches in one module what the order names, and nothing else any more. */
  probe: { params: ProbeOrder; result: Probed };
  trial: { params: TrialOrder; result: TrialReport };
  /** Gives a program on trial to every call, unless the offer was taken back before the main thread came by. */
  promote: { params: { id: string; ticket: number }; result: { promoted: true } | { withdrawn: true } };
  /** Tells what is under way of the calls that some watches follow. */
  flights: { params: readonly number[]; result: readonly FlightFigures[] };
  /** Lets go of what was kept for the evaluations of one shell. */
  forget: { params: number; result: null };
  /** Evaluates at a safe point, as far as it runs at once; withdrawn when the offer was taken back. */
  evaluate: { params: EvaluationOrder; result: Ran | { readonly withdrawn: true } };
  /** Tells what came of an evaluation that waits for a promise, by its ticket. */
  settled: { params: number; result: Ran };
  /** Waits for the promise of an evaluation no longer. */
  giveUp: { params: number; result: null };
  /**
   * Stays at a safe point until it is released. Answered at its beginning with the name of the global that holds the
   * slot, null when it was withdrawn.
   */
  hold: { params: { ticket: number; thunk: Thunk | null }; result: string | null };
}

/** Name of a call to the main thread. */
export type MainMethod = keyof MainCalls;

/** A call, to the main thread. */
export interface CallMessage {
  readonly id: number;
  readonly method: MainMethod;
  readonly params: unknown;
}

/** Anything that the main thread sends. */
export type MainMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  /** A module was made patchable, and its code may be kept for the next start. */
  | { readonly loaded: LoadedSource; readonly keeping: Keeping | undefined }
  /** The file that a worker thread was started with; before the first module of it. */
  | { readonly script: string }
  /** What a worker thread found in the ledger; before the first module that it changes. */
  | { readonly recalled: Recall }
  /** A watched function was called. */
  | { readonly recorded: RecordedCall }
  /** A port on which another thread reports modules. */
  | { readonly reports: MessagePort }
  /** The process exits: let the inspector go. */
  | { readonly exit: true };
