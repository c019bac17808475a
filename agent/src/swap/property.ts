import type { MemberProgram } from './program.ts';
import type { ScopeHook } from './registry.ts';

/** A property of a class that is evaluated but not yet in force. */
export interface StagedMember {
  readonly home: object;
  readonly key: string;
  readonly descriptor: PropertyDescriptor | null;
}

/** Works out what a method or accessor that comes or goes makes of the property; changes nothing. */
export function stageMember(
  member: MemberProgram,
  hook: ScopeHook,
  evaluate: (hook: ScopeHook, code: string) => unknown,
  before: readonly StagedMember[],
): StagedMember {
  const owner = hook('this') as { prototype: object };
  const home = member.isStatic ? owner : owner.prototype;
  const { key, kind } = member;
  const known = Object.getOwnPropertyDescriptor(home, key);
  assertChangeable(home, key, known);
  // A getter and a setter that come together are one property.
  const other = before.findLast((staged) => staged.home === home && staged.key === key);
  const was = other ? other.descriptor : known;
  const made =
    member.code === null ? undefined : Object.getOwnPropertyDescriptor(evaluate(hook, member.code) as object, key);
  if (kind === 'method') return { home, key, descriptor: made ? { ...made, enumerable: false } : null };
  const descriptor: PropertyDescriptor = { enumerable: false, configurable: true };
  for (const half of ['get', 'set'] as const) {
    const accessor = (half === kind ? made : was)?.[half];
    if (accessor) Object.assign(descriptor, { [half]: accessor });
  }
  return { home, key, descriptor: descriptor.get || descriptor.set ? descriptor : null };
}

/** Throws before anything is changed when a property could not be set. */
export function assertChangeable(home: object, key: string, was: PropertyDescriptor | undefined): void {
  if (was ? was.configurable || was.writable : Object.isExtensible(home)) return;
  throw new Error(`\`${key}\` is frozen and cannot be set anew`);
}

/** Defines (or with null deletes) a property and gives what puts the former one back. */
export function setProperty(home: object, key: string, descriptor: PropertyDescriptor | null): () => void {
  const was = Object.getOwnPropertyDescriptor(home, key);
  const apply = (wanted: PropertyDescriptor | null | undefined): void => {
    if (wanted) Reflect.defineProperty(home, key, wanted);
    else Reflect.deleteProperty(home, key);
  };
  apply(descriptor);
  return () => apply(was);
}
