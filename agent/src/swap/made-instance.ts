import type { Holder } from './registry.ts';

// As they were before the application came to them.
const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/**
 * The arguments that tell a guarded constructor to make an instance and nothing else: what its cell holds, which nobody else
 * has, and the values for `super`.
 */
export function toldToMake(holder: Holder, key: string, values: readonly unknown[]): unknown[] {
  const cell = holder[key];
  if (cell !== undefined && cell !== null) return [cell, values];
  // Emptied while the body ran, by who held the thread meanwhile. The guard reads the values before anybody else can call it.
  const token = {};
  holder[key] = token;
  return [
    token,
    {
      *[Symbol.iterator]() {
        holder[key] = undefined;
        yield* values;
      },
    },
  ];
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * Finds the class that a function made, without a name, whose constructor makes an instance for `newTarget`: that or one that it
 * extends, or where it is a proxy the constructor of a prototype. Throws a TypeError where it is none of these.
 */
export function ownerOf(newTarget: object & { prototype?: unknown }, isOwner: (value: object) => boolean): object {
  for (let at: object | null = newTarget; at; at = getPrototypeOf(at)) if (isOwner(at)) return at;
  let { prototype } = newTarget;
  while (isObject(prototype)) {
    const made: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (isObject(made) && isOwner(made)) return made;
    prototype = getPrototypeOf(prototype);
  }
  throw new TypeError(
    'A patched constructor of a class without a name was called for something that does not extend it',
  );
}
