import { type VitalSigns, Vitals } from './vitals.ts';
import { Baseline, type BaselineOrder } from './baseline.ts';
import type { Runtime } from './runtime.ts';
import type { TallyFigures } from './tally.ts';
import type { TrialFigures } from './trial.ts';

/** What the agent's thread wants of the trials of the main thread. */
export type TrialOrder =
  /** Counts functions before they are patched, and looks at the health of the thread. */
  | { readonly do: 'observe'; readonly id: string; readonly modules: readonly BaselineOrder[] }
  | { readonly do: 'observed'; readonly id: string }
  | { readonly do: 'end'; readonly id: string }
  /** Says whether the health of the thread is to be looked at. */
  | { readonly do: 'watch'; readonly on: boolean }
  | { readonly do: 'look' };

/** What the main thread tells of its trials. */
export interface TrialReport extends VitalSigns {
  readonly before: Readonly<Record<string, TallyFigures>>;
  readonly trials: Readonly<Record<string, TrialFigures>>;
}

/** The trials of the main thread: what is counted before, and after, and how the thread is. */
export class Trials {
  readonly #runtime: Runtime;
  readonly #vitals = new Vitals();
  readonly #before = new Map<string, Baseline>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Carries an order out, and tells how things are then. */
  carryOut(order: TrialOrder): TrialReport {
    switch (order.do) {
      case 'observe':
        this.#before.set(order.id, new Baseline(this.#runtime, order.modules));
        break;
      case 'end':
        this.#runtime.endTrial(order.id);
        break;
      case 'watch':
        this.#vitals.set(order.on);
        break;
      case 'observed':
      case 'look':
    }
    const before = Object.fromEntries([...this.#before].map(([id, { figures }]) => [id, figures]));
    if (order.do === 'observed') {
      this.#before.get(order.id)?.close();
      this.#before.delete(order.id);
    }
    return { ...this.#vitals.read(), before, trials: this.#runtime.trials };
  }
}
