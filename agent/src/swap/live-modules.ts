import type { Entered, EnteredModule } from './entered.ts';
import { type Importer, LiveModule } from './live-module.ts';

/** The modules that run, each made into a live one when it is first asked for: a service has many and few are patched. */
export class LiveModules {
  readonly #entered: Entered;
  readonly #importer: Importer;
  readonly #made = new Map<string, { readonly of: EnteredModule; readonly live: LiveModule }>();

  constructor(entered: Entered, importer: Importer) {
    this.#entered = entered;
    this.#importer = importer;
  }

  /** A module that runs; another one once it was evaluated anew. */
  get(url: string): LiveModule | undefined {
    const of = this.#entered.get(url);
    if (!of) return undefined;
    const known = this.#made.get(url);
    if (known?.of === of) return known.live;
    const live = new LiveModule(url, of.holders, of.scope, of.meta, this.#importer);
    this.#made.set(url, { of, live });
    return live;
  }
}
