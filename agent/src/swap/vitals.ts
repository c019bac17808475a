import { LoopDelay } from './loop-delay.ts';

/** What the main thread shows of its health. */
export interface VitalSigns {
  /** Errors that nothing caught since it is looked at. */
  readonly uncaught: number;
  /** The longest that the event loop was late since the last reading, milliseconds. */
  readonly delayMs: number;
}

/** Looks at the health of the main thread while a patch is on probation, whether a shell is attached or not. */
export class Vitals {
  #longestMs = 0;
  #uncaught = 0;
  readonly #delay: LoopDelay = new LoopDelay((lateMs) => {
    this.#longestMs = Math.max(this.#longestMs, lateMs);
  });
  // The monitor changes neither the error nor the exit code; a listener for the error itself would.
  readonly #count = (): void => {
    this.#uncaught++;
  };

  /** Begins to look, or ends. */
  set(on: boolean): void {
    if (on === this.#delay.isOn) return;
    this.#delay.set(on);
    if (on) process.on('uncaughtExceptionMonitor', this.#count);
    else process.off('uncaughtExceptionMonitor', this.#count);
  }

  read(): VitalSigns {
    this.#delay.catchUp();
    const delayMs = this.#longestMs;
    this.#longestMs = 0;
    return { uncaught: this.#uncaught, delayMs };
  }
}
