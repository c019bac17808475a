import { uptime } from 'node:os';
import { limits } from '../limits.ts';

/** Milliseconds on a clock that counts the time asleep and that nobody can set: the uptime of the machine. */
export function steadyMs(): number {
  return uptime() * 1_000;
}

/** How long each unrecorded patch may still live. Ends by itself, whoever is attached or not. */
export class Leases {
  readonly #ends = new Map<string, number>();
  readonly #onEnd: (id: string) => void;
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** `onEnd` is called once for each lease that ends. */
  constructor(onEnd: (id: string) => void, clock: () => number = steadyMs) {
    this.#onEnd = onEnd;
    this.#clock = clock;
  }

  /** Grants a lease from now on, in place of the one that is there. */
  grant(id: string, ms: number): void {
    this.#ends.set(id, this.#clock() + ms);
    this.#look();
  }

  /** What is left of a lease; undefined when there is none. */
  remainingMs(id: string): number | undefined {
    const end = this.#ends.get(id);
    return end === undefined ? undefined : Math.max(0, end - this.#clock());
  }

  /** Ends a lease without a word: it is not needed any more. */
  drop(id: string): void {
    this.#ends.delete(id);
  }

  /** Ends all of them; may be called twice. */
  close(): void {
    clearTimeout(this.#timer);
    this.#ends.clear();
  }

  /** A timer does not count the time asleep: the clock is looked at again and again. */
  #look(): void {
    clearTimeout(this.#timer);
    const now = this.#clock();
    const over = [...this.#ends].filter(([, end]) => end <= now).map(([id]) => id);
    for (const id of over) this.#ends.delete(id);
    if (this.#ends.size > 0) {
      const next = Math.min(...this.#ends.values()) - now;
      this.#timer = setTimeout(() => this.#look(), Math.min(Math.max(next, 1), limits.leaseLookMs));
    }
    for (const id of over) this.#onEnd(id);
  }
}
