import module from 'node:module';

// Before anybody wraps it. https://nodejs.org/api/module.html#moduleregisterhooksoptions
const registerHooks = (module.registerHooks as typeof module.registerHooks | undefined)?.bind(module);
const mark = '?suture-stand-in=';

/** Sets the bindings that a stand-in exports, by name. */
export type Setters = Readonly<Record<string, (value: unknown) => void>>;

/** What patches export of a module, by name, as it is when it is read. */
export type PatchedExports = ReadonlyMap<string, () => unknown>;

interface StandIn {
  readonly source: string;
  /** Undefined until it runs. */
  setters?: Setters;
}

/** A patched ES module and how its exports are found. */
export interface Patched {
  readonly url: string;
  /** The namespace that it was loaded with. */
  readonly loaded: object;
  readonly exports: PatchedExports;
}

/**
 * ES modules that stand in for patched ones wherever these are imported from then on: the bindings of a module cannot change,
 * those of a stand-in are set again by every commit. Only where Node has synchronous hooks.
 */
export class StandIns {
  readonly #find: (url: string) => Patched | undefined;
  /** By the URL of the patched module, and then by its own. */
  readonly #made = new Map<string, Map<string, StandIn>>();
  #areHooksIn = false;
  #isAside = false;

  constructor(find: (url: string) => Patched | undefined) {
    this.#find = find;
  }

  /** The URL of the module that a stand-in stands for; any other URL as it is. */
  static behind(url: string): string {
    const at = url.indexOf(mark);
    return at === -1 ? url : url.slice(0, at);
  }

  /** Resolves one import to the module itself: what patches make of it, the engine knows. */
  aside<Result>(resolve: () => Result): Result {
    this.#isAside = true;
    try {
      return resolve();
    } finally {
      this.#isAside = false;
    }
  }

  /** Has modules that are imported from now on be looked at. */
  begin(): void {
    if (this.#areHooksIn || !registerHooks) return;
    this.#areHooksIn = true;
    registerHooks({
      resolve: (specifier, context, nextResolve) => {
        const { parentURL = '' } = context;
        if (StandIns.behind(parentURL) !== parentURL) return { url: specifier, format: 'module', shortCircuit: true };
        const isAside = this.#isAside;
        this.#isAside = false;
        const found = nextResolve(specifier, context);
        // What is required goes by file names.
        if (isAside || !context.conditions.includes('import') || found.url === parentURL) return found;
        const url = this.#standIn(found.url);
        return url === undefined ? found : { ...found, url, format: 'module', shortCircuit: true };
      },
      load: (url, context, nextLoad) => {
        const made = this.#made.get(StandIns.behind(url))?.get(url);
        return made ? { format: 'module', source: made.source, shortCircuit: true } : nextLoad(url, context);
      },
    });
  }

  /** Takes what sets the bindings of a stand-in that begins to run, and sets them. */
  stand(url: string, setters: Setters): void {
    const made = this.#made.get(StandIns.behind(url))?.get(url);
    if (made) made.setters = setters;
    this.refresh(StandIns.behind(url));
  }

  /** Sets the bindings of all that stand in for a module to what it exports now. */
  refresh(url: string): void {
    const made = this.#made.get(url);
    const patched = made && this.#find(url);
    if (!patched) return;
    for (const { setters = {} } of made.values()) {
      for (const [name, set] of Object.entries(setters)) {
        try {
          const read = patched.exports.get(name);
          set(read ? read() : (patched.loaded as Record<string, unknown>)[name]);
        } catch {
          // Not there yet for anybody.
        }
      }
    }
  }

  #standIn(url: string): string | undefined {
    const patched = this.#find(url);
    if (!patched || patched.exports.size === 0) return undefined;
    const names = [...patched.exports.keys()].sort();
    const all = this.#made.get(url) ?? new Map<string, StandIn>();
    this.#made.set(url, all);
    const source = sourceOf(url, names, 'default' in patched.loaded && !patched.exports.has('default'));
    const known = [...all].find(([, made]) => made.source.endsWith(source));
    if (known) return known[0];
    const own = `${url}${mark}${all.size + 1}`;
    all.set(own, { source: `import * as $sutureSelf from ${JSON.stringify(own)};${source}` });
    return own;
  }
}

function sourceOf(url: string, names: readonly string[], hasDefault: boolean): string {
  const from = JSON.stringify(url);
  const setters = names.map((name, index) => `[${JSON.stringify(name)}]:$sutureValue=>{$${index}=$sutureValue}`);
  return [
    `export * from ${from};`,
    hasDefault ? `export {default} from ${from};` : '',
    `let ${names.map((_, index) => `$${index}`).join(',')};`,
    `export {${names.map((name, index) => `$${index} as ${JSON.stringify(name)}`).join(',')}};`,
    `globalThis[Symbol.for("suture")].stand(import.meta.url,{${setters.join(',')}},$sutureSelf);`,
  ].join('\n');
}
