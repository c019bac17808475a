import { types } from 'node:util';
import { OwnInspection } from '../look/own-inspection.ts';

// What the inspector finds is handed over under this name, for a moment.
const slot = '$sutureFound';

/** V8 counts the prototypes of subclasses among the instances. */
function isPrototype(object: object): boolean {
  const made: unknown = Object.getOwnPropertyDescriptor(object, 'constructor')?.value;
  if (typeof made !== 'function' || types.isProxy(made)) return false;
  return Object.getOwnPropertyDescriptor(made, 'prototype')?.value === object;
}

/**
 * Finds every live object with a prototype in its chain. V8 walks the whole heap for it with the main thread held, about
 * a second for 100 MB. Belongs to the main thread; throws where Node has no inspector.
 */
export function liveInstances(prototype: object): object[] {
  const inspection = new OwnInspection();
  const found: object[] = [];
  const hand = { prototype, take: (objects: readonly object[]) => found.push(...objects) };
  try {
    Object.defineProperty(globalThis, slot, { value: hand, configurable: true });
    const { result } = inspection.ask('Runtime.evaluate', {
      expression: `${slot}.prototype`,
      objectGroup: slot,
    }) as Found;
    const { objects } = inspection.ask('Runtime.queryObjects', {
      prototypeObjectId: result.objectId,
      objectGroup: slot,
    }) as { objects: { objectId: string } };
    inspection.ask('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: `function(){${slot}.take(this)}`,
    });
  } finally {
    Reflect.deleteProperty(globalThis, slot);
    try {
      inspection.ask('Runtime.releaseObjectGroup', { objectGroup: slot });
    } finally {
      inspection.close();
    }
  }
  return found.filter((object) => types.isProxy(object) || !isPrototype(object));
}

interface Found {
  readonly result: { readonly objectId: string };
}
