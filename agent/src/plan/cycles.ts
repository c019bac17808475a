import type { ModuleHistory } from './module-history.ts';

interface Visited {
  readonly number: number;
  /** The earliest module that it comes back to. */
  lowest: number;
  isOpen: boolean;
}

/** The cycles that a module comes to: sets of modules each of which leads to all the others of its set. */
export function cyclesFrom(
  start: ModuleHistory,
  nextOf: (history: ModuleHistory) => readonly ModuleHistory[],
): Set<ModuleHistory>[] {
  const cycles: Set<ModuleHistory>[] = [];
  const known = new Map<ModuleHistory, Visited>();
  const open: ModuleHistory[] = [];
  // Tarjan's strongly connected components.
  const visit = (history: ModuleHistory): Visited => {
    const own: Visited = { number: known.size, lowest: known.size, isOpen: true };
    known.set(history, own);
    open.push(history);
    for (const next of nextOf(history)) {
      const other = known.get(next);
      if (!other) own.lowest = Math.min(own.lowest, visit(next).lowest);
      else if (other.isOpen) own.lowest = Math.min(own.lowest, other.number);
    }
    if (own.lowest === own.number) {
      const cycle = open.splice(open.indexOf(history));
      for (const one of cycle) (known.get(one) as Visited).isOpen = false;
      if (cycle.length > 1) cycles.push(new Set(cycle));
    }
    return own;
  };
  visit(start);
  return cycles;
}
