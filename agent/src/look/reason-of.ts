import { constructorName, dataOf, isError, isProxy } from './nature.ts';

/** What is wrong, in the words of whatever was thrown; runs none of its code, and never throws. */
export function reasonOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  const message = messageOf(thrown);
  if (message === undefined) return `something that is not an error (${typeof thrown})`;
  return message === '' ? 'an error without a message' : message;
}

/** As {@link reasonOf}, with the name of the error: `TypeError: x is not a function`. */
export function namedReasonOf(thrown: unknown): string {
  const message = messageOf(thrown);
  if (message === undefined) return reasonOf(thrown);
  const name = dataOf(thrown as object, 'name');
  const named = typeof name === 'string' ? name : (constructorName(thrown as object) ?? 'Error');
  return message === '' ? named : `${named}: ${message}`;
}

function messageOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || isProxy(thrown)) return undefined;
  const message = dataOf(thrown, 'message');
  if (typeof message === 'string') return message;
  return isError(thrown) ? '' : undefined;
}
