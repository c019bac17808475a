import type { RemoteValue } from './inspection.ts';
import type { OwnInspection } from './own-inspection.ts';

/** Where the inspector puts a value that it tells of. */
export interface Taken {
  taken: unknown;
}

// One name for all, so that V8 has compiled what is sent to it.
const name = '$suture';
const takeIt = `function () { 'use strict'; ${name}.taken = this }`;

/**
 * Shows an object to the inspector under a global name. It is only there while none of the application's own code runs; when the
 * main thread is stuck, in the middle of another.
 */
export function withSlot<S extends Taken, T>(slot: S, act: (slot: S, name: string) => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value: slot, configurable: true, enumerable: false });
  try {
    return act(slot, name);
  } finally {
    if (before) Object.defineProperty(globalThis, name, before);
    else Reflect.deleteProperty(globalThis, name);
  }
}

/** The value that the inspector tells of; the slot must be shown. */
export function takeValue(remote: RemoteValue, inspection: OwnInspection, slot: Taken): unknown {
  const { objectId, unserializableValue, type, value } = remote;
  if (objectId !== undefined) {
    inspection.ask('Runtime.callFunctionOn', { functionDeclaration: takeIt, objectId, silent: true });
    return slot.taken;
  }
  if (unserializableValue === undefined) return value;
  return type === 'bigint' ? BigInt(unserializableValue.slice(0, -1)) : Number(unserializableValue);
}
