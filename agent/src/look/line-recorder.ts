import { limits } from '../limits.ts';
import { callerOf } from './caller.ts';
import { Ration, type RationOrder } from './ration.ts';
import { reasonOf } from './reason-of.ts';
import { type Condition, notesOf, type RecordedCall, type RecorderGround } from './recorder.ts';
import { describe } from './walk.ts';

/** What is to be told of a line. */
export interface LineOrder extends RationOrder {
  readonly line: number;
  readonly locals: readonly string[];
}

/** Tells the values of variables at one line, on the main thread. Called by new code that was put there; never throws. */
export class LineRecorder {
  readonly ration: Ration;
  order: LineOrder;
  readonly #send: (call: RecordedCall) => void;
  readonly #when: Condition | undefined;
  #values: { readonly value: unknown; readonly isThere: boolean }[] = [];

  constructor(order: LineOrder, when: Condition | undefined, ground: RecorderGround) {
    this.ration = new Ration(order, ground.quiet, notesOf(order.id, ground));
    this.order = order;
    this.#when = when;
    this.#send = ground.send;
  }

  /** Whether the line is told this time. */
  isDue(): boolean {
    return this.ration.isDue();
  }

  /** Begins to take the variables, each by one of the next two. */
  begin(): void {
    this.#values = [];
  }

  take(value: unknown): void {
    this.#values.push({ value, isThere: true });
  }

  takeNothing(): void {
    this.#values.push({ value: undefined, isThere: false });
  }

  /** Tells what was taken. */
  end(): void {
    const startedAt = this.ration.begin();
    const taken = this.#values;
    this.#values = [];
    try {
      const values = taken.map(({ value }) => value);
      if (this.#when && !this.#when(values, undefined, undefined, undefined, ...values)) return;
      this.ration.take();
      this.ration.shown++;
      const { id, locals, line } = this.order;
      // The body with the line, then the function itself, whose guard called it.
      const caller = callerOf(2);
      this.#send({
        watch: id,
        call: this.ration.calls,
        at: Date.now(),
        args: [],
        ms: 0,
        line,
        locals: taken.map(({ value, isThere }, index) => {
          const name = locals[index] ?? '';
          return { name, text: isThere ? describe(value, limits.walkCall, name).text : '<no value yet>' };
        }),
        ...(caller ? { caller } : {}),
      });
    } catch (error) {
      this.ration.say(`recording failed: ${reasonOf(error)}`);
    } finally {
      this.ration.spent(startedAt);
    }
  }

  /** As taking each and telling them, before an expression. */
  hit(...values: unknown[]): void {
    this.begin();
    for (const value of values) this.take(value);
    this.end();
  }
}
