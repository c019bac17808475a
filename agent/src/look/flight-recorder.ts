import { types } from 'node:util';
import { limits } from '../limits.ts';
import type { Callable } from '../swap/probe.ts';
import { type Quiet, Ration } from './ration.ts';
import { describe } from './walk.ts';

/** An async function whose calls are followed to their end. */
export interface FollowedFunction {
  readonly function: string;
  readonly line: number;
  readonly parameters: readonly string[];
  /** The number that it has across all states of its module. */
  readonly lineage: number;
  /** Patch whose body it has now; null for that of the build. */
  readonly patch: string | null;
}

/** A call that has not come to its end. */
export interface PendingCall extends Pick<FollowedFunction, 'function' | 'line' | 'patch'> {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly ms: number;
  readonly args: readonly string[];
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
}

const { apply } = Reflect;
const { then } = Promise.prototype;

/** Follows calls of async functions on the main thread, from their beginning until their promise is settled. */
export class FlightRecorder {
  readonly ration: Ration;
  readonly #beganAt = performance.now();
  readonly #pending = new Set<Pending>();
  #begun = 0;
  #ended = 0;

  constructor(id: number, quiet: Quiet) {
    this.ration = new Ration({ id, perSecond: 0, count: 0 }, quiet);
  }

  /** Gives something that does what a body does and follows it. */
  around(body: Callable, followed: FollowedFunction): Callable {
    const follow = (promise: unknown, startedAt: number, passed: IArguments): void =>
      this.#follow(promise, { followed, startedAt, passed });
    const { quiet } = this.ration;
    return function () {
      if (quiet.isOn) return apply(body, this, arguments);
      const startedAt = performance.now();
      const result = apply(body, this, arguments);
      follow(result, startedAt, arguments);
      return result;
    };
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
    for (const { followed, startedAt, passed } of oldest) {
      const { function: name, line, patch, parameters } = followed;
      const args = Array.from(passed)
        .slice(0, limits.watchedArguments)
        .map((value, index) => describe(value, limits.walkCall, parameters[index]).text);
      const since = performance.timeOrigin + startedAt;
      calls.push({ function: name, line, patch, since, ms: now - startedAt, args });
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
