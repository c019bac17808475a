import type { EvaluationFailed } from '@suture/protocol/values.js';
import type { Thunk } from '../bridge/messages.ts';
import type { InspectorError } from './inspector-error.ts';
import type { Outcome } from './inspection.ts';
import { OwnInspection } from './own-inspection.ts';
import { type Box, type Ground, makeSlot, type Slot, type SlotDescription } from './slot.ts';
import { takeValue, withSlot } from './taken.ts';
import { endedBy, failed, failureOf, sideEffect } from './thrown.ts';

/** What the main thread is to evaluate. */
export interface EvaluationOrder {
  /** Never used before. */
  readonly ticket: number;
  readonly thunk: Thunk;
  /** `script`: the code is a script, and what it declares stays. */
  readonly how: 'read' | 'write' | 'script';
  /** For what runs at once. */
  readonly timeoutMs: number;
}

/** What came of it: a value, a failure, or a promise that is waited for. */
export type Ran =
  | { readonly described: SlotDescription | undefined }
  | { readonly failure: EvaluationFailed }
  | { readonly waits: true };

interface Waiting {
  readonly inspection: OwnInspection;
  ran?: Ran | undefined;
  answer?: ((ran: Ran) => void) | undefined;
}

/**
 * On the main thread: evaluates, and describes what comes of it, in one step. V8 alone can check for side effects and end a
 * loop, and only where its inspector is asked; a session of the thread on itself costs no message.
 */
export class Evaluations {
  readonly #ground: Ground;
  readonly #waiting = new Map<number, Waiting>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Evaluates as far as it runs at once. */
  begin(order: EvaluationOrder): Ran {
    const { ticket, timeoutMs } = order;
    try {
      const waiting: Waiting = { inspection: new OwnInspection() };
      this.#waiting.set(ticket, waiting);
      this.#run(order, waiting.inspection, makeSlot(order.thunk, this.#ground));
      if (!waiting.ran) return { waits: true };
      this.#waiting.delete(ticket);
      return waiting.ran;
    } catch (error) {
      this.#waiting.get(ticket)?.inspection.close();
      this.#waiting.delete(ticket);
      return { failure: endedBy(error, timeoutMs) };
    }
  }

  /** Answers when the promise of an evaluation is settled, or given up. */
  settled(ticket: number, answer: (ran: Ran) => void): void {
    const waiting = this.#waiting.get(ticket);
    if (!waiting) return answer({ failure: failed('Error', 'The evaluation was given up.') });
    waiting.answer = answer;
    if (waiting.ran) this.#settle(ticket, waiting.ran);
  }

  /** Waits for a promise no longer. */
  giveUp(ticket: number): void {
    this.#settle(ticket, { failure: failed('Error', 'The evaluation was given up.') });
  }

  #run({ ticket, thunk, how, timeoutMs }: EvaluationOrder, inspection: OwnInspection, slot: Slot): void {
    const read = (error: InspectorError | undefined, outcome: unknown): void => {
      if (error) return this.#settle(ticket, { failure: endedBy(error, timeoutMs) });
      try {
        this.#settle(
          ticket,
          withSlot(slot, () => ranTo(outcome as Outcome, inspection, slot)),
        );
      } catch (failure) {
        this.#settle(ticket, { failure: endedBy(failure, timeoutMs) });
      }
    };
    if (how === 'script') {
      // In REPL mode V8 answers when a promise is settled, also where the script awaits nothing.
      const options = { expression: thunk.code, replMode: true, silent: true, timeout: timeoutMs };
      inspection.post('Runtime.evaluate', options, read);
      return;
    }
    const outcome = withSlot(slot, (_, name) =>
      compileAndRun(inspection, slot, name, { write: how === 'write', timeoutMs }),
    );
    if (!thunk.awaits || outcome.exceptionDetails) return read(undefined, outcome);
    inspection.post('Runtime.awaitPromise', { promiseObjectId: outcome.result.objectId }, read);
  }

  #settle(ticket: number, ran: Ran): void {
    const waiting = this.#waiting.get(ticket);
    if (!waiting) return;
    waiting.inspection.close();
    waiting.ran = ran;
    if (!waiting.answer) return;
    this.#waiting.delete(ticket);
    waiting.answer(ran);
  }
}

function compileAndRun(
  inspection: OwnInspection,
  slot: Slot,
  name: string,
  { write, timeoutMs }: { write: boolean; timeoutMs: number },
): Outcome {
  const ask = (expression: string, options: object = {}): Outcome =>
    inspection.ask('Runtime.evaluate', { expression, silent: true, ...options }) as Outcome;
  try {
    slot.compile();
  } catch {
    // V8 tells what is wrong; and where code generation from strings is disallowed it compiles all the same.
    const compiled = ask(`${name}.compile()`);
    if (compiled.exceptionDetails) return compiled;
  }
  // In a read, V8 takes looking at what was thrown for a side effect.
  const expression = `${name}.${write ? 'run' : 'thunk'}()`;
  return ask(expression, { timeout: timeoutMs, throwOnSideEffect: !write });
}

function ranTo({ result, exceptionDetails }: Outcome, inspection: OwnInspection, slot: Slot): Ran {
  if (!exceptionDetails) return { described: slot.describe(takeValue(result, inspection, slot) as Box) };
  const thrown = exceptionDetails.exception;
  const known = failureOf(thrown);
  if (!thrown || known === sideEffect) return { failure: known ?? failed('Error', exceptionDetails.text) };
  const described = slot.describeThrown(takeValue(thrown, inspection, slot));
  return { failure: known ?? failed('Uncaught', described.text) };
}
