import type { Imports } from './live-module.ts';
import { type Holder, registrySymbol, type ScopeHook } from './registry.ts';
import type { Setters } from './stand-ins.ts';

/** What a module tells of itself before its first statement. */
export interface EnteredModule {
  readonly holders: Holder[];
  readonly scope: ScopeHook;
  /** Gives `import.meta` of an ES module. */
  readonly meta: (() => ImportMeta) | undefined;
}

/** What instrumented code calls once the process can be patched. */
export interface Called {
  /** Shows the promise of an `import(…)` what patches made of the module. */
  readonly importer: Imports['importer'];
  /** Called by a module that stands in for a patched one, when it runs. */
  readonly stand: (url: string, setters: Setters, namespace: object) => void;
}

/** The modules that run. All that a start does for them: what patches them is loaded with the first client. */
export class Entered {
  readonly #modules = new Map<string, EnteredModule>();
  #called: Called | undefined;

  /** Makes the code of instrumented modules find this list, as `globalThis[Symbol.for('suture')]`. */
  install(): void {
    const enter = (url: string, holders: Holder[], scope: ScopeHook, meta?: () => ImportMeta): void => {
      const module = { holders, scope, meta };
      this.#modules.set(url, module);
      this.#hand(module);
    };
    const stand: Called['stand'] = (...what) => this.#called?.stand(...what);
    const registry = Object.freeze({ enter, stand });
    Object.defineProperty(globalThis, registrySymbol, { value: registry, enumerable: false, configurable: true });
  }

  /** Says what the modules call from now on, those that run already included. */
  call(called: Called): void {
    this.#called = called;
    for (const module of this.#modules.values()) this.#hand(module);
  }

  /** A module as it was evaluated last. */
  get(url: string): EnteredModule | undefined {
    return this.#modules.get(url);
  }

  // The one holder that is a function is what the promises of a module go through.
  #hand({ holders }: EnteredModule): void {
    if (!this.#called) return;
    const { importer } = this.#called;
    for (const holder of holders) if (typeof holder === 'function') Object.assign(holder, { i: importer });
  }
}
