import { limits } from '../limits.ts';
import { cpuMs } from './deadline.ts';

/** How much of what is watched is shown. */
export interface RationOrder {
  readonly id: number;
  readonly perSecond: number;
  readonly count: number;
}

/** What a watch has seen so far, and what it cost. */
export interface RationFigures {
  readonly id: number;
  readonly calls: number;
  readonly shown: number;
  /** Milliseconds of the main thread, those of what was not shown estimated. */
  readonly costMs: number;
  /** Milliseconds since it began. */
  readonly forMs: number;
  readonly note: string;
}

/** Whether nothing is recorded, because a call is rehearsed. */
export interface Quiet {
  isOn: boolean;
}

/**
 * Rations what is shown of a watch on the main thread, and counts the rest:
 *
 *     looking ──dear──▶ resting ──paid off──▶ looking        looking ──very dear──▶ over
 */
export class Ration {
  readonly order: RationOrder;
  calls = 0;
  shown = 0;
  readonly quiet: Quiet;
  readonly #onNote: ((note: string) => void) | undefined;
  readonly #beganAt = performance.now();
  #note = '';
  #spentMs = 0;
  /** Time that watching has taken beyond its share, at some moment. */
  #debtMs = 0;
  #debtAt = this.#beganAt;
  #restsUntil = 0;
  #passed = 0;
  #cpu = { at: 0, ms: 0 };
  #tokens: number;
  #left: number;

  /** `onNote` hears of the first thing that there is to know, at once. */
  constructor(order: RationOrder, quiet: Quiet, onNote?: (note: string) => void) {
    this.quiet = quiet;
    this.order = order;
    this.#onNote = onNote;
    this.#tokens = Math.min(order.count, order.perSecond);
    this.#left = order.count;
  }

  /** Counts, and says whether it may be shown: on the way of every call. */
  isDue(): boolean {
    if (this.quiet.isOn) return false;
    this.calls++;
    return this.#tokens > 0 && (this.#restsUntil === 0 || this.#hasRested());
  }

  /** Whether one more may be shown. */
  get isLeft(): boolean {
    return this.#tokens > 0;
  }

  /** Takes one to be shown. */
  take(): void {
    this.#tokens--;
    if (--this.#left <= 0) this.#tokens = 0;
  }

  /** Lets more be shown again, up to as many as for one second. */
  refill(): void {
    if (performance.now() >= this.#restsUntil) this.#restsUntil = 0;
    const { perSecond } = this.order;
    this.#tokens = Math.min(this.#left, perSecond, this.#tokens + (perSecond * limits.refillMs) / 1000);
  }

  /** Says what there is to know of the watch: a `--when` that threw, say. */
  say(note: string): void {
    const isFirst = this.#note === '';
    this.#note = note;
    if (isFirst) this.#onNote?.(note);
  }

  /** Gives the time from which on the main thread is busy with the watch. */
  begin(): number {
    const now = performance.now();
    if (now - this.#cpu.at > limits.cpuEveryMs) this.#cpu = { at: now, ms: cpuMs() };
    return now;
  }

  /** Notes for how long the main thread was busy with it. */
  spent(sinceMs: number): void {
    const now = performance.now();
    // A thread that was not let run is busy with nothing.
    const tookMs = now - sinceMs;
    const ms = tookMs < limits.dearMs ? tookMs : Math.min(tookMs, cpuMs() - this.#cpu.ms);
    this.#spentMs += ms;
    this.#debtMs = Math.max(0, this.#debtMs - (now - this.#debtAt) * limits.watchShare) + ms;
    this.#debtAt = now;
    if (ms >= limits.dearCallMs) {
      this.#left = 0;
      this.#tokens = 0;
      this.say(`Showing one took ${Math.round(ms)} ms of the process: no more are shown.`);
    } else if (this.#debtMs > limits.watchDebtMs) {
      this.#restsUntil = now + (this.#debtMs - limits.watchDebtMs / 2) / limits.watchShare;
      this.say(
        'Looking at every call is too dear: some are left out, so that it takes 5 % of the process at the most.',
      );
    }
  }

  get figures(): RationFigures {
    const { order, calls, shown } = this;
    const costMs = this.#spentMs + (calls * limits.countedCallNs) / 1e6;
    const passed = this.#passed === 0 ? '' : `${this.#passed} calls were not looked at.`;
    const note = [this.#note, passed].filter(Boolean).join(' ');
    return { id: order.id, calls, shown, costMs, forMs: performance.now() - this.#beganAt, note };
  }

  // The clock is not read for each of them.
  #hasRested(): boolean {
    if ((this.calls & 63) === 0 && performance.now() >= this.#restsUntil) {
      this.#restsUntil = 0;
      return true;
    }
    this.#passed++;
    return false;
  }
}
