import type { AnyNode } from 'acorn';
import type { ModuleHistory } from './module-history.ts';
import type { Link } from './load-order.ts';

/** When the code of each module runs in a start: a number that goes up. */
export interface Turns {
  /** Modules in the order in which they are complete. */
  readonly order: readonly ModuleHistory[];
  /** When a top-level place of a module runs; undefined for a module that does not load. */
  at: (history: ModuleHistory, node: AnyNode) => number | undefined;
}

interface Part {
  /** Where in its source the part begins. */
  readonly from: number;
  readonly turn: number;
}

/** Goes through modules as a start does: an ES module runs after all that it imports, a CommonJS module loads where it requires. */
export function turnsOf(
  modules: readonly ModuleHistory[],
  linksOf: (history: ModuleHistory) => readonly Link[],
): Turns {
  const parts = new Map<ModuleHistory, Part[]>();
  const order: ModuleHistory[] = [];
  let turn = 0;
  const visit = (history: ModuleHistory): void => {
    const own: Part[] = [];
    parts.set(history, own);
    const isLinked = history.loaded.format === 'module';
    if (!isLinked) own.push({ from: 0, turn: turn++ });
    for (const { to, node } of linksOf(history)) {
      if (parts.has(to)) continue;
      visit(to);
      if (!isLinked) own.push({ from: node.start, turn: turn++ });
    }
    if (isLinked) own.push({ from: 0, turn: turn++ });
    order.push(history);
  };
  for (const history of modules) if (!parts.has(history)) visit(history);
  return { order, at: (history, node) => parts.get(history)?.findLast(({ from }) => from <= node.start)?.turn };
}
