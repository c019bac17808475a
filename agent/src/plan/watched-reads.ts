import type { AnyNode, Pattern } from 'acorn';
import type { ChangedInPlace } from './changed-in-place.ts';
import type { Departure } from './load-walk.ts';
import type { Code, Meaning } from './meaning.ts';
import { keyName } from './member-name.ts';
import { isSame } from './same-meaning.ts';

/** What a patch changes in place, and all that the object may be. */
export interface Watched {
  readonly change: ChangedInPlace;
  readonly objects: readonly Meaning[];
}

/** A read of what a patch changes in place, by code that ran while a module loaded. */
export interface EarlyRead {
  readonly change: ChangedInPlace;
  readonly node: AnyNode;
  readonly code: Code;
  readonly departure: Departure | undefined;
  /** It is set there, and not read. */
  readonly isSet: boolean;
}

/** What asks a map or set for what it holds. */
const asking = new Set('get has keys values entries forEach size'.split(' '));
/** Calls that read all that an object holds. */
const takingAll = new Set('keys values entries assign fromEntries stringify structuredClone from Map Set'.split(' '));

/** Notes where code that runs while modules load reads what a patch changes in place. */
export class WatchedReads {
  readonly found: EarlyRead[] = [];
  readonly #watched: readonly Watched[];
  readonly #names: ReadonlySet<string>;

  constructor(watched: readonly Watched[]) {
    this.#watched = watched;
    this.#names = new Set(watched.flatMap(({ change: { key } }) => (key === null ? [...asking] : [key])));
  }

  /** Whether there is anything to watch. */
  get isNeeded(): boolean {
    return this.#watched.length > 0;
  }

  /** Whether a member of this name may be one that changes; undefined is one whose name is worked out. */
  wants(name: string | undefined): boolean {
    return this.isNeeded && (name === undefined || this.#names.has(name));
  }

  /** Whether a call of this name may read all that it is given. */
  takesAll(name: string): boolean {
    return this.isNeeded && takingAll.has(name);
  }

  /** Notes that a member of some objects is read; undefined stands for all of them. */
  note(objects: readonly Meaning[], name: string | undefined, read: Omit<EarlyRead, 'change'>): void {
    for (const { change, objects: watched } of this.#watched) {
      const isIt = name === undefined || (change.key === null ? asking.has(name) : change.key === name);
      if (isIt && objects.some((one) => watched.some((other) => isSame(one, other))))
        this.found.push({ change, ...read });
    }
  }

  /** Notes what a pattern takes out of some objects. */
  take(objects: readonly Meaning[], pattern: Pattern, read: Omit<EarlyRead, 'change'>): void {
    if (pattern.type === 'ArrayPattern') this.note(objects, undefined, read);
    if (pattern.type !== 'ObjectPattern') return;
    for (const property of pattern.properties)
      this.note(objects, property.type === 'RestElement' ? undefined : keyName(property), read);
  }
}
