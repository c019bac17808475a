import type { EventName, Events } from '@suture/protocol/events.js';
import type { Greeting } from '@suture/protocol/process.js';
import type { Method, Requests } from '@suture/protocol/requests.js';

/** Where an agent listens. */
export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'network'; readonly url: string };

/** Something that happened in the process, as the agent tells it. */
export type AgentEvent = { [E in EventName]: { readonly event: E; readonly data: Events[E] } }[EventName];

/** How long a call may take. */
export interface CallOptions {
  /** Milliseconds until the call fails with the code `timed_out`. */
  readonly timeoutMs?: number;
}

/** An open conversation with one agent. Every failure of a call is a `Failure`. */
export interface Channel {
  readonly address: Address;
  /** Who answered when the channel was opened. */
  readonly greeting: Greeting;
  /** Sends a request and gives its checked result. */
  call<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    options?: CallOptions,
  ): Promise<Requests[M]['result']>;
  /** Calls back for each event; gives the function that ends it. */
  onEvent(listener: (event: AgentEvent) => void): () => void;
  /** Calls back once when the connection has ended, for whatever reason; at once if it has already. */
  onClose(listener: () => void): () => void;
  /** Ends the conversation; pending calls fail. May be called twice. */
  close(): void;
}
