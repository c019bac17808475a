import { types } from 'node:util';
import type { AwaitMark } from '../plan/await-marks.ts';
import { limits } from '../limits.ts';
import type { Callable } from '../swap/probe.ts';
import { type AwaitNotes, CallNotes, noNotes } from './await-notes.ts';
import { type Quiet, Ration } from './ration.ts';
import { describe } from './walk.ts';

/** An async function whose calls are followed to their end. */
export interface FollowedFunction {
  readonly function: string;
  readonly line: number;
  readonly column: number;
  readonly parameters: readonly string[];
  /** The number that it has across all states of its module. */
  readonly lineage: number;
  /** Patch whose body it has now; null for that of the build. */
  readonly patch: string | null;
  /** The places where it may wait, by their numbers; null where its body does not note them. */
  readonly marks: readonly AwaitMark[] | null;
}

/** Where a call waits, and for what. */
export interface WaitsAt extends AwaitMark {
  readonly what: string | null;
  readonly isLost: boolean;
}

/** A call that has not come to its end. */
export interface PendingCall extends Pick<FollowedFunction, 'function' | 'line' | 'column' | 'patch'> {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly ms: number;
  readonly args: readonly string[];
  /** Null when it is not known. */
  readonly waits: WaitsAt | null;
}

/** What a recorder of flights has seen. */
export interface FlightFigures {
  readonly id: number;
  readonly lookingMs: number;
  readonly begun: number;
  readonly ended: number;
  /** How many of each function, by the patch whose body they run in. */
  readonly versions: readonly { readonly lineage: number; readonly patch: string | null; readonly count: number }[];
  readonly calls: readonly PendingCall[];
}

interface Pending {
  readonly followed: FollowedFunction;
  readonly startedAt: number;
  /** As they were passed, and described only when somebody asks. */
  readonly passed: IArguments;
  readonly notes: CallNotes;
}

const { apply } = Reflect;
const { then } = Promise.prototype;

/** Follows calls of async functions on the main thread, from their beginning until their promise is settled. */
export class FlightRecorder {
  readonly ration: Ration;
  readonly #beganAt = performance.now();
  readonly #pending = new Set<Pending>();
  /** Notes of the call that has just been made: its body takes them before anything else runs. */
  #entering: CallNotes | undefined;
  #begun = 0;
  #ended = 0;

  constructor(id: number, quiet: Quiet) {
    this.ration = new Ration({ id, perSecond: 0, count: 0 }, quiet);
  }

  /** Gives something that does what a body does and follows it. */
  around(body: Callable, followed: FollowedFunction): Callable {
    const { quiet } = this.ration;
    const call = (self: unknown, passed: IArguments): unknown => this.#call(body, self, passed, followed);
    return function () {
      return quiet.isOn ? apply(body, this, arguments) : call(this, arguments);
    };
  }

  /** What the body of the call that has just been made notes its place with. */
  entered(): AwaitNotes {
    return this.#entering ?? noNotes;
  }

  #call(body: Callable, self: unknown, passed: IArguments, followed: FollowedFunction): unknown {
    const startedAt = performance.now();
    const notes = new CallNotes();
    const outer = this.#entering;
    let result: unknown;
    this.#entering = notes;
    try {
      result = apply(body, self, passed);
    } finally {
      this.#entering = outer;
    }
    this.#follow(result, { followed, startedAt, passed, notes });
    return result;
  }

  get figures(): FlightFigures {
    const now = performance.now();
    const versions = new Map<string, { lineage: number; patch: string | null; count: number }>();
    for (const { followed } of this.#pending) {
      const { lineage, patch } = followed;
      const known = versions.get(`${lineage} ${patch}`) ?? { lineage, patch, count: 0 };
      known.count++;
      versions.set(`${lineage} ${patch}`, known);
    }
    const calls: PendingCall[] = [];
    const oldest = [...this.#pending].sort((a, b) => a.startedAt - b.startedAt).slice(0, limits.callsInFlight);
    for (const { followed, startedAt, passed, notes } of oldest) {
      const { function: name, line, column, patch, parameters } = followed;
      const args = Array.from(passed)
        .slice(0, limits.watchedArguments)
        .map((value, index) => describe(value, limits.walkCall, parameters[index]).text);
      const since = performance.timeOrigin + startedAt;
      const waits = waitsAt(followed, notes);
      calls.push({ function: name, line, column, patch, since, ms: now - startedAt, args, waits });
    }
    return {
      id: this.ration.order.id,
      lookingMs: now - this.#beganAt,
      begun: this.#begun,
      ended: this.#ended,
      versions: [...versions.values()],
      calls,
    };
  }

  #follow(promise: unknown, pending: Pending): void {
    if (!types.isPromise(promise)) return;
    this.#begun++;
    if (this.#pending.size >= limits.followedCalls) return;
    this.#pending.add(pending);
    const end = (): void => {
      this.#pending.delete(pending);
      this.#ended++;
    };
    try {
      // The guard of an async function adopts the promise, so that nobody's unhandled rejection is hidden by this.
      void apply(then, promise, [end, end]);
    } catch {
      // A species of the application's own.
      this.#pending.delete(pending);
    }
  }
}

function waitsAt({ marks }: FollowedFunction, notes: CallNotes): WaitsAt | null {
  const { number, what, isLost } = notes.awaited;
  const mark = number === null ? undefined : marks?.[number];
  return mark ? { ...mark, what, isLost } : null;
}
