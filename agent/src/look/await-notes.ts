import { types } from 'node:util';
import { limits } from '../limits.ts';
import { constructorName, isProxy } from './nature.ts';
import { describe } from './walk.ts';

const { getPrototypeOf } = Object;
const plainPromise: unknown = Promise.prototype;

/** What the marked body of an async function notes the place of its call with. Nothing of it throws. */
export interface AwaitNotes {
  /** It is at a place and awaits something, which is given back. */
  at(number: number, value: unknown): unknown;
  /** It returns something, and ends when that has settled. */
  last(number: number, value: unknown): unknown;
  /** It is back at the head of a loop that awaits each value. */
  back(number: number): void;
}

/** What a call awaits, as far as that can be told. */
export interface Awaited {
  /** Number of the place; null before the first one. */
  readonly number: number | null;
  /** What it is, where it is no plain promise: a thenable, or a class of the application's own. */
  readonly what: string | null;
  /** Nobody holds the promise any more, so that nobody can settle it. */
  readonly isLost: boolean;
}

/** Where one call is. */
export class CallNotes implements AwaitNotes {
  #number: number | null = null;
  #value: WeakRef<object> | undefined;
  #isPlain = false;
  #isLast = false;

  at(number: number, value: unknown): unknown {
    this.#number = number;
    // Weakly: a promise that nobody else holds is to be told from one that somebody may settle. What is no plain promise
    // may have handed on what settles it.
    this.#value = isObject(value) ? new WeakRef(value) : undefined;
    this.#isPlain = types.isPromise(value) && getPrototypeOf(value) === plainPromise;
    return value;
  }

  last(number: number, value: unknown): unknown {
    this.#isLast = true;
    return this.at(number, value);
  }

  back(number: number): void {
    // The loop was left by returning.
    if (this.#isLast) return;
    this.#number = number;
    this.#value = undefined;
  }

  get awaited(): Awaited {
    const value = this.#value?.deref();
    return {
      number: this.#number,
      what: value === undefined ? null : kindOf(value),
      isLost: this.#isPlain && this.#value !== undefined && value === undefined,
    };
  }
}

/** Takes no notes. */
export const noNotes: AwaitNotes = { at: (_number, value) => value, last: (_number, value) => value, back() {} };

/** Takes the notes for several who follow one call. */
export function notesForAll(all: readonly AwaitNotes[]): AwaitNotes {
  const [only, ...others] = all;
  if (only && others.length === 0) return only;
  const tell = (method: 'at' | 'last', number: number, value: unknown): unknown => {
    for (const each of all) each[method](number, value);
    return value;
  };
  return {
    at: (number, value) => tell('at', number, value),
    last: (number, value) => tell('last', number, value),
    back(number) {
      for (const each of all) each.back(number);
    },
  };
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function kindOf(value: object): string | null {
  if (types.isPromise(value)) {
    const name = isProxy(value) ? 'Promise' : constructorName(value);
    return name === 'Promise' ? null : name;
  }
  return describe(value, limits.walkLocal).text;
}
