import type { Imports, LiveModule } from './live-module.ts';
import type { Exports } from './namespace.ts';
import { type PatchedExports, type Setters, StandIns } from './stand-ins.ts';

/** What ES modules offer to those who import them otherwise than with a declaration that was linked before a patch. */
export class Offered {
  /** Modules that have exported something else than what they were loaded with, by the namespaces that are about. */
  readonly #namespaces = new Map<object, LiveModule>();
  readonly #standIns: StandIns;
  readonly #find: (url: string) => LiveModule | undefined;

  /** `staged` gives what a module is about to export while a program is prepared. */
  constructor(find: (url: string) => LiveModule | undefined, staged: (live: LiveModule) => PatchedExports | undefined) {
    this.#find = find;
    this.#standIns = new StandIns((url) => {
      const live = find(url);
      if (!live?.loaded) return undefined;
      return { url, loaded: live.loaded, exports: new Map([...live.exports, ...(staged(live) ?? [])]) };
    });
  }

  /** Shows the promise of an `import(…)` what patches made of the module. */
  readonly importer: Imports['importer'] = (promise) =>
    this.#namespaces.size === 0
      ? promise
      : promise.then((loaded) => this.#namespaces.get(loaded)?.namespace.show(loaded as Exports) ?? loaded);

  /** Resolves one import to the module itself, not to what stands in for it. */
  readonly aside = <Result>(resolve: () => Result): Result => this.#standIns.aside(resolve);

  /** What a module that stands in for a patched one calls when it runs. */
  readonly stand = (url: string, setters: Setters, namespace: object): void => {
    const live = this.#find(StandIns.behind(url));
    if (live) this.#namespaces.set(namespace, live);
    this.#standIns.stand(url, setters);
  };

  /** Has those who import a module from now on get what patches export. */
  async begin(live: LiveModule): Promise<void> {
    this.#standIns.begin();
    await live.findNamespace();
    if (live.loaded) this.#namespaces.set(live.loaded, live);
  }

  /** Has those who got a stand-in see what the module exports now. */
  refresh({ url }: LiveModule): void {
    this.#standIns.refresh(url);
  }
}
