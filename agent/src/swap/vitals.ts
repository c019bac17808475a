import { monitorEventLoopDelay } from 'node:perf_hooks';
import { limits } from '../limits.ts';

/** What the main thread shows of its health. */
export interface VitalSigns {
  /** Errors that nothing caught since it is looked at. */
  readonly uncaught: number;
  /** The longest that the event loop was late since the last reading, milliseconds. */
  readonly delayMs: number;
}

/** Looks at the health of the main thread while a patch is on probation, whether a shell is attached or not. */
export class Vitals {
  #delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  #uncaught = 0;
  // The monitor changes neither the error nor the exit code; a listener for the error itself would.
  readonly #count = (): void => {
    this.#uncaught++;
  };

  /** Begins to look, or ends. */
  set(on: boolean): void {
    if (on === (this.#delay !== undefined)) return;
    this.#delay?.disable();
    this.#delay = on ? monitorEventLoopDelay({ resolution: limits.delayResolutionMs }) : undefined;
    this.#delay?.enable();
    if (on) process.on('uncaughtExceptionMonitor', this.#count);
    else process.off('uncaughtExceptionMonitor', this.#count);
  }

  read(): VitalSigns {
    const longestMs = this.#delay && this.#delay.count > 0 ? this.#delay.max / 1e6 : 0;
    this.#delay?.reset();
    return { uncaught: this.#uncaught, delayMs: Math.max(0, longestMs - limits.delayResolutionMs) };
  }
}
