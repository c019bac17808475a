import type { ModuleHistory } from './module-history.ts';
import { candidates, seemsToMean } from './specifier.ts';

/** Which of some modules a specifier means. */
export class Links {
  readonly #byUrl: ReadonlyMap<string, ModuleHistory>;
  readonly #known = new Map<string, ModuleHistory | undefined>();

  constructor(modules: Iterable<ModuleHistory>) {
    this.#byUrl = new Map([...modules].map((history) => [history.loaded.url, history]));
  }

  meant(specifier: string, from: string): ModuleHistory | undefined {
    const folder = from.slice(0, from.lastIndexOf('/') + 1);
    const key = `${folder} ${specifier}`;
    if (!this.#known.has(key)) {
      const urls =
        candidates(specifier, from) ?? [...this.#byUrl.keys()].filter((url) => seemsToMean(specifier, from, url));
      this.#known.set(key, this.#byUrl.get(urls.find((url) => this.#byUrl.has(url)) ?? ''));
    }
    return this.#known.get(key);
  }

  /** Some modules in the order in which they load: those that are imported first. */
  inOrder(wanted: ReadonlySet<ModuleHistory>): ModuleHistory[] {
    const visited = new Set<ModuleHistory>();
    const ordered: ModuleHistory[] = [];
    const visit = (history: ModuleHistory): void => {
      if (!wanted.has(history) || visited.has(history)) return;
      visited.add(history);
      for (const specifier of history.specifiers) {
        const other = this.meant(specifier, history.loaded.url);
        if (other) visit(other);
      }
      ordered.push(history);
    };
    // In a cycle, the one that began first is the one that waits for the others.
    for (const history of this.#byUrl.values()) visit(history);
    return ordered;
  }

  /** Modules in the order in which a start comes to them, by what each of them names. */
  asTheyBegin(
    modules: Iterable<ModuleHistory>,
    specifiersOf: (history: ModuleHistory) => readonly string[],
  ): ModuleHistory[] {
    const begun = new Set<ModuleHistory>();
    const visit = (history: ModuleHistory): void => {
      if (begun.has(history)) return;
      begun.add(history);
      for (const specifier of specifiersOf(history)) {
        const other = this.meant(specifier, history.loaded.url);
        if (other) visit(other);
      }
    };
    for (const history of modules) visit(history);
    return [...begun];
  }

  /** The modules that import from some, directly or through others, the nearest first. */
  importersOf(changed: Iterable<ModuleHistory>): Set<ModuleHistory> {
    const importers = new Map<ModuleHistory, ModuleHistory[]>();
    for (const history of this.#byUrl.values()) {
      for (const specifier of history.specifiers) {
        const other = this.meant(specifier, history.loaded.url);
        if (other) importers.set(other, [...(importers.get(other) ?? []), history]);
      }
    }
    const found = new Set(changed);
    // A set that grows while it is gone through is gone through to its end.
    for (const history of found) for (const importer of importers.get(history) ?? []) found.add(importer);
    return found;
  }
}
