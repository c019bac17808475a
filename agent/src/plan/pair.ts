import type { AnyNode } from 'acorn';
import type { Analysis, Site } from '../syntax/scope.ts';
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
    if (!this.compare(before.node as AnyNode, after.node as AnyNode)) this.#changed.add(after);
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

/** Share of words that two texts have in common; 0 to 1. */
function likeness(a: string, b: string): number {
  const words = (text: string): Set<string> => new Set(text.match(/[\w$]+/g) ?? []);
  const left = words(a);
  const right = words(b);
  let common = 0;
  for (const word of left) if (right.has(word)) common++;
  return common / Math.max(1, left.size + right.size - common);
}
