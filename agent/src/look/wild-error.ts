import { types } from 'node:util';

const { isNativeError, isProxy } = types;
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** What is called as a method, so that the frame of it is known in a stack. */
interface Thunked {
  thunk(): unknown;
}

/** Calls the thunk of a slot; an error that would run code of its own when V8's inspector tells of it comes in a box, `{ wild }`. */
export function callTamed(slot: Thunked): unknown {
  try {
    return slot.thunk();
  } catch (thrown) {
    if (isWild(thrown)) return { wild: thrown };
    throw thrown;
  }
}

/** As {@link callTamed}, for what gives a promise. */
export async function awaitTamed(slot: Thunked): Promise<unknown> {
  try {
    return await slot.thunk();
  } catch (thrown) {
    if (isWild(thrown)) return { wild: thrown };
    throw thrown;
  }
}

// The inspector reads `stack` and `message`, whoever made them, and Node `name` for the first line of the stack.
function isWild(thrown: unknown): boolean {
  if (!isNativeError(thrown)) return false;
  let object: object | null = thrown;
  for (let step = 0; object !== null && step < 50; step++) {
    if (isProxy(object) || hasGetter(object, 'name') || hasGetter(object, 'message')) return true;
    if (object !== thrown && hasGetter(object, 'stack')) return true;
    object = getPrototypeOf(object) as object | null;
  }
  // Last, because looking at the stack of an error makes its text.
  if (object !== null) return true;
  const stack = getterOf(thrown, 'stack');
  // An accessor of V8's own on newer versions, of each error.
  return stack !== undefined && stack !== getterOf(new Error('a stack'), 'stack');
}

function hasGetter(object: object, key: string): boolean {
  return getterOf(object, key) !== undefined;
}

// On older versions of V8 looking at the stack makes it, by a formatter of the application's if there is one: what that
// throws is in the way of whoever looks, as a getter would be.
function getterOf(object: object, key: string): unknown {
  try {
    return getOwnPropertyDescriptor(object, key)?.get;
  } catch (thrown) {
    return () => thrown;
  }
}
