import { Lines } from '../syntax/lines.ts';
import { copiesOf } from './copied.ts';
import type { NewImport } from './delta.ts';
import { importsFrom, namespacesOf } from './importers.ts';
import { resolvesTo } from './specifier.ts';
import type { ModuleHistory } from './module-history.ts';
import { type PassedOn, passedOn } from './passed-on.ts';
import type { Making, Proposal } from './proposal.ts';

/** What one module took from others and what changes there, as far as it is known. */
class Behind {
  readonly imports = new Map<string, NewImport>();
  readonly namespaces = new Map<string, Set<string>>();
  readonly passed = new Map<string, PassedOn>();
  /** Names that were passed on in a way that follows by itself. */
  readonly told = new Set<string>();

  /** Notes what changes behind a name that stands for all that a module exports; says whether that was not known yet. */
  noteNamespace(name: string, changed: ReadonlySet<string>): boolean {
    const known = this.namespaces.get(name) ?? new Set();
    this.namespaces.set(name, known);
    const before = known.size;
    for (const one of changed) known.add(one);
    return known.size > before;
  }

  get stale(): { imports: NewImport[]; namespaces: Map<string, Set<string>>; passed: PassedOn[] } {
    return { imports: [...this.imports.values()], namespaces: this.namespaces, passed: [...this.passed.values()] };
  }
}

/** Modules that copied or pass on a value which changes are made to read it anew, and so are those that have it from them. */
export function followImporters(
  modules: () => Iterable<ModuleHistory>,
  making: Making,
  proposals: Map<ModuleHistory, Proposal>,
): void {
  const behind = new Map<ModuleHistory, Behind>();
  const queue = [...proposals].map(([history, { delta }]) => ({ history, names: new Set(delta.reexported) }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { history, names } = next;
    if (names.size === 0) continue;
    for (const importer of modules()) {
      if (importer === history) continue;
      const { url } = importer.loaded;
      const proposed = proposals.get(importer)?.state.reading.analysis;
      if (!proposed && !importer.specifiers.some((one) => resolvesTo(one, url, history.loaded.url))) continue;
      const analysis = proposed ?? importer.analysis;
      const known = behind.get(importer) ?? new Behind();
      const again = passedOn(analysis, url, history.loaded, names);
      const passed = again.filter(({ name, follows }) => !follows && !known.passed.has(name));
      const following = again.filter(({ name, follows }) => follows && !known.told.has(name)).map(({ name }) => name);
      // Modules in a cycle come back here until there is nothing new to them.
      const taken = importsFrom(analysis, url, history.loaded).filter(({ local, imported }) =>
        imported === '*' ? known.noteNamespace(local, names) : !known.imports.has(local) && names.has(imported),
      );
      const spaces = namespacesOf(analysis, url, history.loaded).filter((name) => known.noteNamespace(name, names));
      const [copy] = copiesOf(analysis, url, history.loaded, names);
      if (copy) warnOfCopy(proposals.get(history), url, new Lines(analysis.source).at(copy.start).line);
      if (following.length > 0) queue.push({ history: importer, names: new Set(following) });
      for (const name of following) known.told.add(name);
      for (const one of passed) known.passed.set(one.name, one);
      for (const wanted of taken) known.imports.set(wanted.local, wanted);
      behind.set(importer, known);
      if (passed.length === 0 && taken.length === 0 && spaces.length === 0) continue;
      const made = importer.propose(analysis, making, known.stale);
      if (made.changes.length === 0 && made.refusals.length === 0) continue;
      proposals.set(importer, made);
      queue.push({ history: importer, names: new Set(made.delta.reexported) });
    }
  }
}

/** Nothing of the importer changes: the plan of the module that it copied from tells. */
function warnOfCopy(proposal: Proposal | undefined, url: string, line: number): void {
  if (!proposal) return;
  const name = url.slice(url.lastIndexOf('/') + 1);
  const reason = `${name} copied its exports while it loaded, on line ${line}, and keeps what it has.`;
  if (!proposal.warnings.some((known) => known.reason === reason))
    proposal.warnings.push({ reason, function: 'exports', line: 1 });
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
      const isImported = proposal.delta.imports.some(({ specifier }) => resolvesTo(specifier, from, to.url));
      if (isImported || importsFrom(analysis, from, to).length > 0 || namespacesOf(analysis, from, to).length > 0)
        visit(other, theirs);
    }
    sorted.set(history, proposal);
  };
  for (const [history, proposal] of proposals) visit(history, proposal);
  return sorted;
}
