import { pathToFileURL } from 'node:url';
import type { LiveModule } from './live-module.ts';
import type { OverlayProgram } from './program.ts';
import type { ScopeHook } from './registry.ts';
import type { StagedModule } from './staged-module.ts';

/** Finds a module by URL: as staged in the same program, or as it runs. */
export type LookUp = (url: string) => StagedModule | LiveModule | undefined;

/** What imports of a module are resolved from: its scope as it was loaded, and for an ES module its `import.meta`. */
export interface ImportGround {
  readonly scope: ScopeHook;
  readonly meta: ImportMeta | undefined;
}

type WantedImport = OverlayProgram['imports'][number];
type Exports = Readonly<Record<string, unknown>>;

/** Reads an import each time, and with it what patches made of it: the namespace of an ES module stays as it was loaded. */
function reader(imported: string, loaded: Exports, read: (name: string) => unknown): () => unknown {
  if (imported !== '*') return () => read(imported);
  const everything = new Proxy(loaded, {
    get: (_target, key) => (typeof key === 'string' ? read(key) : Reflect.get(loaded, key)),
  });
  return () => everything;
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
  return reader(imported, loaded, (name) => {
    const patched = lookUp(url)?.exports.get(name);
    return patched ? patched() : loaded[name];
  });
}

/** Loads a dependency and makes a reader of one of its exports, patched ones included. */
export async function readImport(
  { specifier, imported }: WantedImport,
  { scope, meta }: ImportGround,
  lookUp: LookUp,
): Promise<() => unknown> {
  const load = scope('$specifier=>import($specifier)') as (specifier: string) => Promise<Exports>;
  const loaded = await load(specifier);
  const url = meta?.resolve(specifier) ?? '';
  return reader(imported, loaded, (name) => {
    const source = lookUp(url);
    // What a module namespace says of a CommonJS module is what it exported when it was loaded.
    if (source?.format === 'commonjs' && name !== 'default') {
      const { default: live } = loaded as { default?: Exports };
      return live && name in live ? live[name] : loaded[name];
    }
    const patched = source?.exports.get(name);
    return patched ? patched() : loaded[name];
  });
}
