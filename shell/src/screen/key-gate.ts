import type { Key } from './keys.ts';

/** A completion over a slow line is not waited for any longer: the keys count more. */
const patienceMs = 500;

/** Lets keys through in their order; those that come while a completion is on its way wait for it, as they were meant after it. */
export class KeyGate {
  readonly #pass: (key: Key) => void;
  readonly #waiting: Key[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(pass: (key: Key) => void) {
    this.#pass = pass;
  }

  /** Takes a key. */
  key(key: Key): void {
    if (this.#timer) this.#waiting.push(key);
    else this.#pass(key);
  }

  /** Holds the keys until something is there. */
  until(there: Promise<unknown>): void {
    const timer = setTimeout(() => this.#open(timer), patienceMs);
    this.#timer = timer;
    void there.finally(() => this.#open(timer));
  }

  #open(timer: NodeJS.Timeout): void {
    if (this.#timer !== timer) return;
    clearTimeout(timer);
    this.#timer = undefined;
    while (!this.#timer) {
      const key = this.#waiting.shift();
      if (key === undefined) return;
      this.#pass(key);
    }
  }
}
