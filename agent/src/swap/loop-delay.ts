import { clearInterval, setInterval } from 'node:timers';
import { limits } from '../limits.ts';

/**
 * Measures how late the event loop is, while it is on, the turn that it is in included. Node's own histogram of the delay
 * forgets, with each reset, the turn that it is in: a loop that has few turns would seem idle.
 */
export class LoopDelay {
  readonly #onLate: (lateMs: number) => void;
  #ticks: NodeJS.Timeout | undefined;
  #lastTick = 0;

  /** `onLate` is told the milliseconds that each turn of the timer came late, 0 for none. */
  constructor(onLate: (lateMs: number) => void) {
    this.#onLate = onLate;
  }

  get isOn(): boolean {
    return this.#ticks !== undefined;
  }

  /** Begins to measure, or ends. */
  set(on: boolean): void {
    if (on === this.isOn) return;
    clearInterval(this.#ticks);
    this.#lastTick = performance.now();
    this.#ticks = on ? setInterval(() => this.#tick(), limits.delayResolutionMs).unref() : undefined;
  }

  /** Counts what the turn that is not over yet is late by now. */
  catchUp(): void {
    if (this.isOn && performance.now() - this.#lastTick > limits.delayResolutionMs) this.#tick();
  }

  #tick(): void {
    const now = performance.now();
    this.#onLate(Math.max(0, now - this.#lastTick - limits.delayResolutionMs));
    this.#lastTick = now;
  }
}
