import type { MessagePort } from 'node:worker_threads';
import type { Recall } from '../journal/recall.ts';
import type { Keeping } from '../load/kept-code.ts';
import type { RecordedCall } from '../look/recorder.ts';
import type { LoadedSource } from '../plan/loaded-source.ts';
import type { Inspected } from './inspected.ts';
import type { CallMessage, MainCalls, MainMessage, MainMethod } from './messages.ts';
import type { Offer, Shared } from './shared.ts';

/** What becomes of messages that are no answers. */
export interface BridgeListener {
  readonly onLoaded: (loaded: LoadedSource, keeping: Keeping | undefined) => void;
  readonly onScript: (script: string) => void;
  readonly onRecalled: (recall: Recall) => void;
  readonly onRecorded: (call: RecordedCall) => void;
  readonly onExit: () => void;
}

/** The outcome of a call that may come too late. */
export type Timely<T> = { readonly timely: true; readonly result: T } | { readonly timely: false };

/** The agent thread's end of the bridge to a thread of the application, most often the main thread. */
export class Bridge {
  readonly shared: Shared;
  /** The thread at the other end. */
  readonly inspected: Inspected;
  readonly #port: MessagePort;
  readonly #pending = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #lastId = 0;
  #lastTicket = 0;

  constructor(port: MessagePort, shared: Shared, inspected: Inspected, listener: BridgeListener) {
    this.inspected = inspected;
    this.#port = port;
    this.shared = shared;
    port.on('message', (message: MainMessage) => this.#receive(message, listener));
  }

  /** The thread at the other end, as a sentence begins with it. */
  get who(): string {
    return this.inspected.who;
  }

  /** Asks the main thread; waits as long as it takes. */
  call<M extends MainMethod>(method: M, params: MainCalls[M]['params']): Promise<MainCalls[M]['result']> {
    const id = ++this.#lastId;
    const message: CallMessage = { id, method, params };
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#port.postMessage(message);
    });
  }

  /** Asks the main thread for something that nobody waits for. */
  tell<M extends MainMethod>(method: M, params: MainCalls[M]['params']): void {
    // A refusal concerns nobody, and one that nobody takes would end this thread.
    this.call(method, params).catch(() => {});
  }

  /** Asks the main thread and gives up after a while; a late answer is dropped. */
  callWithin<M extends MainMethod>(
    waitMs: number,
    method: M,
    params: MainCalls[M]['params'],
  ): Promise<Timely<MainCalls[M]['result']>> {
    return within(waitMs, this.call(method, params));
  }

  /**
   * Asks the main thread for something that must not happen late: after the wait the offer is withdrawn, unless the
   * main thread has begun; then its answer is near.
   */
  async offer<M extends Offer>(
    waitMs: number,
    method: M,
    params: (ticket: number) => MainCalls[M]['params'],
  ): Promise<Timely<MainCalls[M]['result']> & { readonly ticket: number }> {
    const ticket = ++this.#lastTicket;
    this.shared.offer(method, ticket);
    const call = this.call(method, params(ticket));
    const first = await within(waitMs, call);
    if (first.timely) return { ...first, ticket };
    if (this.shared.withdraw(method, ticket)) {
      call.catch(() => {});
      return { timely: false, ticket };
    }
    return { timely: true, result: await call, ticket };
  }

  #receive(message: MainMessage, listener: BridgeListener): void {
    if ('loaded' in message) listener.onLoaded(message.loaded, message.keeping);
    else if ('script' in message) listener.onScript(message.script);
    else if ('recalled' in message) listener.onRecalled(message.recalled);
    else if ('recorded' in message) listener.onRecorded(message.recorded);
    else if ('exit' in message) listener.onExit();
    else if ('reports' in message) {
      message.reports.on('message', (report: MainMessage) => this.#receive(report, listener));
    } else {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if ('error' in message) pending?.reject(new Error(message.error));
      else pending?.resolve(message.result as never);
    }
  }
}

/** Waits for a promise, but not longer than this; what came while this thread itself was busy is no later for that. */
export async function within<T>(waitMs: number, promise: Promise<T>): Promise<Timely<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Timely<T>>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, { timely: false }), waitMs);
  });
  try {
    return await Promise.race([promise.then((result): Timely<T> => ({ timely: true, result })), late]);
  } finally {
    clearTimeout(timer);
  }
}
