import type { AnyNode } from 'acorn';
import type { ModuleHistory } from './module-history.ts';

/** One module that another one loads while it loads itself. */
export interface Link {
  readonly to: ModuleHistory;
  /** What loads it. */
  readonly node: AnyNode;
}

/** A module that is taken from before it has run to its end, as modules in a cycle are. */
export interface Early {
  readonly reader: ModuleHistory;
  /** What the reader loads it by; null where others do. */
  readonly node: AnyNode | null;
  readonly from: ModuleHistory;
  /** What that one was loading then. */
  readonly reached: AnyNode;
  /** The modules that were loading, from that one to the reader. */
  readonly around: readonly ModuleHistory[];
}

/**
 * Goes through modules as a start does, which begins with the first of them: each loads what it links to, and is complete when it has run to
 * its end. Gives who may take something from one that is not.
 */
export function earlyIn(
  modules: readonly ModuleHistory[],
  linksOf: (history: ModuleHistory) => readonly Link[],
): Early[] {
  const found: Early[] = [];
  /** What each module that has begun is loading; null for one that is complete. */
  const reached = new Map<ModuleHistory, AnyNode | null>();
  const open: ModuleHistory[] = [];
  const visit = (history: ModuleHistory): void => {
    open.push(history);
    for (const { to, node } of linksOf(history)) {
      reached.set(history, node);
      const at = reached.get(to);
      if (at === undefined) visit(to);
      else if (at !== null && to !== history)
        found.push({ reader: history, node, from: to, reached: at, around: open.slice(open.indexOf(to)) });
    }
    open.pop();
    // What is loading around a module may be come to through others.
    for (const [index, other] of open.entries()) {
      const at = reached.get(other);
      const isDirect = linksOf(history).some(({ to }) => to === other);
      if (at && !isDirect)
        found.push({ reader: history, node: null, from: other, reached: at, around: open.slice(index) });
    }
    reached.set(history, null);
  };
  for (const history of modules) if (!reached.has(history)) visit(history);
  return found;
}
