import { types } from 'node:util';
import { Latencies } from './latencies.ts';
import type { Callable } from './probe.ts';

/** What the calls of one body came to; latencies in milliseconds, null before the first one. */
export interface TallyFigures {
  readonly calls: number;
  readonly errors: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

// Reading the clock costs more than the rest: of many calls only some are timed.
const timedAlways = 1_000;
const timedThen = 16;

const { apply } = Reflect;
// Taken before the application can put another one in its place, and called with a promise as `this`.
const then: (this: unknown, ...on: (() => void)[]) => unknown = Reflect.get(Promise.prototype, 'then');

/** Counts the calls of a body on the main thread: how many, how many failed, how long they took. */
export class Tally {
  readonly #latencies: Latencies = new Latencies();
  #calls = 0;
  #errors = 0;
  #sumMs = 0;

  /** Calls a body and counts the call; `isAsync` where a guard adopts the promise that it gives. */
  call(body: Callable, self: unknown, passed: IArguments, isAsync: boolean): unknown {
    this.#calls++;
    const startedAt = this.#calls <= timedAlways || this.#calls % timedThen === 0 ? performance.now() : undefined;
    let result: unknown;
    let isBack = false;
    try {
      result = apply(body, self, passed);
      isBack = true;
    } finally {
      // Not caught and thrown again: an uncaught error is printed with the place that it was thrown at.
      if (!isBack) this.#end(startedAt, true);
    }
    // The guard of an async function adopts the promise, so that nobody's unhandled rejection is hidden by this.
    if (isAsync && types.isPromise(result)) {
      void apply(then, result, [() => this.#end(startedAt, false), () => this.#end(startedAt, true)]);
    } else this.#end(startedAt, false);
    return result;
  }

  get figures(): TallyFigures {
    return {
      calls: this.#calls,
      errors: this.#errors,
      meanMs: this.#latencies.count === 0 ? null : this.#sumMs / this.#latencies.count,
      p50Ms: this.#latencies.percentile(0.5),
      p99Ms: this.#latencies.percentile(0.99),
    };
  }

  #end(startedAt: number | undefined, failed: boolean): void {
    if (failed) this.#errors++;
    if (startedAt === undefined) return;
    const ms = performance.now() - startedAt;
    this.#sumMs += ms;
    this.#latencies.add(ms);
  }
}
