import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { LiveModule, StagedModule } from './live-module.ts';
import type { OverlayProgram } from './program.ts';
import type { ScopeHook } from './registry.ts';

/** Finds a module by URL: as staged in the same program, or as it runs. */
export type LookUp = (url: string) => StagedModule | LiveModule | undefined;

/** What imports of a module are resolved from: its scope as it was loaded, and for an ES module its `import.meta`. */
export interface ImportGround {
  readonly scope: ScopeHook;
  readonly meta: ImportMeta | undefined;
}

type WantedImport = OverlayProgram['imports'][number];

/** Requires a dependency and makes a reader of one of its exports. */
export function readRequired(
  { specifier, imported }: WantedImport,
  { scope }: ImportGround,
  lookUp?: LookUp,
): () => unknown {
  const require = scope('require') as NodeJS.Require;
  const loaded = require(specifier) as Record<string, unknown>;
  if (imported === '*') return () => loaded;
  const url = pathToFileURL(require.resolve(specifier)).href;
  return () => {
    // What the same patch exports is set at its commit only; until then it is with what is prepared.
    const staged = lookUp?.(url);
    const now = staged && 'part' in staged ? staged.exports.get(imported) : undefined;
    return now ? now() : loaded[imported];
  };
}

/** Loads a dependency and makes a reader of one of its exports, patched ones included. */
export async function readImport(
  wanted: WantedImport,
  format: ModuleFormat,
  ground: ImportGround,
  lookUp: LookUp,
): Promise<() => unknown> {
  if (format === 'commonjs') return readRequired(wanted, ground, lookUp);
  const load = ground.scope('$specifier=>import($specifier)') as (
    specifier: string,
  ) => Promise<Record<string, unknown>>;
  const loaded = await load(wanted.specifier);
  const url = ground.meta?.resolve(wanted.specifier) ?? '';
  const read = (name: string): unknown => {
    const source = lookUp(url);
    const patched = source?.exports.get(name);
    if (patched) return patched();
    // What a module namespace says of a CommonJS module is what it exported when it was loaded.
    const isCommonJs = source !== undefined && source.format === 'commonjs' && name !== 'default';
    const { default: live } = loaded as { default?: Record<string, unknown> };
    return isCommonJs && live && name in live ? live[name] : loaded[name];
  };
  if (wanted.imported !== '*') return () => read(wanted.imported);
  const everything = new Proxy(loaded, {
    get: (_target, key) => (typeof key === 'string' ? read(key) : Reflect.get(loaded, key)),
  });
  return () => everything;
}
