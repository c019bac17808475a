import type { PatchRecord } from '@suture/protocol/patch.js';
import { Failure } from '../failure.ts';
import type { Outbox } from './outbox.ts';

/** How far a record came, and what stopped it. */
export interface Landing {
  readonly record: PatchRecord;
  readonly error?:
    | { readonly message: string; readonly hint: string; readonly retryAt?: string | undefined }
    | undefined;
}

/** Takes a record as far as it goes: commit, push, pull request. Does nothing twice; expected failures are in the result. */
export function land(_outbox: Outbox, _id: string): Promise<Landing> {
  return Promise.reject(new Failure('not_built', 'This part is not built yet.', { hint: 'Merge it.', exit: 'usage' }));
}
