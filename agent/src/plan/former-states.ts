import type { ModuleHistory } from './module-history.ts';
import type { State } from './state.ts';

type Targets = ReadonlyMap<ModuleHistory, State>;

/**
 * Knows which modules go back to a former state with others: those that the same programs changed. A rollback from under others
 * makes modules anew that only read what it changes; when the others go as well, these are what they were before.
 */
export class FormerStates {
  readonly #liveAtLoad = new WeakMap<ModuleHistory, ReadonlySet<string>>();

  /** Takes note of a module that was loaded while some patches were live. */
  loaded(history: ModuleHistory, live: Iterable<string>): void {
    this.#liveAtLoad.set(history, new Set(live));
  }

  /** What modules go back to when some of them do and a patch is gone with that: those and what goes along. */
  with(targets: Targets, id: string, modules: Iterable<ModuleHistory>): Targets {
    const left = [...targets].flatMap(([{ line }, target]) => line.slice(line.indexOf(target) + 1));
    const programs = new Set(left.map(({ program }) => program));
    const patches = left.flatMap(({ patch }) => patch ?? []);
    const all = new Map(targets);
    for (const history of modules) {
      const { line } = history;
      const first = line.findIndex(({ program }, index) => index > 0 && programs.has(program));
      const target = line[first - 1];
      if (all.has(history) || !target || !line.slice(first).every(({ program }) => programs.has(program))) continue;
      const kept = history.patches.filter((patch) => patch !== id);
      const isSame = history.patchesAt(line.slice(0, first)).join() === kept.join();
      // What a module computed with a patch, it would have again.
      const computedWith = this.#liveAtLoad.get(history);
      if (isSame && !patches.some((patch) => computedWith?.has(patch))) all.set(history, target);
    }
    return all;
  }
}
