import { warn } from '../warn.ts';

/** Says in every uncaught error which patches the process runs with: whoever reads the log must not look in the wrong code. */
export class Mention {
  #patches: readonly string[] = [];
  readonly #say = (): void => {
    if (this.#patches.length > 0) warn(`this process runs with patches: ${this.#patches.join(', ')}`);
  };

  /** Sets the patches; listens only while there are some. */
  set(patches: readonly string[]): void {
    const listens = this.#patches.length > 0;
    this.#patches = patches;
    // The monitor changes neither the error nor the exit code; a listener for the error itself would.
    if (patches.length > 0 && !listens) process.on('uncaughtExceptionMonitor', this.#say);
    if (patches.length === 0 && listens) process.off('uncaughtExceptionMonitor', this.#say);
  }
}
