import type { AnyNode, Program } from 'acorn';
import type { Analysis } from '../../syntax/scope.ts';
import { Alignment } from './align.ts';
import { type Named, type Names, wordsByHome } from './named.ts';

/** Share of the places at which one name stands for the other one, at least: an edit may say something else at some. */
const agreed = 0.8;

/** Which things of the old source those of the new one are, going by where their names stand and not by what they are. */
export interface Continued {
  readonly oldOf: ReadonlyMap<Named, Named>;
  /** Those whose name says something else: there is one in the other source that has it and is not the same. */
  readonly moved: readonly Named[];
}

/** Counts how often one thing stands where another one stood. */
class Votes {
  readonly #counts = new Map<Named, Map<Named, number>>();
  readonly #total = new Map<Named, number>();

  add(old: Named, fresh: Named): void {
    const counts = this.#counts.get(fresh) ?? new Map<Named, number>();
    this.#counts.set(fresh, counts.set(old, (counts.get(old) ?? 0) + 1));
    for (const one of [old, fresh]) this.#total.set(one, this.total(one) + 1);
  }

  total(named: Named): number {
    return this.#total.get(named) ?? 0;
  }

  best(fresh: Named): Named | undefined {
    const sorted = [...(this.#counts.get(fresh) ?? [])].sort((a, b) => b[1] - a[1]);
    return sorted[0]?.[0];
  }

  agree(old: Named, fresh: Named): boolean {
    const count = this.#counts.get(fresh)?.get(old) ?? 0;
    return count > 0 && count >= agreed * Math.max(this.total(old), this.total(fresh));
  }
}

/**
 * Finds what continues what. Where a name is declared and where it is used must say the same: a function that was taken out of
 * another one stands where that stood, and is called from elsewhere.
 */
export function continued(before: Analysis, after: Analysis, was: Names, is: Names): Continued {
  const votes = new Votes();
  const declared = new Map<Named, Named>();
  const places = new Map<AnyNode, AnyNode>();
  const [old, fresh] = [before, after].map(({ source, program }, index) => ({
    source,
    program: program as Program,
    names: index === 0 ? was : is,
  })) as [never, never];
  new Alignment(old, fresh, (from, to, isOwn) => {
    if ('params' in to || 'superClass' in to) places.set(to, from);
    const [a, b] = [was.of.get(from), is.of.get(to)];
    if (!a || !b || a.isPrivate !== b.isPrivate) return;
    if (a.declared.includes(from) && b.declared.includes(to)) declared.set(b, a);
    else if (!isOwn) votes.add(a, b);
  });
  const isHome = (a: Named, b: Named): boolean => {
    if (a.home === 'module' || b.home === 'module') return a.home === b.home;
    return places.get(nodeOf(b)) === nodeOf(a);
  };
  const taken = new Set(declared.values());
  const oldOf = new Map<Named, Named>();
  const found = new Set<Named>();
  for (const one of is.all) {
    const [same, best] = [declared.get(one), votes.best(one)];
    const former = same ?? (best && !taken.has(best) ? best : undefined);
    if (!former || found.has(former) || !isHome(former, one)) continue;
    if (best === undefined ? votes.total(former) > 0 : !votes.agree(former, one)) continue;
    oldOf.set(one, former);
    found.add(former);
  }
  const [former, own] = [wordsByHome(was), wordsByHome(is)];
  const isMoved = (one: Named, old = oldOf.get(one)): boolean => {
    if (!old || old.word === one.word || !old.isShared || votes.total(one) === 0) return false;
    const isFree = !old.isPublic && !one.isPublic;
    return isFree && Boolean(former.get(old.home)?.has(one.word) || own.get(one.home)?.has(old.word));
  };
  return { oldOf, moved: is.all.filter((one) => isMoved(one)) };
}

function nodeOf({ home }: Named): AnyNode {
  return (home !== 'module' && 'kind' in home ? home.node : home) as AnyNode;
}
