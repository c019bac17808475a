import { limits } from '../limits.ts';
import { constructorName, dataOf, isProxy, sizeOf } from './nature.ts';
import { ownJson } from './own-json.ts';

/** Objects with one prototype, as the main thread counted them. */
export interface CensusRow {
  readonly name: string;
  readonly count: number;
  /** How many there were at the census before; null when it did not meet any. */
  readonly before: number | null;
  /** Entries of the largest one, of arrays, maps and sets; and of the largest one at the census before. */
  readonly largest: number | null;
  readonly largestBefore: number | null;
}

/** What a census found. */
export interface CensusFigures {
  readonly objects: number;
  /** When the one before was taken, in milliseconds since 1970; null for the first. */
  readonly since: number | null;
  readonly classes: readonly CensusRow[];
}

interface Counted {
  count: number;
  largest: number;
}

const { getPrototypeOf } = Object;
const collections = new Set<object>([Array.prototype, Map.prototype, Set.prototype]);

/** Counts the objects of the heap by prototype, on the main thread, and keeps what it counted for the next time. */
export class Census {
  #before = new WeakMap<object, Counted>();
  #takenAt: number | null = null;

  /** Gives the JSON of {@link CensusFigures}, and behind it for each row the constructor that its prototype names. */
  take(objects: readonly object[]): unknown[] {
    const counted = new Map<object, Counted>();
    // By index: the application may have an iterator of its own on arrays.
    for (let index = 0; index < objects.length; index++) {
      const object = objects[index] as object;
      // Asking a proxy would run a trap; V8 leaves them out as a rule.
      if (isProxy(object)) continue;
      const prototype = getPrototypeOf(object) as object | null;
      if (prototype === null) continue;
      let known = counted.get(prototype);
      if (!known) counted.set(prototype, (known = { count: 0, largest: 0 }));
      known.count++;
      if (collections.has(prototype)) known.largest = Math.max(known.largest, sizeOf(object));
    }
    const before = this.#before;
    const grown = ([prototype, { count }]: [object, Counted]): number => count - (before.get(prototype)?.count ?? 0);
    const all = [...counted];
    const most = all.toSorted((a, b) => b[1].count - a[1].count).slice(0, limits.heapClasses);
    const grew = this.#takenAt === null ? [] : all.toSorted((a, b) => grown(b) - grown(a)).slice(0, limits.heapClasses);
    const holders = all.filter(([prototype]) => collections.has(prototype));
    const chosen = [...new Set([...most, ...grew, ...holders])];
    const classes = chosen.map(
      ([prototype, { count, largest }]): CensusRow => ({
        name: nameOf(prototype),
        count,
        before: before.get(prototype)?.count ?? null,
        largest: collections.has(prototype) ? largest : null,
        largestBefore: collections.has(prototype) ? (before.get(prototype)?.largest ?? null) : null,
      }),
    );
    const figures: CensusFigures = { objects: objects.length, since: this.#takenAt, classes };
    this.#before = new WeakMap(all);
    this.#takenAt = Date.now();
    return [ownJson(figures), ...chosen.map(([prototype]) => dataOf(prototype, 'constructor'))];
  }
}

// A class inherits from the one that it extends: these are objects as well.
function nameOf(prototype: object): string {
  const name = constructorName(prototype) ?? 'Object';
  if (typeof prototype !== 'function' || prototype === Function.prototype) return name;
  const own = dataOf(prototype, 'name');
  return typeof own === 'string' ? `subclass of ${own}` : name;
}
