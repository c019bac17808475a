import { pathToFileURL } from 'node:url';
import type { LiveModule } from './live-module.ts';
import { type Exports, PatchedNamespace } from './namespace.ts';
import type { OverlayProgram } from './program.ts';
import type { ScopeHook } from './registry.ts';
import type { StagedModule } from './staged-module.ts';

/** Finds a module by URL: as staged in the same program, or as it runs. */
export type LookUp = (url: string) => StagedModule | LiveModule | undefined;

/** What imports of a module are resolved from: its scope as it was loaded, and for an ES module its `import.meta`. */
export interface ImportGround {
  readonly scope: ScopeHook;
  readonly meta: ImportMeta | undefined;
  /** Resolves one import to the module itself, not to what stands in for it: a module that nobody needs would stay for ever. */
  readonly aside: <Result>(resolve: () => Result) => Result;
}

type WantedImport = OverlayProgram['imports'][number];
/** Reads an import of an ES module each time, and with it what patches made of it: its own namespace stays as it was loaded. */
function readModule(imported: string, loaded: Exports, url: string, lookUp: LookUp): () => unknown {
  return () => {
    const source = lookUp(url);
    if (imported !== '*') {
      const patched = source?.exports.get(imported);
      return patched ? patched() : loaded[imported];
    }
    if (!source) return loaded;
    return 'part' in source ? new PatchedNamespace(source.exports).show(loaded) : source.namespace.show(loaded);
  };
}

/** Requires a dependency and makes a reader of one of its exports. */
export function readRequired(
  { specifier, imported }: WantedImport,
  { scope }: ImportGround,
  lookUp: LookUp,
): () => unknown {
  const require = scope('require') as NodeJS.Require;
  const loaded = require(specifier) as Exports;
  const url = pathToFileURL(require.resolve(specifier)).href;
  // What a CommonJS module exports is set on the object itself.
  if (lookUp(url)?.format !== 'module') return imported === '*' ? () => loaded : () => loaded[imported];
  return readModule(imported, loaded, url, lookUp);
}

/** Loads a dependency and makes a reader of one of its exports, patched ones included. */
export async function readImport(
  { specifier, imported }: WantedImport,
  { scope, meta, aside }: ImportGround,
  lookUp: LookUp,
): Promise<() => unknown> {
  const load = scope('$specifier=>import($specifier)') as (specifier: string) => Promise<Exports>;
  const loaded = await aside(() => load(specifier));
  const url = aside(() => meta?.resolve(specifier) ?? '');
  if (lookUp(url)?.format !== 'commonjs') return readModule(imported, loaded, url, lookUp);
  // What a module namespace says of a CommonJS module is what it exported when it was loaded.
  const { default: live } = loaded as { default?: Exports };
  const read = (name: string): unknown => (name !== 'default' && live && name in live ? live[name] : loaded[name]);
  if (imported !== '*') return () => read(imported);
  const everything = new Proxy(loaded, {
    get: (_target, key) => (typeof key === 'string' ? read(key) : Reflect.get(loaded, key)),
  });
  return () => everything;
}
