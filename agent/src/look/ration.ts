import { limits } from '../limits.ts';

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

/** Rations what is shown of a watch on the main thread, and counts the rest. */
export class Ration {
  readonly order: RationOrder;
  calls = 0;
  shown = 0;
  note = '';
  readonly quiet: Quiet;
  readonly #beganAt = performance.now();
  #spentMs = 0;
  #tokens: number;
  #left: number;

  constructor(order: RationOrder, quiet: Quiet) {
    this.quiet = quiet;
    this.order = order;
    this.#tokens = Math.min(order.count, order.perSecond);
    this.#left = order.count;
  }

  /** Counts, and says whether it may be shown: on the way of every call. */
  isDue(): boolean {
    if (this.quiet.isOn) return false;
    this.calls++;
    return this.#tokens > 0;
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
    const { perSecond } = this.order;
    this.#tokens = Math.min(this.#left, perSecond, this.#tokens + (perSecond * limits.refillMs) / 1000);
  }

  /** Notes for how long the main thread was busy with it. */
  spent(sinceMs: number): void {
    const ms = performance.now() - sinceMs;
    this.#spentMs += ms;
    if (ms < limits.dearCallMs) return;
    this.#left = 0;
    this.#tokens = 0;
    this.note = `Showing one took ${Math.round(ms)} ms of the process: no more are shown.`;
  }

  get figures(): RationFigures {
    const { order, calls, shown, note } = this;
    const costMs = this.#spentMs + (calls * limits.countedCallNs) / 1e6;
    return { id: order.id, calls, shown, costMs, forMs: performance.now() - this.#beganAt, note };
  }
}
