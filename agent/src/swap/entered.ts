import { type Holder, registrySymbol, type ScopeHook } from './registry.ts';

/** What a module tells of itself before its first statement. */
export interface EnteredModule {
  readonly holders: Holder[];
  readonly scope: ScopeHook;
  readonly meta: ImportMeta | undefined;
}

/** The modules that run. All that a start does for them; what patches them is loaded with the first client. */
export class Entered {
  readonly #modules = new Map<string, EnteredModule>();

  /** Makes the code of instrumented modules find this list, as `globalThis[Symbol.for('suture')]`. */
  install(): void {
    const enter = (url: string, holders: Holder[], scope: ScopeHook, meta?: ImportMeta): void => {
      this.#modules.set(url, { holders, scope, meta });
    };
    const registry = Object.freeze({ enter });
    Object.defineProperty(globalThis, registrySymbol, { value: registry, enumerable: false, configurable: true });
  }

  /** A module as it was evaluated last. */
  get(url: string): EnteredModule | undefined {
    return this.#modules.get(url);
  }
}
