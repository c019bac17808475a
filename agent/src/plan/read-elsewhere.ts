import { Lines } from '../syntax/lines.ts';
import type { Analysis } from '../syntax/scope.ts';
import { importsFrom, namespacesOf } from './importers.ts';
import type { ModuleHistory } from './module-history.ts';
import { placeIn } from './place.ts';
import { chainText } from './property-unit.ts';
import type { Proposal } from './proposal.ts';
import { readAtLoad } from './read-at-load.ts';
import { resolvesTo } from './specifier.ts';
import { unitsOf } from './units.ts';

/**
 * Tells of properties that are set in place, `config.limit`, and that another module read while it loaded: it keeps what
 * it made of the former value.
 */
export function warnOfReadsElsewhere(
  modules: Iterable<ModuleHistory>,
  proposals: ReadonlyMap<ModuleHistory, Proposal>,
  displayPath: (url: string) => string,
): void {
  const all = [...modules];
  for (const [history, { delta, state, warnings }] of proposals) {
    const set = delta.properties.filter(({ value }) => value !== null);
    if (set.length === 0) continue;
    const lines = new Lines(state.source);
    for (const importer of all) {
      const { url } = importer.loaded;
      if (importer === history || !importer.specifiers.some((one) => resolvesTo(one, url, history.loaded.url)))
        continue;
      const analysis = proposals.get(importer)?.state.reading.analysis ?? importer.analysis;
      for (const property of set) {
        const { root, path, key, value } = property;
        const ways = waysTo(analysis, url, history, namesOf(state.reading.analysis, root));
        const [read] = ways.flatMap((way) => {
          const node = readAtLoad(analysis, { root: way.root, path: [...way.path, ...path], key });
          return node ? [node] : [];
        });
        if (!read || !value) continue;
        const at = { url, path: displayPath(url), ...placeIn(new Lines(analysis.source), read) };
        const reason = `${at.path}:${at.line} read it while it loaded, and what came of that stays.`;
        warnings.push({ reason, function: chainText(root, [...path, key]), ...placeIn(lines, value), places: [at] });
      }
    }
  }
}

/** Names under which a module exports one of its own. */
function namesOf({ program }: Analysis, local: string): string[] {
  return unitsOf(program).flatMap((unit) => (unit.type === 'export' && unit.local === local ? [unit.name] : []));
}

/** How a module names what it imports: by a name of its own, or through one for all exports. */
function waysTo(
  analysis: Analysis,
  url: string,
  { loaded }: ModuleHistory,
  names: readonly string[],
): { root: string; path: readonly string[] }[] {
  const imported = importsFrom(analysis, url, loaded).flatMap(({ local, imported: name }) => {
    if (name === '*') return names.map((one) => ({ root: local, path: [one] }));
    return names.includes(name) ? [{ root: local, path: [] }] : [];
  });
  const spaces = namespacesOf(analysis, url, loaded);
  return [...imported, ...spaces.flatMap((root) => names.map((one) => ({ root, path: [one] })))];
}
