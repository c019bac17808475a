import { types } from 'node:util';
import { limits } from '../limits.ts';
import { constructorName, inside, isProxy } from './nature.ts';

/** A copy of a value, or the reason why there is none. */
export type Copied = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { ownKeys } = Reflect;
const { slice } = Uint8Array.prototype;
const { apply } = Reflect;

class CannotCopy extends Error {}

/**
 * Copies data: objects and arrays of data, maps, sets, dates, bytes; cycles are kept. Runs no code of the application, as
 * `structuredClone` would with getters. What is more than data, or large, is refused.
 */
export function copyData(value: unknown): Copied {
  const left = { nodes: limits.recordedNodes, chars: limits.recordedChars };
  const copies = new Map<object, object>();
  const keep = <T extends object>(of: object, made: T): T => {
    copies.set(of, made);
    return made;
  };
  const copy = (item: unknown): unknown => {
    if (--left.nodes < 0) throw new CannotCopy('it holds too much');
    if (typeof item === 'string' && (left.chars -= item.length) < 0) throw new CannotCopy('it holds too much text');
    if (typeof item === 'function') throw new CannotCopy('it holds a function');
    if (typeof item !== 'object' || item === null) return item;
    if (isProxy(item)) throw new CannotCopy('it holds a proxy');
    return copies.get(item) ?? copyObject(item);
  };
  const copyObject = (item: object): unknown => {
    const held = inside(item);
    if (held.kind === 'map' || held.kind === 'set') {
      const items = held.items();
      const made = keep(item, held.kind === 'map' ? new Map<unknown, unknown>() : new Set<unknown>());
      for (let index = 0; index < held.size; index++) {
        const next = items.next().value as unknown;
        if (made instanceof Set) made.add(copy(next));
        else {
          const [key, of] = next as [unknown, unknown];
          made.set(copy(key), copy(of));
        }
      }
      return made;
    }
    if (types.isDate(item)) return keep(item, new Date(apply(Date.prototype.getTime, item, []) as number));
    if (types.isUint8Array(item) && held.kind === 'typed') {
      if ((left.chars -= held.length) < 0) throw new CannotCopy('it holds too many bytes');
      return keep(item, apply(slice, item, []) as object);
    }
    const prototype: unknown = getPrototypeOf(item);
    const isArray = Array.isArray(item);
    if (held.kind !== 'plain' || !(isArray || prototype === Object.prototype || prototype === null)) {
      throw new CannotCopy(`it holds an instance of ${constructorName(item) ?? 'a class'}`);
    }
    const keys = ownKeys(item);
    if (keys.length > left.nodes) throw new CannotCopy('it holds too much');
    const made = keep(item, isArray ? [] : prototype === null ? (Object.create(null) as object) : {});
    for (const key of keys) {
      const property = getOwnPropertyDescriptor(item, key);
      if (!property || !hasOwn(property, 'value')) throw new CannotCopy('it holds a getter');
      Reflect.defineProperty(
        made,
        key,
        isArray && key === 'length' ? property : { ...property, value: copy(property.value) },
      );
    }
    return made;
  };
  try {
    return { ok: true, value: copy(value) };
  } catch (error) {
    return { ok: false, why: error instanceof CannotCopy ? error.message : 'it cannot be read' };
  }
}
