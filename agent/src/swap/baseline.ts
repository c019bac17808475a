import { type Callable, type ProbedCell } from './probe.ts';
import type { Runtime } from './runtime.ts';
import { Tally, type TallyFigures } from './tally.ts';

/** Functions that are counted before a patch changes them. */
export interface BaselineOrder {
  readonly url: string;
  readonly version: number;
  readonly cells: readonly (ProbedCell & { readonly isAsync: boolean })[];
}

/** Counts the calls of some functions as they run now, until it is closed. */
export class Baseline {
  readonly #tally = new Tally();
  readonly #takeAway: (() => void)[] = [];

  /** A module that has been patched in between, or a body that cannot be counted, is left out: then nothing is known of it. */
  constructor(runtime: Runtime, orders: readonly BaselineOrder[]) {
    for (const { url, version, cells } of orders) {
      const live = runtime.module(url);
      if (live?.version !== version) continue;
      for (const { isAsync, ...cell } of cells) {
        const around = (body: Callable): Callable => counted(this.#tally, body, isAsync);
        try {
          this.#takeAway.push(live.probe(cell, around));
        } catch {
          // Its calls are not counted; the patch itself says why, should it meet the same.
        }
      }
    }
  }

  get figures(): TallyFigures {
    return this.#tally.figures;
  }

  /** Ends the counting; may be called twice. */
  close(): void {
    for (const takeAway of this.#takeAway.splice(0).reverse()) takeAway();
  }
}

function counted(tally: Tally, body: Callable, isAsync: boolean): Callable {
  return function () {
    return tally.call(body, this, arguments, isAsync);
  };
}
