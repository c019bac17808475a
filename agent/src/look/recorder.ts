import { types } from 'node:util';
import { limits } from '../limits.ts';
import type { Callable } from '../swap/probe.ts';
import { callerOf, type Caller } from './caller.ts';
import { Deadline } from './deadline.ts';
import { type Quiet, Ration, type RationOrder } from './ration.ts';
import { reasonOf } from './reason-of.ts';
import type { Recording, Recordings } from './recordings.ts';
import { throwAgain } from './throw-again.ts';
import { describe } from './walk.ts';

/** A call as the main thread saw it. */
export interface RecordedCall {
  readonly watch: number;
  readonly call: number;
  /** Under which it is kept, and the cell that it went through. */
  readonly recording?: number;
  readonly cell?: Recording['cell'];
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly args: readonly string[];
  readonly result?: string;
  readonly error?: string;
  readonly ms: number;
  readonly caller?: Caller;
  /** For a line: which one, and its variables. */
  readonly line?: number;
  readonly locals?: readonly { readonly name: string; readonly text: string }[];
  /** It is no call, but something to know of the watch. */
  readonly note?: string;
}

/** What is to be recorded of a function. */
export interface RecorderOrder extends RationOrder {
  readonly isAsync: boolean;
  readonly parameters: readonly string[];
  /** Whether the condition needs the outcome. */
  readonly whenAfter: boolean;
}

/** What recorders work with. */
export interface RecorderGround {
  readonly quiet: Quiet;
  readonly recordings: Recordings;
  readonly send: (call: RecordedCall) => void;
}

/** Decides whether a call is shown: `args, result, error, ms` and the parameters. */
export type Condition = (...values: unknown[]) => unknown;

type Outcome = { readonly result: unknown } | { readonly error: unknown };
interface Called {
  readonly body: Callable;
  readonly cell: Recording['cell'];
  readonly handed: readonly unknown[] | undefined;
}

type Begun = Pick<RecordedCall, 'call' | 'at' | 'caller' | 'recording' | 'cell'> & {
  readonly values: readonly unknown[];
  args: readonly string[];
};

const { apply } = Reflect;
const { then } = Promise.prototype;

/**
 * Records calls of one function on the main thread. A call that is not shown costs a comparison; the result, or what was
 * thrown, goes on to the caller as it is, and nothing of the recording can throw into it.
 */
export class Recorder {
  readonly order: RecorderOrder;
  readonly #ground: RecorderGround;
  readonly #when: Condition | undefined;
  readonly ration: Ration;

  constructor(order: RecorderOrder, when: Condition | undefined, ground: RecorderGround) {
    this.order = order;
    this.#when = when;
    this.#ground = ground;
    this.ration = new Ration(order, ground.quiet, notesOf(order.id, ground));
  }

  /** Gives something that does what a body does and records it. */
  around(body: Callable, cell: Recording['cell'], handed: readonly unknown[] | undefined): Callable {
    const { ration } = this;
    const record = (self: unknown, passed: IArguments): unknown => this.#record({ body, cell, handed }, self, passed);
    return function () {
      // `arguments` passed on as it is: V8 makes no array for it.
      return ration.isDue() ? record(this, arguments) : apply(body, this, arguments);
    };
  }

  #record(called: Called, self: unknown, passed: IArguments): unknown {
    const { body } = called;
    const beganAt = this.ration.begin();
    const begun = this.#begin(called, self, passed);
    this.ration.spent(beganAt);
    if (!begun) return apply(body, self, passed);
    const startedAt = performance.now();
    let result: unknown;
    try {
      result = apply(body, self, passed);
    } catch (error) {
      this.#end(begun, startedAt, { error });
      throwAgain(error);
    }
    // The guard of an async function adopts the promise, so that nobody's unhandled rejection is hidden by this.
    if (this.order.isAsync && types.isPromise(result)) {
      const settled = (outcome: Outcome): void => this.#end(begun, startedAt, outcome);
      void apply(then, result, [
        (value: unknown) => settled({ result: value }),
        (error: unknown) => settled({ error }),
      ]);
    } else this.#end(begun, startedAt, { result });
    return result;
  }

  #begin({ cell, handed }: Called, self: unknown, passed: IArguments): Begun | undefined {
    const deadline = new Deadline(limits.walkCall.waitMs);
    try {
      const values = Array.from(passed);
      const early = !this.order.whenAfter;
      if (early && this.#when && !this.#holds(values, [undefined, undefined, undefined])) return undefined;
      // The call may change its arguments: they are described before it. With a late condition most calls are not shown.
      const args = early ? this.#describeAll(values) : [];
      if (early) this.ration.take();
      // The first one is the watched function itself, whose guard called.
      const caller = callerOf(1);
      // With a late condition most calls are not shown; a copy of each would be dear.
      const isDear = deadline.isOver;
      const kept =
        early && !isDear ? { recording: this.#ground.recordings.keep(cell, handed, self, values), cell } : {};
      return { call: this.ration.calls, at: Date.now(), values, args, ...kept, ...(caller ? { caller } : {}) };
    } catch (error) {
      this.ration.say(`recording failed: ${reasonOf(error)}`);
      return undefined;
    }
  }

  #end({ values, args, ...begun }: Begun, startedAt: number, outcome: Outcome): void {
    const endedAt = this.ration.begin();
    try {
      const ms = endedAt - startedAt;
      const { result, error } = { result: undefined, error: undefined, ...outcome };
      let shown = args;
      if (this.order.whenAfter) {
        if (!this.ration.isLeft || !this.#holds(values, [result, error, ms])) return;
        this.ration.take();
        shown = this.#describeAll(values);
      }
      const text = describe('error' in outcome ? error : result, limits.walkCall).text;
      this.ration.shown++;
      this.#ground.send({
        watch: this.order.id,
        ...begun,
        args: shown,
        ms,
        ...('error' in outcome ? { error: text } : { result: text }),
      });
    } catch (thrown) {
      this.ration.say(`recording failed: ${reasonOf(thrown)}`);
    } finally {
      this.ration.spent(endedAt);
    }
  }

  #holds(values: readonly unknown[], outcome: readonly unknown[]): boolean {
    try {
      return Boolean(this.#when?.(values, ...outcome, ...values));
    } catch (error) {
      this.ration.say(`--when threw: ${reasonOf(error)}`);
      return false;
    }
  }

  #describeAll(values: readonly unknown[]): string[] {
    return values
      .slice(0, limits.watchedArguments)
      .map((value, index) => describe(value, limits.walkCall, this.order.parameters[index]).text);
  }
}

/** Tells what there is to know of a watch as it would tell a call. */
export function notesOf(watch: number, { send }: RecorderGround): (note: string) => void {
  return (note) => send({ watch, call: 0, at: Date.now(), args: [], ms: 0, note });
}
