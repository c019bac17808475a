import { Lines } from '../syntax/lines.ts';
import { importsFrom } from './importers.ts';
import type { ModuleHistory } from './module-history.ts';
import type { Proposal } from './proposal.ts';
import { candidates } from './specifier.ts';
import { unitsOf } from './units.ts';

/**
 * Warns of names that a patch takes at once from a CommonJS module which was loading already when this one began to, as modules in a
 * cycle are: the process has all that it exports by now, a start has what stands above the `require` alone.
 */
export function warnOfHalfFilled(
  modules: Iterable<ModuleHistory>,
  proposals: ReadonlyMap<ModuleHistory, Proposal>,
): void {
  const loaded = [...modules].filter(({ loaded: { format } }) => format !== 'module');
  for (const [history, { state, warnings }] of proposals) {
    const { url } = history.loaded;
    const { analysis } = state.reading;
    for (const other of loaded.slice(0, loaded.indexOf(history) + 1)) {
      const before = importsFrom(history.analysis, url, other.loaded);
      const taken = importsFrom(analysis, url, other.loaded).filter(
        ({ local, imported }) => !before.some((known) => known.local === local && known.imported === imported),
      );
      if (taken.length === 0 || !leadsTo(other, history, loaded)) continue;
      for (const { local, specifier, imported } of taken) {
        const unit = unitsOf(analysis.program).find((one) => one.type === 'variable' && one.names.includes(local));
        const { line } = new Lines(analysis.source).at(unit?.node.start ?? 0);
        const reason = `\`${specifier}\` began to load before this module, which it requires: after a restart \`${imported}\` may be undefined here.`;
        warnings.push({ reason, function: local, line });
      }
    }
  }
}

/** Whether what a module requires comes to another in the end. */
function leadsTo(from: ModuleHistory, to: ModuleHistory, modules: readonly ModuleHistory[]): boolean {
  const byUrl = new Map(modules.map((one) => [one.loaded.url, one]));
  const seen = new Set([from]);
  for (const { specifiers, loaded } of seen) {
    const named = specifiers.flatMap((specifier) => candidates(specifier, loaded.url) ?? []);
    for (const url of named) {
      const next = byUrl.get(url);
      if (next) seen.add(next);
    }
  }
  return seen.has(to);
}
