import type { AnyNode } from 'acorn';
import type { Analysis, Binding, Reference, Site } from '../syntax/scope.ts';
import { placeOf } from './namesakes.ts';
import { type Skeleton, skeletonOf } from './skeleton.ts';

/** What functions are paired by that are not what they were. */
interface Alike {
  /** Share of words in common. */
  readonly atLeast: number;
  /** For each function of the old and the new source: the old one that is known to stand before it. */
  readonly anchors: Readonly<Record<'old' | 'new', ReadonlyMap<Site, Site | undefined>>>;
  readonly paired: (old: Site, site: Site) => boolean;
}

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

  /** What stands as it was is paired first: a new neighbour takes nobody's place, not even under the same name. */
  #pairByLikeness(a: Skeleton, b: Skeleton): void {
    const left = new Set(a.holes);
    const paired = (old: Site | undefined, site: Site): boolean => {
      if (old) left.delete(old);
      if (old) this.#pair(old, site);
      return old !== undefined;
    };
    const same = groupsOf(a.holes, (old) => `${old.key} ${this.#words(old, this.#old)}`);
    const edited = b.holes.filter((site) => {
      const as = same.get(`${site.key} ${this.#words(site, this.#new)}`);
      return !paired(as?.shift(), site);
    });
    // What was paired until now tells where the others stand: behind the same neighbour.
    const anchors = {
      old: anchorsOf(a.holes, (old) => (left.has(old) ? undefined : old)),
      new: anchorsOf(b.holes, (site) => this.#oldOf.get(site)),
    };
    const rest: Site[] = [];
    for (const [key, sites] of groupsOf(edited, (site) => site.key)) {
      const olds = [...left].filter((old) => old.key === key);
      // As many as before are the same ones, in their order; else those that are most alike.
      if (olds.length === sites.length) for (const [index, site] of sites.entries()) paired(olds[index], site);
      else rest.push(...this.#pairMostAlike(olds, sites, { atLeast: 0, anchors, paired }));
    }
    this.#pairMostAlike([...left], rest, { atLeast: 0.5, anchors, paired });
  }

  /** Pairs what is at least so much alike, the most alike first; gives the new ones that are left. */
  #pairMostAlike(olds: readonly Site[], sites: readonly Site[], { atLeast, anchors, paired }: Alike): Site[] {
    const left = new Set(olds);
    const rest = new Set(sites);
    const former = olds.map((old) => ({ old, words: wordsIn(this.#words(old, this.#old)) }));
    const couples = sites.flatMap((site) => {
      const words = wordsIn(this.#words(site, this.#new));
      return former.flatMap((one) => {
        const degree = likeness(one.words, words);
        const isInPlace = anchors.old.get(one.old) === anchors.new.get(site);
        return degree < atLeast ? [] : [{ old: one.old, site, degree: degree + (isInPlace ? 0.5 : 0) }];
      });
    });
    for (const { old, site } of couples.sort((x, y) => y.degree - x.degree)) {
      if (!left.delete(old)) continue;
      if (rest.delete(site)) paired(old, site);
      else left.add(old);
    }
    return [...rest];
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

function groupsOf(sites: readonly Site[], keyOf: (site: Site) => string): Map<string, Site[]> {
  const groups = new Map<string, Site[]>();
  for (const site of sites) {
    const key = keyOf(site);
    const group = groups.get(key);
    if (group) group.push(site);
    else groups.set(key, [site]);
  }
  return groups;
}

/** For each function the nearest one before it that is known. */
function anchorsOf(
  sites: readonly Site[],
  known: (site: Site) => Site | undefined,
): ReadonlyMap<Site, Site | undefined> {
  let last: Site | undefined;
  return new Map(
    sites.map((site) => {
      const before = last;
      last = known(site) ?? last;
      return [site, before];
    }),
  );
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\w$]+/g) ?? []);
}

/** Share of words that two texts have in common; 0 to 1. */
function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let common = 0;
  for (const word of left) if (right.has(word)) common++;
  return common / Math.max(1, left.size + right.size - common);
}
