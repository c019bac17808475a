import { limits } from '../limits.ts';
import { inside, isProxy } from './nature.ts';
import { isSecret, withoutSecrets } from './secret.ts';

/** A value that JSON can hold whole, as a copy; or the fact that it cannot. */
export type Plain = { readonly whole: true; readonly value: unknown } | { readonly whole: false };

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { ownKeys } = Reflect;
const no: Plain = { whole: false };

/** Copies a value if JSON can hold it whole and it is small; runs no code of the application. */
export function plainValue(value: unknown): Plain {
  const left = { nodes: limits.plain.nodes, chars: limits.plain.chars };
  const copy = (item: unknown, depth: number): Plain => {
    if (--left.nodes < 0 || depth > limits.plain.depth) return no;
    if (item === null || typeof item === 'boolean') return { whole: true, value: item };
    if (typeof item === 'number')
      return Number.isFinite(item) && !Object.is(item, -0) ? { whole: true, value: item } : no;
    if (typeof item === 'string') {
      const tooLong = (left.chars -= item.length) < 0;
      return tooLong || withoutSecrets(item) !== item ? no : { whole: true, value: item };
    }
    if (typeof item !== 'object' || isProxy(item)) return no;
    return Array.isArray(item) ? copyArray(item, depth) : copyObject(item, depth);
  };
  const copyArray = (item: readonly unknown[], depth: number): Plain => {
    const length = getOwnPropertyDescriptor(item, 'length')?.value as number;
    if (length > left.nodes || getPrototypeOf(item) !== Array.prototype || ownKeys(item).length !== length + 1)
      return no;
    const result: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const property = getOwnPropertyDescriptor(item, index);
      if (!property || !hasOwn(property, 'value')) return no;
      const part = copy(property.value, depth + 1);
      if (!part.whole) return no;
      result.push(part.value);
    }
    return { whole: true, value: result };
  };
  const copyObject = (item: object, depth: number): Plain => {
    const prototype: unknown = getPrototypeOf(item);
    if ((prototype !== Object.prototype && prototype !== null) || inside(item).kind !== 'plain') return no;
    const keys = ownKeys(item);
    if (keys.length > left.nodes) return no;
    const result: Record<string, unknown> = {};
    for (const key of keys) {
      const property = getOwnPropertyDescriptor(item, key);
      if (typeof key !== 'string' || !property?.enumerable || !hasOwn(property, 'value')) return no;
      if (isSecret(key, property.value)) return no;
      left.chars -= key.length;
      const part = copy(property.value, depth + 1);
      if (!part.whole) return no;
      Object.defineProperty(result, key, { value: part.value, enumerable: true, configurable: true, writable: true });
    }
    return { whole: true, value: result };
  };
  return copy(value, 0);
}
