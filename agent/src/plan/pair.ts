import type { AnyNode } from 'acorn';
import type { Analysis, Binding, Reference, Site } from '../syntax/scope.ts';
import { placeOf } from './namesakes.ts';
import { type Skeleton, skeletonOf } from './skeleton.ts';

/** Which function of the old source each function of the new one continues. */
export class Pairing {
  readonly #old: Analysis;
  readonly #new: Analysis;
  readonly #oldOf = new Map<Site, Site>();
  readonly #changed = new Set<Site>();

  constructor(before: Analysis, after: Analysis) {
    this.#old = before;
    this.#new = after;
  }

  /** The old function that a new one continues. */
  oldOf(site: Site): Site | undefined {
    return this.#oldOf.get(site);
  }

  /** Every pair. */
  pairs(): Iterable<[after: Site, before: Site]> {
    return this.#oldOf;
  }

  /** Functions of the new source whose own text, nested functions left out, is not what it was. */
  get changed(): ReadonlySet<Site> {
    return this.#changed;
  }

  /** Compares two pieces of source, pairs the functions in them, and says whether the rest is the same. */
  compare(before: AnyNode | null, after: AnyNode | null): boolean {
    const a = skeletonOf(this.#old, before);
    const b = skeletonOf(this.#new, after);
    const same = a.text === b.text;
    if (same) for (const [index, site] of b.holes.entries()) this.#pair(a.holes[index] as Site, site);
    else this.#pairByLikeness(a, b);
    return same;
  }

  /** Pairs two functions that are known to continue one another. */
  pair(before: Site, after: Site): void {
    this.#pair(before, after);
  }

  #pair(before: Site, after: Site): void {
    this.#oldOf.set(after, before);
    const isSame = this.compare(before.node as AnyNode, after.node as AnyNode);
    if (!isSame || !this.#meansTheSame(before, after)) this.#changed.add(after);
  }

  /** Whether the names that two functions of one text take from functions around them are still the same variables. */
  #meansTheSame(before: Site, after: Site): boolean {
    const [was, is] = [outerUses(this.#old, before), outerUses(this.#new, after)];
    return was.every((old, index) => {
      const now = is[index];
      if (!old || !now) return old === now;
      const around = now.scope.site;
      if (!around || this.#oldOf.get(around) !== old.scope.site) return false;
      return placeOf(this.#old, old) === placeOf(this.#new, now);
    });
  }

  #pairByLikeness(a: Skeleton, b: Skeleton): void {
    const left = new Set(a.holes);
    const rest: Site[] = [];
    for (const site of b.holes) {
      const same = [...left].filter((old) => old.key === site.key);
      const match = same.find((old) => this.#words(old, this.#old) === this.#words(site, this.#new)) ?? same[0];
      if (match) {
        left.delete(match);
        this.#pair(match, site);
      } else rest.push(site);
    }
    for (const site of rest) {
      const best = [...left]
        .map((old) => ({ old, likeness: likeness(this.#words(old, this.#old), this.#words(site, this.#new)) }))
        .sort((x, y) => y.likeness - x.likeness)[0];
      if (!best || best.likeness < 0.5) continue;
      left.delete(best.old);
      this.#pair(best.old, site);
    }
  }

  #words(site: Site, analysis: Analysis): string {
    return analysis.source.slice(site.node.start, site.node.end);
  }
}

/** For each use of a name in a function's own text: the variable, where it belongs to a function around it. */
function outerUses(analysis: Analysis, site: Site): (Binding | undefined)[] {
  return usesOf(analysis, site).map(({ binding }) =>
    binding && binding.scope.site !== null && binding.scope.site !== site ? binding : undefined,
  );
}

const usesBySite = new WeakMap<Analysis, Map<Site | null, Reference[]>>();

function usesOf(analysis: Analysis, site: Site): readonly Reference[] {
  let known = usesBySite.get(analysis);
  if (!known) {
    known = new Map();
    for (const reference of analysis.references) {
      const uses = known.get(reference.site);
      if (uses) uses.push(reference);
      else known.set(reference.site, [reference]);
    }
    usesBySite.set(analysis, known);
  }
  return known.get(site) ?? [];
}

/** Share of words that two texts have in common; 0 to 1. */
function likeness(a: string, b: string): number {
  const words = (text: string): Set<string> => new Set(text.match(/[\w$]+/g) ?? []);
  const left = words(a);
  const right = words(b);
  let common = 0;
  for (const word of left) if (right.has(word)) common++;
  return common / Math.max(1, left.size + right.size - common);
}
