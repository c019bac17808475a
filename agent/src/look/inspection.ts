import type { Inspected } from '../bridge/inspected.ts';
import { type Channel, MainChannel } from './main-channel.ts';
import { WorkerChannel } from './worker-channel.ts';

/** A value of the thread that is looked into, as the inspector names it. */
export interface RemoteValue {
  readonly type: string;
  readonly className?: string;
  readonly description?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly objectId?: string;
}

/** The answer of `Runtime.evaluate` and its like. */
export interface Outcome {
  readonly result: RemoteValue;
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteValue };
}

/**
 * An inspector session on a thread of the application, opened from the agent's thread. `Runtime.enable` is never sent: it
 * would keep every argument of every console call of the application.
 */
export class Inspection {
  /** The thread that it is on. */
  readonly inspected: Inspected;
  readonly #channel: Channel;
  #closed = false;

  constructor(inspected: Inspected) {
    this.inspected = inspected;
    const { thread, sessions } = inspected;
    sessions.enter(this);
    try {
      const onEnd = (): void => this.close();
      this.#channel = thread === undefined ? new MainChannel(onEnd) : new WorkerChannel(thread, onEnd);
    } catch (error) {
      sessions.leave(this);
      throw error;
    }
  }

  /** Calls back for each event of one name. */
  onEvent(name: string, listener: (params: unknown) => void): void {
    this.#channel.on(name, listener);
  }

  /** Sends a command. */
  post(method: string, params: object = {}): Promise<unknown> {
    return this.#channel.post(method, params);
  }

  /** Whether commands get to the thread now. */
  reachable(): Promise<boolean> {
    return this.#channel.reachable();
  }

  /** Evaluates; always with a limit, because one without it can never be ended. */
  async evaluate(
    expression: string,
    options: { readonly timeout: number } & Record<string, unknown>,
  ): Promise<Outcome> {
    return (await this.post('Runtime.evaluate', { expression, silent: true, ...options })) as Outcome;
  }

  /** Lets the thread go; may be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#channel.close().finally(() => this.inspected.sessions.leave(this));
  }

  get closed(): boolean {
    return this.#closed;
  }
}
