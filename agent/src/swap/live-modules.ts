import type { Entered, EnteredModule } from './entered.ts';
import { type Imports, LiveModule } from './live-module.ts';

/** The modules that run, each made into a live one when it is first asked for: a service has many and few are patched. */
export class LiveModules {
  readonly #entered: Entered;
  readonly #imports: Imports;
  readonly #made = new Map<string, { readonly of: EnteredModule; readonly live: LiveModule }>();

  constructor(entered: Entered, imports: Imports) {
    this.#entered = entered;
    this.#imports = imports;
  }

  /** A module that runs; another one once it was evaluated anew. */
  get(url: string): LiveModule | undefined {
    const of = this.#entered.get(url);
    if (!of) return undefined;
    const known = this.#made.get(url);
    if (known?.of === of) return known.live;
    const live = new LiveModule(url, of.holders, of.scope, of.meta?.(), this.#imports);
    this.#made.set(url, { of, live });
    return live;
  }
}
