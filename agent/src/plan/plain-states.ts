import type { ModuleHistory } from './module-history.ts';
import type { State } from './state.ts';

/** Knows which patches modules were loaded with: with the last one that had to do with them they go back to how they were loaded. */
export class PlainStates {
  readonly #liveAtLoad = new WeakMap<ModuleHistory, ReadonlySet<string>>();

  /** Takes note of a module that was loaded while some patches were live. */
  loaded(history: ModuleHistory, live: Iterable<string>): void {
    this.#liveAtLoad.set(history, new Set(live));
  }

  /**
   * What modules go back to with a patch that is the last one of all that had to do with them; undefined where another one is
   * live, or a module was loaded with one.
   */
  without(
    id: string,
    touched: Iterable<ModuleHistory>,
    modules: Iterable<ModuleHistory>,
  ): Map<ModuleHistory, State> | undefined {
    const targets = new Map<ModuleHistory, State>();
    const group = related(touched, [...modules]);
    const patches = [...group].flatMap(({ line }) => line.flatMap(({ patch }) => patch ?? []));
    for (const history of group) {
      const [plain] = history.line;
      const computedWith = this.#liveAtLoad.get(history);
      if (!plain || history.patches.some((patch) => patch !== id)) return undefined;
      if (history.patchesAt([plain]).length > 0) return undefined;
      if (patches.some((patch) => computedWith?.has(patch))) return undefined;
      if (plain !== history.current) targets.set(history, plain);
    }
    return targets;
  }
}

/** Modules that the same programs changed, those that these changed with others included. */
function related(touched: Iterable<ModuleHistory>, modules: readonly ModuleHistory[]): Set<ModuleHistory> {
  const found = new Set(touched);
  // A set that grows while it is gone through is gone through to its end.
  for (const { line } of found) {
    const programs = new Set(line.slice(1).map(({ program }) => program));
    for (const other of modules) if (other.line.slice(1).some(({ program }) => programs.has(program))) found.add(other);
  }
  return found;
}
