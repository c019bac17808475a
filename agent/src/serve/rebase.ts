import { digest } from '../journal/entry.ts';
import type { LedgerModule } from '../journal/ledger.ts';
import { mergeLines } from '../plan/merge-lines.ts';
import type { Kept } from './keeping.ts';

/**
 * Describes the live patches that stand on one as they are without it, for the next start: what runs now is applied again then.
 * `loadedSource` gives the source of a module before any patch. A patch that cannot be told so is left as it was; then the next
 * start does not find what it stands on, and says so.
 */
export function rebased(
  all: readonly Kept[],
  out: Kept,
  loadedSource: (path: string) => string | undefined,
): readonly Kept[] {
  const at = all.findIndex(({ patch }) => patch.id === out.patch.id);
  const later = all.slice(at + 1).filter(({ patch }) => patch.state === 'live');
  const changed = new Map<string, LedgerModule[]>();
  for (const { path, on, source } of out.modules) {
    const earlier = all.slice(0, at).flatMap(({ modules }) => modules.filter((module) => module.path === path));
    const before = [loadedSource(path), ...earlier.map((module) => module.source)].find(
      (text) => text !== undefined && digest(text) === on,
    );
    let under = before;
    for (const { patch, modules } of later) {
      const module = modules.find((one) => one.path === path);
      if (!module || under === undefined || before === undefined) continue;
      const merged = mergeLines(source, module.source, before);
      if (merged !== undefined)
        changed.set(patch.id, [...(changed.get(patch.id) ?? []), { ...module, on: digest(under), source: merged }]);
      under = merged;
    }
  }
  return later.flatMap((kept) => {
    const anew = changed.get(kept.patch.id);
    if (!anew) return [];
    return { ...kept, modules: kept.modules.map((module) => anew.find(({ path }) => path === module.path) ?? module) };
  });
}
