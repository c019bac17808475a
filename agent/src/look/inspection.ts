import { Session } from 'node:inspector';
import type { Shared } from '../bridge/shared.ts';
import { limits } from '../limits.ts';
import { InspectorError } from './inspector-error.ts';

/** A value of the main thread, as the inspector names it. */
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
 * An inspector session on the main thread, opened from the agent's thread. `Runtime.enable` is never sent: it would
 * keep every argument of every console call of the application.
 */
export class Inspection {
  readonly #session = new Session();
  readonly #shared: Shared;
  readonly #discard: NodeJS.Timeout;
  #closed = false;

  constructor(shared: Shared) {
    // Never an answer about the wrong thread.
    if (!shared.inspectable) throw new InspectorError('a session reaches the main thread alone');
    this.#shared = shared;
    shared.countInspecting(1);
    try {
      this.#session.connectToMainThread();
    } catch (error) {
      shared.countInspecting(-1);
      throw error;
    }
    this.#discard = setInterval(
      () => void this.post('Runtime.discardConsoleEntries').catch(() => {}),
      limits.consoleDiscardMs,
    );
    // Without this the process hangs at SIGTERM when it runs with --inspect (https://github.com/nodejs/node/issues/37614).
    this.#session.on('NodeRuntime.waitingForDisconnect', () => this.close());
    void this.post('NodeRuntime.enable').catch(() => {});
    void this.post('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(() => {});
  }

  /** Calls back for each event of one name. */
  onEvent(name: string, listener: (params: unknown) => void): void {
    this.#session.on(name, (message: object) => listener((message as { params?: unknown }).params));
  }

  /** Sends a command. */
  post(method: string, params: object = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error: unknown, result: unknown) => {
        if (error)
          reject(new InspectorError((error as { message?: string }).message ?? 'the inspector gave no reason'));
        else resolve(result);
      });
    });
  }

  /** Evaluates; always with a limit, because one without it can never be ended. */
  async evaluate(
    expression: string,
    options: { readonly timeout: number } & Record<string, unknown>,
  ): Promise<Outcome> {
    return (await this.post('Runtime.evaluate', { expression, silent: true, ...options })) as Outcome;
  }

  /** Lets the main thread go; may be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#discard);
    try {
      this.#session.disconnect();
    } finally {
      this.#shared.countInspecting(-1);
    }
  }

  get closed(): boolean {
    return this.#closed;
  }
}
