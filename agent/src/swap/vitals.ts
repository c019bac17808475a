import { clearInterval, setInterval } from 'node:timers';
import { limits } from '../limits.ts';

/** What the main thread shows of its health. */
export interface VitalSigns {
  /** Errors that nothing caught since it is looked at. */
  readonly uncaught: number;
  /** The longest that the event loop was late since the last reading, milliseconds. */
  readonly delayMs: number;
}

/**
 * Looks at the health of the main thread while a patch is on probation, whether a shell is attached or not. Node's own
 * histogram of the delay forgets, with each reset, the turn that it is in: a loop that has few turns would seem idle.
 */
export class Vitals {
  #ticks: NodeJS.Timeout | undefined;
  #lastTick = 0;
  #longestMs = 0;
  #uncaught = 0;
  // The monitor changes neither the error nor the exit code; a listener for the error itself would.
  readonly #count = (): void => {
    this.#uncaught++;
  };

  /** Begins to look, or ends. */
  set(on: boolean): void {
    if (on === (this.#ticks !== undefined)) return;
    clearInterval(this.#ticks);
    this.#lastTick = performance.now();
    this.#ticks = on ? setInterval(() => this.#tick(), limits.delayResolutionMs).unref() : undefined;
    if (on) process.on('uncaughtExceptionMonitor', this.#count);
    else process.off('uncaughtExceptionMonitor', this.#count);
  }

  read(): VitalSigns {
    const lateMs = this.#ticks ? performance.now() - this.#lastTick - limits.delayResolutionMs : 0;
    const delayMs = Math.max(this.#longestMs, lateMs, 0);
    this.#longestMs = 0;
    return { uncaught: this.#uncaught, delayMs };
  }

  #tick(): void {
    const now = performance.now();
    this.#longestMs = Math.max(this.#longestMs, now - this.#lastTick - limits.delayResolutionMs);
    this.#lastTick = now;
  }
}
