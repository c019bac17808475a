import type { Method, Requests } from '@suture/protocol/requests.js';
import type { EventFrame } from '@suture/protocol/frame.js';

/** The open connection to a process, as far as the screen uses it. */
export interface ScreenChannel {
  call<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']>;
  /** Gives the function that ends the listening. */
  onEvent(listener: (frame: EventFrame) => void): () => void;
  onClose(listener: () => void): void;
  close(): void;
}
