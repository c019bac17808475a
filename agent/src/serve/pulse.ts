import type { Bridge } from '../bridge/agent-end.ts';
import type { Figures } from '../bridge/messages.ts';
import { limits } from '../limits.ts';

/** Feels the pulse of the main thread while somebody is attached: how long has it not answered? */
export class Pulse {
  readonly #bridge: Bridge;
  #timer: NodeJS.Timeout | undefined;
  #waitingSince: number | undefined;
  #beganAt = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Begins, with the first attached shell. */
  begin(): void {
    this.#beganAt = performance.now();
    this.#bridge.tell('measureDelay', true);
    this.#ping();
    this.#timer = setInterval(() => this.#ping(), limits.pingMs);
  }

  /** Ends, with the last one. */
  end(): void {
    this.#bridge.tell('measureDelay', false);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The figures of the main thread, null while it does not answer; and for how long it has not. */
  async read(): Promise<{ readonly figures: Figures | null; readonly stuckMs: number }> {
    const askedAt = performance.now();
    // What answers is loaded with the first question; and who attaches for one look alone wants figures, too.
    const isEarly = askedAt - this.#beganAt <= limits.firstFiguresMs;
    const waitMs = isEarly ? limits.firstFiguresMs : limits.figuresMs;
    const answer = await this.#bridge.callWithin(waitMs, 'figures', null);
    if (answer.timely) {
      // The delay was not looked at yet.
      if (answer.result.eventLoopDelayMs !== null || !isEarly) {
        return { figures: answer.result, stuckMs: 0 };
      }
      await new Promise((resolve) => setTimeout(resolve, limits.delayResolutionMs));
      return this.read();
    }
    return { figures: null, stuckMs: Math.round(performance.now() - Math.min(askedAt, this.#waitingSince ?? askedAt)) };
  }

  /** For how long the main thread has not answered, without asking it; 0 when it does. */
  get stuckMs(): number {
    return this.#waitingSince === undefined ? 0 : Math.round(performance.now() - this.#waitingSince);
  }

  #ping(): void {
    if (this.#waitingSince !== undefined) return;
    this.#waitingSince = performance.now();
    const over = (): void => {
      this.#waitingSince = undefined;
    };
    this.#bridge.call('figures', null).then(over, over);
  }
}
