import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import type { PreparedEdit } from './prepared.ts';

/** What is to be prepared. */
export interface EditRequest {
  /** Root of the engineer's checkout. */
  readonly checkout: string;
  /** Absolute paths; empty means every changed file of the checkout. */
  readonly files: readonly string[];
  /** A unified diff that takes the place of the working tree; its text. */
  readonly diff?: string;
  readonly typeCheck: boolean;
}

/** Turns an edit of the checkout into the JavaScript that the process would run. */
export function prepareEdit(_request: EditRequest, _channel: Channel): Promise<PreparedEdit> {
  return Promise.reject(new Failure('not_built', 'This part is not built yet.', { hint: 'Merge it.', exit: 'usage' }));
}
