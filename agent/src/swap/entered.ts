import { type Holder, registrySymbol, type ScopeHook } from './registry.ts';
import type { Setters } from './stand-ins.ts';

/** What a module that stands in for a patched one calls when it runs. */
export type Stand = (url: string, setters: Setters, namespace: object) => void;

/** What a module tells of itself before its first statement. */
export interface EnteredModule {
  readonly holders: Holder[];
  readonly scope: ScopeHook;
  readonly meta: ImportMeta | undefined;
}

/** The modules that run. All that a start does for them; what patches them is loaded with the first client. */
export class Entered {
  readonly #modules = new Map<string, EnteredModule>();
  #stand: Stand | undefined;

  /** Makes the code of instrumented modules find this list, as `globalThis[Symbol.for('suture')]`. */
  install(): void {
    const enter = (url: string, holders: Holder[], scope: ScopeHook, meta?: ImportMeta): void => {
      this.#modules.set(url, { holders, scope, meta });
    };
    const stand: Stand = (...what) => this.#stand?.(...what);
    const registry = Object.freeze({ enter, stand });
    Object.defineProperty(globalThis, registrySymbol, { value: registry, enumerable: false, configurable: true });
  }

  /** Says who is told of modules that stand in for patched ones: there are none before the first patch. */
  standIn(stand: Stand): void {
    this.#stand = stand;
  }

  /** A module as it was evaluated last. */
  get(url: string): EnteredModule | undefined {
    return this.#modules.get(url);
  }
}
