import type { Action } from './state/state.ts';
import { say } from './theme.ts';
import { words } from './words.ts';

const second = 1_000;
const minute = 60 * second;

/** The time for which side effects are allowed; it tells the screen how much of it is left. */
export class Arming {
  readonly #dispatch: (action: Action) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(dispatch: (action: Action) => void) {
    this.#dispatch = dispatch;
  }

  get isArmed(): boolean {
    return this.#timer !== undefined;
  }

  /** Allows side effects for some milliseconds from now on. */
  arm(ms: number, why: string): void {
    this.close();
    this.#tick(performance.now() + ms, why);
  }

  /** Ends the time early. */
  disarm(): void {
    this.close();
    this.#dispatch({ type: 'armed', armed: undefined });
  }

  /** Stops the clock. May be called twice. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** In whole minutes, and in seconds in the last one: a screen at rest is hardly drawn. */
  #tick(endsAt: number, why: string): void {
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0) {
      this.disarm();
      this.#dispatch({ type: 'said', lines: [say(words.armedOver, 'warning')] });
      return;
    }
    this.#dispatch({ type: 'armed', armed: { why, leftMs } });
    const step = leftMs > minute ? leftMs % minute || minute : leftMs % second || second;
    this.#timer = setTimeout(() => this.#tick(endsAt, why), Math.ceil(step));
  }
}
