import { limits } from '../limits.ts';
import { Deadline } from './deadline.ts';
import { constructorName, dataOf, isProxy } from './nature.ts';

/** Names that may follow, found without running a getter. */
export interface Candidate {
  readonly name: string;
  readonly kind: 'data' | 'function' | 'accessor' | 'variable';
  /** The constructor that it is inherited from; empty for its own. */
  readonly from: string;
}

/** What a prefix of an expression asks for: names on a chain of properties that begins with a variable. */
export interface Completing {
  readonly chain: readonly string[];
  readonly word: string;
}

/** Reads the end of what was typed; undefined where nothing can be offered without running code. */
export function readPrefix(prefix: string): Completing | undefined {
  const end =
    /(?:^|[^\w$.\])"'`])((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\??\.\s*)*)([\p{ID_Start}$_][\p{ID_Continue}$]*)?$/u.exec(
      prefix,
    );
  if (!end) return undefined;
  const chain = (end[1] ?? '').split(/\s*\??\.\s*/).filter((name) => name !== '');
  return { chain, word: end[2] ?? '' };
}

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** The value at the end of a chain of data properties; undefined when it leads through an accessor or a proxy. */
export function follow(start: unknown, names: readonly string[]): unknown {
  let value = start;
  for (const name of names) {
    let owner = ownerOf(value);
    let found: PropertyDescriptor | undefined;
    for (let step = 0; owner && !isProxy(owner) && !found && step < 50; step++) {
      found = getOwnPropertyDescriptor(owner, name);
      owner = getPrototypeOf(owner) as object | null;
    }
    if (!found || !('value' in found)) return undefined;
    value = found.value as unknown;
  }
  return value;
}

/** Names of a value's properties that begin with a word, its own first. */
export function namesOf(value: unknown, word: string): Candidate[] {
  const seen = new Map<string, Candidate>();
  let owner = ownerOf(value);
  const own = owner === value;
  const deadline = new Deadline(limits.completionMs);
  for (let step = 0; owner && !isProxy(owner) && step < 50; step++) {
    const from = step === 0 && own ? '' : (constructorName(owner) ?? '');
    // A large array or object: listing its names is no help, and takes long.
    const length = Array.isArray(owner) || ArrayBuffer.isView(owner) ? dataOf(owner, 'length') : 0;
    const keys = typeof length === 'number' && length > limits.branchKeys ? [] : Object.getOwnPropertyNames(owner);
    for (const name of keys) {
      if (seen.size >= limits.candidates || deadline.isOver) return [...seen.values()];
      if (!name.startsWith(word) || seen.has(name) || !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) continue;
      const property = getOwnPropertyDescriptor(owner, name);
      const isData = property !== undefined && 'value' in property;
      const kind = !isData ? 'accessor' : typeof property.value === 'function' ? 'function' : 'data';
      seen.set(name, { name, kind, from });
    }
    owner = getPrototypeOf(owner) as object | null;
  }
  return [...seen.values()];
}

// What a primitive is looked up on.
function ownerOf(value: unknown): object | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' || typeof value === 'function') return value;
  return getPrototypeOf(Object(value)) as object;
}
