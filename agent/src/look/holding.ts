import { type Bridge, within } from '../bridge/agent-end.ts';
import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import type { EvaluationOrder, Ran } from './evaluations.ts';
import { Inspection, type Outcome } from './inspection.ts';
import { group } from './object-groups.ts';
import { reach } from './reach.ts';
import { inNativeCode } from './stack.ts';

/** The main thread while it stays at a safe point, or is interrupted. */
export interface Held {
  readonly inspection: Inspection;
  /** Global name of the slot. */
  readonly slot: string;
  /** Whether the main thread was interrupted in the middle of a call. */
  readonly interrupted: boolean;
}

/** An evaluation that was begun. */
export interface Begun {
  readonly ticket: number;
  readonly ran: Ran;
  /** Whether the main thread was interrupted in the middle of a call. */
  readonly interrupted: boolean;
}

/** What runs for the agent alone, in the main thread: the walker has its own, shorter budget. */
export const ownMs = 2_000;

/** Holds the main thread where no code of the application is half-way through something, one use at a time. */
export class Holding {
  readonly #bridge: Bridge;
  #inspection: Inspection | undefined;
  #holds: Promise<unknown> = Promise.resolve();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Uses the main thread while it stays; with `whenStuck` in the middle of a call as well, if no safe point comes. */
  hold<T>(thunk: Thunk | null, whenStuck: boolean, use: (held: Held) => Promise<T>): Promise<Answer<T>> {
    return this.#inTurn(() => this.#holdNow(thunk, whenStuck, use));
  }

  /** Has the main thread evaluate, which takes one message; `whenStuck` as in {@link hold}. */
  evaluate(order: Omit<EvaluationOrder, 'ticket'>, whenStuck: boolean): Promise<Answer<Begun>> {
    return this.#inTurn(() => this.#evaluateNow(order, whenStuck));
  }

  /** Lets go of the values of a group. */
  letGo(objectGroup: string): void {
    const inspection = this.#inspection;
    if (!inspection || inspection.closed) return;
    void inspection.post('Runtime.releaseObjectGroup', { objectGroup }).catch(() => {});
  }

  /** Closes the inspector session; the next use opens one. */
  close(): void {
    this.#inspection?.close();
    this.#inspection = undefined;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#holds.then(act);
    this.#holds = turn.catch(() => {});
    return turn;
  }

  async #evaluateNow(order: Omit<EvaluationOrder, 'ticket'>, whenStuck: boolean): Promise<Answer<Begun>> {
    const offer = await this.#bridge.offer(limits.safePointMs, 'evaluate', (ticket) => ({ ticket, ...order }));
    const { ticket } = offer;
    if (offer.timely && !('withdrawn' in offer.result)) return done({ ticket, ran: offer.result, interrupted: false });
    if (!whenStuck) return this.#noSafePoint();
    const inspection = this.#open();
    // An effect that comes when nobody waits for it any more would be worse than none.
    const { inspected } = this.#bridge;
    const comesBy = await within(limits.interruptMs, inspection.evaluate('0', { timeout: ownMs }));
    if (!comesBy.timely) return inNativeCode(inspected);
    const text = JSON.stringify(JSON.stringify({ ticket, ...order }));
    const options = { timeout: order.timeoutMs + ownMs, returnByValue: true };
    const { result } = await inspection.evaluate(`${reach}.evaluate(${text})`, options);
    return done({ ticket, ran: result.value as Ran, interrupted: true });
  }

  async #holdNow<T>(thunk: Thunk | null, whenStuck: boolean, use: (held: Held) => Promise<T>): Promise<Answer<T>> {
    const inspection = this.#open();
    if (!(await inspection.reachable())) return inNativeCode(this.#bridge.inspected);
    const { ticket, ...offer } = await this.#bridge.offer(limits.safePointMs, 'hold', (ticket) => ({ ticket, thunk }));
    if (!offer.timely || offer.result === null) {
      if (whenStuck) return this.#interrupt(inspection, `$sutureStuck${ticket}`, thunk, use);
      return this.#noSafePoint();
    }
    try {
      return done(await use({ inspection, slot: offer.result, interrupted: false }));
    } finally {
      this.letGo(group);
      this.#bridge.shared.release(ticket);
    }
  }

  // V8 serves the inspector in the middle of a call, too: only when no safe point comes.
  async #interrupt<T>(
    inspection: Inspection,
    slot: string,
    thunk: Thunk | null,
    use: (held: Held) => Promise<T>,
  ): Promise<Answer<T>> {
    const name = JSON.stringify(slot);
    const lend = (text: string | null): Promise<Outcome> =>
      inspection.evaluate(`${reach}.lend(${name},${JSON.stringify(text)})`, { timeout: ownMs });
    const lent = lend(JSON.stringify(thunk));
    lent.catch(() => {});
    try {
      if (!(await within(limits.interruptMs, lent)).timely) return inNativeCode(this.#bridge.inspected);
      return done(await use({ inspection, slot, interrupted: true }));
    } finally {
      this.letGo(group);
      if (!inspection.closed) void lend(null).catch(() => {});
    }
  }

  #open(): Inspection {
    if (!this.#inspection || this.#inspection.closed) this.#inspection = new Inspection(this.#bridge.inspected);
    return this.#inspection;
  }

  #noSafePoint(): Answer<never> {
    return refuse('target_busy', `${this.#bridge.who} did not come to a safe point within ${limits.safePointMs} ms.`);
  }
}
