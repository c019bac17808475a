import type { MemberProgram, PropertyProgram } from './program.ts';
import type { Overlay, ScopeHook } from './registry.ts';

/** A property of a class that is evaluated but not yet in force. */
export interface StagedProperty {
  readonly home: object;
  readonly key: PropertyKey;
  readonly descriptor: PropertyDescriptor | null;
}

/** A property, or what sets something that is none and gives what puts it back. */
export type StagedMember = StagedProperty | (() => () => void);

/** Works out what a member that comes or goes makes of the property; changes nothing. */
export function stageMember(
  member: MemberProgram,
  hook: ScopeHook,
  evaluate: (hook: ScopeHook, code: string) => unknown,
  overlay: Overlay,
  before: readonly StagedMember[],
): StagedMember {
  const { kind, isPrivate, keyCode, code } = member;
  const made = code === null ? undefined : evaluate(hook, code);
  if (kind === 'assigned') return made as () => () => void;
  const owner = hook('this') as { prototype: object };
  const home = member.isStatic ? owner : owner.prototype;
  const computed = keyCode === null ? member.key : evaluate(hook, keyCode);
  const key = isPrivate ? (overlay[member.key] as symbol) : typeof computed === 'symbol' ? computed : String(computed);
  const known = Object.getOwnPropertyDescriptor(home, key);
  assertChangeable(home, key, known);
  const fresh = made === undefined ? undefined : Object.getOwnPropertyDescriptor(made, key);
  if (kind === 'field') return { home, key, descriptor: fresh ? { ...fresh, enumerable: !isPrivate } : null };
  if (kind === 'method') {
    const fixed = isPrivate ? { writable: false } : {};
    return { home, key, descriptor: fresh ? { ...fresh, ...fixed, enumerable: false } : null };
  }
  // A getter and a setter that come together are one property.
  const other = before.findLast((staged) => 'home' in staged && staged.home === home && staged.key === key);
  const was = other && 'home' in other ? other.descriptor : known;
  // A half that is left out would stay.
  const half = (which: 'get' | 'set'): PropertyDescriptor => ({ [which]: (which === kind ? fresh : was)?.[which] });
  const descriptor: PropertyDescriptor = { enumerable: false, configurable: true, ...half('get'), ...half('set') };
  return { home, key, descriptor: descriptor.get || descriptor.set ? descriptor : null };
}

/** Works out what becomes of a property of an object; throws when it could not be set as an assignment would set it. */
export function stageProperty(
  { key, isGone }: PropertyProgram,
  [home, value]: readonly [object, unknown],
): StagedProperty {
  const known = Object.getOwnPropertyDescriptor(home, key);
  assertChangeable(home, key, known);
  if (isGone) return { home, key, descriptor: null };
  if (hasAccessor(home, key)) throw new Error(`\`${key}\` is an accessor, and what it does cannot wait for the patch`);
  const how = { writable: true, enumerable: known?.enumerable ?? true, configurable: known?.configurable ?? true };
  return { home, key, descriptor: { ...how, value } };
}

function hasAccessor(home: object, key: string): boolean {
  for (let from: object | null = home; from; from = Object.getPrototypeOf(from) as object | null) {
    const known = Object.getOwnPropertyDescriptor(from, key);
    if (known) return !('value' in known);
  }
  return false;
}

/** Puts a member in force and gives what takes it back. */
export function setMember(staged: StagedMember): () => void {
  return 'home' in staged ? setProperty(staged.home, staged.key, staged.descriptor) : staged();
}

/** Prepares to set the `length` of a function, or of the method that an object has under a key. */
export function stageLength(length: number, home: object, key?: PropertyKey): () => () => void {
  return () => {
    const it: unknown = key === undefined ? home : Object.getOwnPropertyDescriptor(home, key)?.value;
    const known = typeof it === 'function' && Object.getOwnPropertyDescriptor(it, 'length');
    // What the application set or deleted itself stays so.
    if (!known || !known.configurable || typeof known.value !== 'number') return () => {};
    return setProperty(it, 'length', { ...known, value: length });
  };
}

/** Throws before anything is changed when a property could not be set. */
export function assertChangeable(home: object, key: PropertyKey, was: PropertyDescriptor | undefined): void {
  if (was ? was.configurable || was.writable : Object.isExtensible(home)) return;
  throw new Error(`\`${String(key)}\` is frozen and cannot be set anew`);
}

/** Defines (or with null deletes) a property and gives what puts the former one back. */
export function setProperty(home: object, key: PropertyKey, descriptor: PropertyDescriptor | null): () => void {
  const was = Object.getOwnPropertyDescriptor(home, key);
  const apply = (wanted: PropertyDescriptor | null | undefined): void => {
    if (wanted) Reflect.defineProperty(home, key, wanted);
    else Reflect.deleteProperty(home, key);
  };
  apply(descriptor);
  return () => apply(was);
}
