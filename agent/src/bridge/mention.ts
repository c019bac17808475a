import { warn } from '../warn.ts';

/** Where {@link Mention.publish} puts its patches on `globalThis`. */
export const livePatchesSymbol: unique symbol = Symbol.for('suture.live-patches');

/** Says in every uncaught error which patches the process runs with: whoever reads the log must not look in the wrong code. */
export class Mention {
  #patches: readonly string[] = [];
  readonly #say = (): void => {
    if (this.#patches.length > 0) warn(`this process runs with patches: ${this.#patches.join(', ')}`);
  };

  /** Lets the application read the patches, for its metrics. */
  publish(): void {
    const value = (): readonly string[] => [...this.#patches];
    Object.defineProperty(globalThis, livePatchesSymbol, { value, configurable: true });
  }

  /** Sets the patches; listens only while there are some. */
  set(patches: readonly string[]): void {
    const listens = this.#patches.length > 0;
    this.#patches = patches;
    // The monitor changes neither the error nor the exit code; a listener for the error itself would.
    if (patches.length > 0 && !listens) process.on('uncaughtExceptionMonitor', this.#say);
    if (patches.length === 0 && listens) process.off('uncaughtExceptionMonitor', this.#say);
  }
}
