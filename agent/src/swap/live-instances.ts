import type * as Inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { types } from 'node:util';

const require = createRequire(import.meta.url);

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
  // Most processes never need it.
  const { Session } = require('node:inspector') as typeof Inspector;
  const session = new Session();
  session.connect();
  const post = (method: string, params: object): unknown => {
    // A session of the own thread answers before `post` returns.
    let answer: unknown;
    session.post(method, params, (error: Error | null, result: unknown) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  };
  const found: object[] = [];
  const hand = { prototype, take: (objects: readonly object[]) => found.push(...objects) };
  try {
    Object.defineProperty(globalThis, slot, { value: hand, configurable: true });
    const { result } = post('Runtime.evaluate', { expression: `${slot}.prototype`, objectGroup: slot }) as Found;
    const { objects } = post('Runtime.queryObjects', {
      prototypeObjectId: result.objectId,
      objectGroup: slot,
    }) as { objects: { objectId: string } };
    post('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: `function(){${slot}.take(this)}`,
    });
  } finally {
    Reflect.deleteProperty(globalThis, slot);
    try {
      post('Runtime.releaseObjectGroup', { objectGroup: slot });
    } finally {
      session.disconnect();
    }
  }
  return found.filter((object) => types.isProxy(object) || !isPrototype(object));
}

interface Found {
  readonly result: { readonly objectId: string };
}
