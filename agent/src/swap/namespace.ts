import { limits } from '../limits.ts';
import type { ScopeHook } from './registry.ts';

/** What an ES module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** Makes an object that looks as the namespace of an ES module does, and reads each export when it is read. */
export function namespaceOf(exported: Iterable<string>, read: (name: string) => unknown): Exports {
  const made = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } }) as Exports;
  for (const name of [...exported].sort())
    Object.defineProperty(made, name, { get: () => read(name), enumerable: true });
  return Object.freeze(made);
}

/** The namespace of a module of which patches export something: the one that it was loaded with cannot change. */
export class PatchedNamespace {
  readonly #patched: ReadonlyMap<string, () => unknown>;
  #names = '';
  #made: Exports | undefined;

  /** `patched` are the exports that patches added or changed, as they are whenever it is asked. */
  constructor(patched: ReadonlyMap<string, () => unknown>) {
    this.#patched = patched;
  }

  /** What is to be seen in place of the namespace that the module was loaded with: the same object for the same names. */
  show(loaded: Exports): Exports {
    if (this.#patched.size === 0) return loaded;
    const names = new Set([...Object.keys(loaded), ...this.#patched.keys()]);
    const text = [...names].join();
    if (this.#made && this.#names === text) return this.#made;
    this.#names = text;
    this.#made = namespaceOf(names, (name) => {
      const read = this.#patched.get(name);
      return read ? read() : loaded[name];
    });
    return this.#made;
  }
}

/**
 * The namespace that others got of a module; undefined when that is not at hand soon: the module waits for something at its top
 * level, and others for it.
 */
export function loadedNamespace(scope: ScopeHook, url: string): Promise<object | undefined> {
  const load = scope('$url=>import($url)') as (url: string) => Promise<object>;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), limits.namespaceWaitMs);
    timer.unref();
    load(url)
      .then(resolve, () => resolve(undefined))
      .finally(() => clearTimeout(timer));
  });
}
