import { types } from 'node:util';
import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import type { Program } from '../swap/program.ts';
import { type BranchPage, branchesOf } from './branches.ts';
import { Census } from './census.ts';
import { follow, namesOf } from './completion.ts';
import { dataOf, isProxy } from './nature.ts';
import type { EvaluationOrder, Evaluations, Ran } from './evaluations.ts';
import { ownJson } from './own-json.ts';
import { reachSymbol } from './reach-symbol.ts';
import { type Ground, makeSlot } from './slot.ts';
import { describe, describeWhole } from './walk.ts';

/** What the inspector can call in a thread that answers no message. */
export interface Reach {
  /** Puts a slot under a global name, or takes it away again. */
  lend(name: string, thunk: string | null): void;
  /** Evaluates what a JSON of an {@link EvaluationOrder} says, in the middle of whatever runs. */
  evaluate(order: string): Ran;
  /** Describes some variables as JSON. */
  variables(names: string, ...values: unknown[]): string;
  /** Describes one value as JSON. */
  value(value: unknown): string;
  /** Lists a page of what a value holds. */
  branches(value: unknown, from: number, limit: number): BranchPage;
  /** Whether V8 alone sees what a value holds. */
  hasInternals(value: unknown): boolean;
  /** Names of the properties at the end of a chain, as JSON; `start` undefined for the global object. */
  complete(start: unknown, chain: string, word: string): string;
  /** Counts the objects that V8 found for a class, its prototypes left out, and describes some as JSON. */
  sample(objects: readonly object[], from: number, limit: number): string;
  /** What nearly every object inherits from. */
  readonly root: object;
  /** Counts objects by prototype: see {@link Census.take}. */
  census(objects: readonly object[]): unknown[];
  /** Prepares and commits a program at once; the outcome as JSON. */
  swap(program: string): string;
}

// `class Big extends Cart {}` has a prototype that counts as an instance of Cart to V8.
function isPrototype(object: object): boolean {
  const made = dataOf(object, 'constructor');
  return typeof made === 'function' && !isProxy(made) && dataOf(made, 'prototype') === object;
}

/** Expression for the {@link Reach} of a thread. */
export const reach: string = `globalThis[Symbol.for(${JSON.stringify(reachSymbol)})]`;

/** Makes the reach of the thread on which it runs. */
export function makeReach(ground: Ground, evaluations: Evaluations): Reach {
  const census = new Census();
  return Object.freeze<Reach>({
    root: Object.prototype,
    census: (objects) => census.take(objects),
    lend(name, thunk) {
      if (thunk === null) Reflect.deleteProperty(globalThis, name);
      else {
        const value = makeSlot(JSON.parse(thunk) as Thunk | null, ground);
        Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false });
      }
    },
    evaluate: (order) => evaluations.begin(JSON.parse(order) as EvaluationOrder),
    variables: (names, ...values) =>
      ownJson(
        (JSON.parse(names) as string[]).map((name, index) => ({
          name,
          text: describe(values[index], limits.walkLocal, name).text,
        })),
      ),
    value: (value) => ownJson(describeWhole(value)),
    branches: branchesOf,
    hasInternals: (value) =>
      typeof value === 'function' ||
      types.isProxy(value) ||
      types.isPromise(value) ||
      types.isWeakMap(value) ||
      types.isWeakSet(value) ||
      types.isGeneratorObject(value) ||
      types.isBoxedPrimitive(value),
    complete(start, chain, word) {
      const names = JSON.parse(chain) as string[];
      return ownJson(namesOf(follow(start ?? globalThis, names), word));
    },
    sample(objects, from, limit) {
      const own = objects.filter((object) => isProxy(object) || !isPrototype(object));
      const sample = own.slice(from, from + limit).map((object) => describeWhole(object, limits.walkInstance).text);
      return ownJson({ count: own.length, sample });
    },
    swap: (program) => ownJson(ground.runtime.swapNow(JSON.parse(program) as Program)),
  });
}
