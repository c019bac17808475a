import { within } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { InspectorError } from './inspector-error.ts';
import { type Channel, MainChannel } from './main-channel.ts';

interface Attached {
  readonly sessionId: string;
  readonly workerInfo: { readonly title: string };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: InspectorError): void;
}

/**
 * Carries a session on a worker thread, nested in one on the main thread by Node's domain `NodeWorker`. The main thread only
 * passes messages on, also in an endless loop, but not in native code that serves no interrupt.
 * https://github.com/nodejs/node/blob/main/src/inspector/node_protocol.pdl
 */
export class WorkerChannel implements Channel {
  readonly #main: MainChannel;
  readonly #sessionId: Promise<string>;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, (params: unknown) => void>();
  readonly #discard: NodeJS.Timeout;
  #lastId = 0;
  #closed = false;

  constructor(thread: number, onEnd: () => void) {
    this.#main = new MainChannel(onEnd);
    this.#main.on('NodeWorker.receivedMessageFromWorker', (params) => {
      this.#receive((params as { message: string }).message);
    });
    this.#sessionId = this.#attach(thread);
    this.#sessionId.catch(() => {});
    this.#main.on('NodeWorker.detachedFromWorker', (params) => {
      const { sessionId } = params as { sessionId: string };
      const giveUp = (own: string): void => {
        if (sessionId === own) this.#giveUp(`worker thread ${thread} has ended`);
      };
      this.#sessionId.then(giveUp, () => {});
    });
    this.#discard = setInterval(
      () => void this.post('Runtime.discardConsoleEntries', {}).catch(() => {}),
      limits.consoleDiscardMs,
    );
  }

  on(event: string, listener: (params: unknown) => void): void {
    this.#listeners.set(event, listener);
  }

  async post(method: string, params: object): Promise<unknown> {
    const sessionId = await this.#sessionId;
    // An effect that comes when nobody waits for it any more would be worse than none.
    if (this.#closed) throw new InspectorError('the session is closed');
    return this.#ask(sessionId, method, params);
  }

  async reachable(): Promise<boolean> {
    const { timely } = await within(limits.interruptMs, this.#main.post('Runtime.getIsolateId'));
    return timely;
  }

  /**
   * Disconnecting alone would leave the session in the worker thread, for ever, and a pause in it as well: Node 20 to 26
   * detach only what is told to be.
   */
  async close(): Promise<void> {
    clearInterval(this.#discard);
    this.#closed = true;
    this.#giveUp('the session is closed');
    try {
      const sessionId = await this.#sessionId;
      // An evaluation there takes the end of the thread for its own: the loop that it was in would go on for ever.
      await within(limits.interruptMs, this.#ask(sessionId, 'Runtime.discardConsoleEntries', {}));
      await this.#main.post('NodeWorker.detach', { sessionId });
    } catch {
      // The thread has ended.
    } finally {
      await this.#main.close();
    }
  }

  // Node attaches to all worker threads, and to those that start until it is told to stop; none ever waits for it.
  async #attach(thread: number): Promise<string> {
    const all: Attached[] = [];
    this.#main.on('NodeWorker.attachedToWorker', (params) => all.push(params as Attached));
    await this.#main.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    await this.#main.post('NodeWorker.disable');
    const own = all.find(({ workerInfo }) => workerInfo.title.startsWith(`[worker ${thread}]`));
    for (const other of all) if (other !== own) this.#detach(other.sessionId).catch(() => {});
    if (!own) throw new InspectorError(`worker thread ${thread} has ended`);
    return own.sessionId;
  }

  // V8 keeps what was printed while a session is there, also when it is not any more.
  async #detach(sessionId: string): Promise<void> {
    const discarded = this.#send(sessionId, { id: ++this.#lastId, method: 'Runtime.discardConsoleEntries' });
    await Promise.all([discarded, this.#main.post('NodeWorker.detach', { sessionId })]);
  }

  #ask(sessionId: string, method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#send(sessionId, { id, method, params }).catch(() => this.#giveUp('the session is closed'));
    return answer;
  }

  #send(sessionId: string, message: object): Promise<unknown> {
    return this.#main.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify(message) });
  }

  #receive(text: string): void {
    const { id, method, params, result, error } = JSON.parse(text) as {
      id?: number;
      method?: string;
      params?: unknown;
      result?: unknown;
      error?: { message: string };
    };
    if (method !== undefined) this.#listeners.get(method)?.(params);
    if (id === undefined) return;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new InspectorError(error.message));
    else pending?.resolve(result);
  }

  #giveUp(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new InspectorError(reason));
    this.#pending.clear();
  }
}
