import type { FailureCode } from '@suture/protocol/failures.js';
import type { WireFailure } from '@suture/protocol/frame.js';

/** The outcome of a request: what was foreseen is a value, not an exception. */
export type Answer<T> =
  | { readonly ok: true; readonly result: T }
  | { readonly ok: false; readonly failure: WireFailure };

/** Answers with a result. */
export function done<T>(result: T): Answer<T> {
  return { ok: true, result };
}

/** Answers that it cannot be done, with the particulars as a sentence. */
export function refuse(code: FailureCode, message: string): { readonly ok: false; readonly failure: WireFailure } {
  return { ok: false, failure: { code, message } };
}

/** Answers that there is no such patch. */
export function unknownPatch(id: string): { readonly ok: false; readonly failure: WireFailure } {
  return refuse('unknown_patch', `This process knows no patch ${id}.`);
}
