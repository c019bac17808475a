import type { AnyNode, Program } from 'acorn';
import { hunksBetween } from '../merge-lines.ts';
import type { Names } from './named.ts';
import { partsOf, Shapes } from './shapes.ts';

/** One source, as it is laid beside another one. */
export interface Side {
  readonly source: string;
  readonly program: Program;
  readonly names: Names;
}

/** Two nodes that stand at the same place of two sources; `isOwn` inside of what the new one's name is declared with. */
export type Meet = (old: AnyNode, fresh: AnyNode, isOwn: boolean) => void;

/** Lists longer than this are not searched for what is most alike. */
const longest = 200;
/** Share of words that two nodes of one place have in common, at least. */
const leastAlike = 0.2;

type List = readonly (AnyNode | null)[];

/** Lays two sources beside one another, by what they look like without the names that they give to things. */
export class Alignment {
  readonly #old: Side;
  readonly #new: Side;
  readonly #meet: Meet;
  readonly #shapes = new Shapes();
  /** What the names around are declared for, in the new source. */
  readonly #within = new Set<unknown>();

  constructor(old: Side, fresh: Side, meet: Meet) {
    this.#old = old;
    this.#new = fresh;
    this.#meet = meet;
    this.#layPrograms();
  }

  /** Statements whose text stands are not gone into: in most edits these are nearly all. */
  #layPrograms(): void {
    const [old, fresh] = [this.#old.program.body, this.#new.program.body] as readonly List[] as [List, List];
    const texts = (list: List, { source }: Side): string[] =>
      list.map((node) => (node ? source.slice(node.start, node.end) : ''));
    const [was, is] = [texts(old, this.#old), texts(fresh, this.#new)];
    const hunks = hunksBetween(was, is) ?? [{ start: 0, end: old.length, lines: is }];
    const known = new Map([...this.#old.names.of.keys()].map((node) => [node.start, node]));
    const identifiers = [...this.#new.names.of.keys()].sort((a, b) => a.start - b.start);
    let [at, to, read] = [0, 0, 0];
    const standing = (end: number): void => {
      for (; at < end; at++, to++) {
        const [former, { start, end: until }] = [old[at] as AnyNode, fresh[to] as AnyNode];
        while ((identifiers[read]?.start ?? until) < start) read++;
        for (let node = identifiers[read]; node && node.start < until; node = identifiers[++read]) {
          const same = known.get(node.start - start + former.start);
          if (same) this.#meet(same, node, false);
        }
      }
    };
    for (const { start, end, lines } of hunks) {
      standing(start);
      this.#layLists(old.slice(at, end), fresh.slice(to, to + lines.length));
      at = end;
      to += lines.length;
    }
    standing(old.length);
  }

  #lay(old: AnyNode, fresh: AnyNode): void {
    if (old.type !== fresh.type) {
      if (old.type === 'SequenceExpression' || fresh.type === 'SequenceExpression')
        this.#layLists(itemsOf(old), itemsOf(fresh));
      return;
    }
    const named = this.#new.names.of.get(fresh);
    this.#meet(old, fresh, named !== undefined && this.#within.has(named));
    const declared = 'id' in fresh && fresh.id?.type === 'Identifier' ? this.#new.names.of.get(fresh.id) : undefined;
    const isOuter = declared !== undefined && !this.#within.has(declared);
    if (isOuter) this.#within.add(declared);
    const parts = new Map(partsOf(old).map(({ key, value }) => [key, value]));
    for (const { key, value } of partsOf(fresh)) {
      const former = parts.get(key);
      if (!former) continue;
      if ('type' in value) {
        if ('type' in former) this.#lay(former, value);
      } else if (!('type' in former)) this.#layLists(former, value);
    }
    if (isOuter) this.#within.delete(declared);
  }

  #layLists(old: List, fresh: List): void {
    const [was, is] = [this.#shapesOf(old, this.#old), this.#shapesOf(fresh, this.#new)];
    const hunks = hunksBetween(was, is) ?? [{ start: 0, end: old.length, lines: is }];
    let [at, next] = [0, 0];
    const standing = (end: number): void => {
      for (; at < end; at++, next++) this.#layItems(old[at], fresh[next]);
    };
    for (const { start, end, lines } of hunks) {
      standing(start);
      this.#layMostAlike(old.slice(at, end), fresh.slice(next, next + lines.length));
      at = end;
      next += lines.length;
    }
    standing(old.length);
  }

  #layItems(old: AnyNode | null | undefined, fresh: AnyNode | null | undefined): void {
    if (old && fresh) this.#lay(old, fresh);
  }

  /** Of items that changed, those that are most alike are laid beside one another, in their order. */
  #layMostAlike(old: List, fresh: List): void {
    if (old.length === fresh.length && old.length === 1) {
      this.#layItems(old[0], fresh[0]);
      return;
    }
    if (old.length === 0 || fresh.length === 0 || old.length > longest || fresh.length > longest) return;
    const [was, is] = [old.map((one) => wordsOf(one, this.#old)), fresh.map((one) => wordsOf(one, this.#new))];
    const degree = (i: number, k: number): number =>
      old[i]?.type === fresh[k]?.type ? likeness(was[i] as Words, is[k] as Words) : 0;
    const best = Array.from({ length: old.length + 1 }, () => new Float64Array(fresh.length + 1));
    const at = (i: number, k: number): number => best[i]?.[k] ?? 0;
    for (let i = old.length - 1; i >= 0; i--)
      for (let k = fresh.length - 1; k >= 0; k--) {
        const alike = degree(i, k);
        const both = alike < leastAlike ? 0 : alike + at(i + 1, k + 1);
        (best[i] as Float64Array)[k] = Math.max(both, at(i + 1, k), at(i, k + 1));
      }
    let [i, k] = [0, 0];
    while (i < old.length && k < fresh.length) {
      if (at(i, k) === at(i + 1, k)) i++;
      else if (at(i, k) === at(i, k + 1)) k++;
      else this.#layItems(old[i++], fresh[k++]);
    }
  }

  #shapesOf(list: List, { names }: Side): string[] {
    return list.map((node) => (node ? String(this.#shapes.of(node, names)) : ''));
  }
}

function itemsOf(node: AnyNode): readonly AnyNode[] {
  return node.type === 'SequenceExpression' ? node.expressions : [node];
}

type Words = ReadonlySet<string>;

/** The words of a node that no build makes shorter. */
function wordsOf(node: AnyNode | null, { source }: Side): Words {
  return new Set(node ? source.slice(node.start, node.end).match(/[\w$]{3,}/g) : []);
}

function likeness(left: Words, right: Words): number {
  if (left.size + right.size === 0) return 1;
  let common = 0;
  for (const word of left) if (right.has(word)) common++;
  return common / (left.size + right.size - common);
}
