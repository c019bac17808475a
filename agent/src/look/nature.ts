/*
 * What a value is, found out without running code of the application: no getter, no trap, no method that somebody
 * may have replaced. The builtins are taken when the agent loads, before the application can change them.
 */
import { types } from 'node:util';

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { apply } = Reflect;
const functionText = Function.prototype.toString;
const getter = (owner: object, name: string): ((this: unknown) => unknown) =>
  getOwnPropertyDescriptor(owner, name)?.get ?? (() => undefined);

const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;
const getters = {
  mapSize: getter(Map.prototype, 'size'),
  setSize: getter(Set.prototype, 'size'),
  typedLength: getter(typedArrayPrototype, 'length'),
  bufferLength: getter(ArrayBuffer.prototype, 'byteLength'),
  source: getter(RegExp.prototype, 'source'),
};
const flagGetters = [
  'hasIndices',
  'global',
  'ignoreCase',
  'multiline',
  'dotAll',
  'unicode',
  'unicodeSets',
  'sticky',
].map((name, index) => ({ letter: 'dgimsuvy'[index] ?? '', get: getter(RegExp.prototype, name) }));
const { entries: mapEntries } = Map.prototype;
const { values: setValues } = Set.prototype;
const nextOfMap = (getPrototypeOf(new Map().entries()) as { next: () => IteratorResult<unknown> }).next;
const nextOfSet = (getPrototypeOf(new Set().values()) as { next: () => IteratorResult<unknown> }).next;
const dateText = Date.prototype.toISOString;
const dateNumber = Date.prototype.getTime;

/** Whether looking any closer would run a trap. */
export const isProxy: (value: unknown) => boolean = types.isProxy;

/** The value of an own data property; undefined for an accessor. */
export function dataOf(object: object, key: PropertyKey): unknown {
  return getOwnPropertyDescriptor(object, key)?.value;
}

/** The name of the constructor as the prototype chain tells it; null where there is no prototype. */
export function constructorName(object: object): string | null {
  let prototype: object | null = object;
  // A chain is short; one that is made to be long is not worth following.
  for (let step = 0; prototype !== null && step < 50; step++) {
    if (isProxy(prototype)) return 'Object';
    const made = dataOf(prototype, 'constructor');
    if (typeof made === 'function' && !isProxy(made)) {
      const name = dataOf(made, 'name');
      if (typeof name === 'string' && name !== '') return name.length > 80 ? `${name.slice(0, 80)}…` : name;
    }
    prototype = getPrototypeOf(prototype) as object | null;
  }
  return prototype === null && getPrototypeOf(object) === null ? null : 'Object';
}

/** `[Function: price]`, `[class Cart]`. */
export function functionLabel(value: object): string {
  const name = dataOf(value, 'name');
  const label = typeof name === 'string' && name !== '' ? name.slice(0, 80) : '';
  const text = apply(functionText, value, []) as string;
  if (text.startsWith('class')) return label ? `[class ${label}]` : '[class (anonymous)]';
  const kind = types.isGeneratorFunction(value)
    ? types.isAsyncFunction(value)
      ? 'AsyncGeneratorFunction'
      : 'GeneratorFunction'
    : types.isAsyncFunction(value)
      ? 'AsyncFunction'
      : 'Function';
  return label ? `[${kind}: ${label}]` : `[${kind} (anonymous)]`;
}

/** What an object holds inside, out of reach of properties. */
export type Inside =
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'map' | 'set'; readonly size: number; readonly items: () => Iterator<unknown> }
  | { readonly kind: 'typed'; readonly length: number }
  | { readonly kind: 'plain' };

/** Looks inside an object that is no proxy. */
export function inside(value: object): Inside {
  if (types.isMap(value)) {
    const iterator: unknown = apply(mapEntries, value, []);
    const items = (): Iterator<unknown> => ({ next: () => apply(nextOfMap, iterator, []) as IteratorResult<unknown> });
    return { kind: 'map', size: apply(getters.mapSize, value, []) as number, items };
  }
  if (types.isSet(value)) {
    const iterator: unknown = apply(setValues, value, []);
    const items = (): Iterator<unknown> => ({ next: () => apply(nextOfSet, iterator, []) as IteratorResult<unknown> });
    return { kind: 'set', size: apply(getters.setSize, value, []) as number, items };
  }
  if (types.isTypedArray(value)) return { kind: 'typed', length: apply(getters.typedLength, value, []) as number };
  if (types.isDate(value)) {
    const time = apply(dateNumber, value, []) as number;
    return label(Number.isNaN(time) ? 'Invalid Date' : (apply(dateText, value, []) as string));
  }
  if (types.isRegExp(value)) {
    const flags = flagGetters.map(({ letter, get }) => (apply(get, value, []) ? letter : '')).join('');
    return label(`/${String(apply(getters.source, value, [])).slice(0, 200)}/${flags}`);
  }
  if (types.isArrayBuffer(value)) {
    return label(`ArrayBuffer { byteLength: ${String(apply(getters.bufferLength, value, []))} }`);
  }
  if (types.isPromise(value)) return label('Promise {}');
  if (types.isWeakMap(value)) return label('WeakMap { <items unknown> }');
  if (types.isWeakSet(value)) return label('WeakSet { <items unknown> }');
  if (types.isExternal(value)) return label('[External]');
  if (types.isModuleNamespaceObject(value)) return { kind: 'plain' };
  return { kind: 'plain' };
}

/** How many entries an array, a map or a set has; 0 for anything else. */
export function sizeOf(value: object): number {
  if (Array.isArray(value)) return value.length;
  if (types.isMap(value)) return apply(getters.mapSize, value, []) as number;
  return types.isSet(value) ? (apply(getters.setSize, value, []) as number) : 0;
}

/** Whether it is an error made by an Error constructor. */
export const isError: (value: unknown) => boolean = types.isNativeError;

function label(text: string): Inside {
  return { kind: 'label', text };
}
