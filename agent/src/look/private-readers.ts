import { compiledOnce } from '../swap/compiled-once.ts';
import type { ScopeHook } from '../swap/registry.ts';

type Reader = (object: unknown) => unknown;

/** Reads private members by name. */
export interface PrivateReaders {
  readonly get: Readonly<Record<string, Reader>>;
  /** Gives what calls the member with `this`. */
  readonly call: Readonly<Record<string, Reader>>;
  readonly has: Readonly<Record<string, Reader>>;
}

interface Access {
  readonly get: Reader;
  readonly call: Reader;
  readonly has: Reader;
}

/** Compiles readers of private members inside of the classes that declare them. Throws a SyntaxError where none does. */
export function privateReaders(classes: readonly ScopeHook[], names: readonly string[]): PrivateReaders {
  const readers = { get: {}, call: {}, has: {} } as Record<keyof Access, Record<string, Reader>>;
  for (const name of names) {
    const known = classes.flatMap((scope) => access(scope, name) ?? []);
    if (known.length === 0)
      throw new SyntaxError(`#${name} is seen in the scope of a module that declares it in a class at its top level`);
    const owner = (object: unknown): Access => known.find(({ has }) => has(object) === true) ?? (known[0] as Access);
    readers.get[name] = (object) => owner(object).get(object);
    readers.call[name] = (object) => owner(object).call(object);
    readers.has[name] = (object) => known.some(({ has }) => has(object) === true);
  }
  return readers;
}

function access(scope: ScopeHook, name: string): Access | undefined {
  const isObject = "(typeof $sutureO==='object'&&$sutureO!==null||typeof $sutureO==='function')";
  try {
    return scope(
      compiledOnce(
        `({get:($sutureO)=>$sutureO.#${name},call:($sutureO)=>(...$a)=>$sutureO.#${name}(...$a),has:($sutureO)=>${isObject}&&#${name} in $sutureO})`,
      ),
    ) as Access;
  } catch {
    // Another class's.
    return undefined;
  }
}
