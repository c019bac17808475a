import type { NewImport } from './delta.ts';
import { importsFrom, namespacesOf, passedOn } from './importers.ts';
import type { ModuleHistory } from './module-history.ts';
import type { Making, Proposal } from './proposal.ts';

/** Modules that copied a value which changes are made to read it anew, and so are those that copied from them. */
export function followImporters(
  modules: () => Iterable<ModuleHistory>,
  making: Making,
  proposals: Map<ModuleHistory, Proposal>,
): void {
  const stale = new Map<ModuleHistory, { imports: Map<string, NewImport>; namespaces: Map<string, Set<string>> }>();
  const queue = [...proposals].map(([history, { delta }]) => ({
    history,
    url: history.loaded.url,
    names: new Map([...delta.reexported].map((name) => [name, name])),
    origin: undefined as string | undefined,
  }));
  const passed = new Set<string>();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { history, url, names, origin } = next;
    if (names.size === 0) continue;
    for (const importer of modules()) {
      if (importer === history) continue;
      const proposal = proposals.get(importer);
      const analysis = (proposal?.state ?? importer.current).reading.analysis;
      const again = passedOn(analysis, importer.loaded.url, url, names.keys());
      const way = `${importer.loaded.url} ${origin ?? url} ${[...again.keys()].join()}`;
      if (again.size > 0 && !passed.has(way)) {
        passed.add(way);
        const originals = new Map([...again].map(([name, inner]) => [name, names.get(inner) ?? inner]));
        queue.push({ history: importer, url: importer.loaded.url, names: originals, origin: origin ?? url });
      }
      const taken = importsFrom(analysis, importer.loaded.url, history.loaded);
      const spaces = namespacesOf(analysis, importer.loaded.url, history.loaded);
      const known = stale.get(importer) ?? { imports: new Map(), namespaces: new Map() };
      const fresh = taken.filter(
        (wanted) => !known.imports.has(wanted.local) && (wanted.imported === '*' || names.has(wanted.imported)),
      );
      if (fresh.length === 0 && spaces.length === 0) continue;
      for (const wanted of fresh) {
        const original = names.get(wanted.imported);
        // What is passed on is read from the module that has it.
        const isDirect = origin === undefined || original === undefined;
        known.imports.set(wanted.local, isDirect ? wanted : { ...wanted, specifier: origin, imported: original });
      }
      for (const name of spaces)
        known.namespaces.set(name, new Set([...(known.namespaces.get(name) ?? []), ...names.keys()]));
      stale.set(importer, known);
      const made = importer.propose(analysis, making, {
        imports: [...known.imports.values()],
        namespaces: known.namespaces,
      });
      if (made.changes.length === 0 && made.refusals.length === 0) continue;
      proposals.set(importer, made);
      const offered = new Map([...made.delta.reexported].map((name) => [name, name]));
      queue.push({ history: importer, url: importer.loaded.url, names: offered, origin: undefined });
    }
  }
}

/** Puts modules behind those that they import from: what is computed from an import reads its new value. */
export function importedFirst(proposals: ReadonlyMap<ModuleHistory, Proposal>): Map<ModuleHistory, Proposal> {
  const sorted = new Map<ModuleHistory, Proposal>();
  const visiting = new Set<ModuleHistory>();
  const visit = (history: ModuleHistory, proposal: Proposal): void => {
    if (visiting.has(history)) return;
    visiting.add(history);
    const { analysis } = proposal.state.reading;
    for (const [other, theirs] of proposals) {
      const [from, to] = [history.loaded.url, other.loaded];
      if (importsFrom(analysis, from, to).length > 0 || namespacesOf(analysis, from, to).length > 0)
        visit(other, theirs);
    }
    sorted.set(history, proposal);
  };
  for (const [history, proposal] of proposals) visit(history, proposal);
  return sorted;
}
