import type { Requests } from '@suture/protocol/requests.js';

/** The requests that the source half needs to know what runs. */
export type SourceMethod = 'greet' | 'modules' | 'source' | 'strip' | 'loaders' | 'patches' | 'origin' | 'restart';

/** The part of a channel to a process that the source half uses. */
export interface SourceChannel {
  /** Sends one request and gives its checked answer. */
  call<M extends SourceMethod>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']>;
}
