import { Session } from 'node:inspector';
import { limits } from '../limits.ts';
import { InspectorError } from './inspector-error.ts';

/** Carries the commands and events of an inspector session. */
export interface Channel {
  /** Sends a command. */
  post(method: string, params: object): Promise<unknown>;
  /** Calls back for each event of one name. */
  on(event: string, listener: (params: unknown) => void): void;
  /** Whether commands get there now: not while the main thread is in native code and a worker thread is behind it. */
  reachable(): Promise<boolean>;
  /** Lets the thread go; settled when nothing of the session is left there. */
  close(): Promise<void>;
}

/** Carries a session on the main thread, from the agent's thread. */
export class MainChannel implements Channel {
  readonly #session = new Session();
  readonly #discard: NodeJS.Timeout;

  /** `onEnd`: the process ends, and waits for the session to be closed. */
  constructor(onEnd: () => void) {
    this.#session.connectToMainThread();
    this.#discard = setInterval(
      () => void this.post('Runtime.discardConsoleEntries').catch(() => {}),
      limits.consoleDiscardMs,
    );
    // Without this the process hangs at SIGTERM when it runs with --inspect (https://github.com/nodejs/node/issues/37614).
    this.on('NodeRuntime.waitingForDisconnect', onEnd);
    void this.post('NodeRuntime.enable').catch(() => {});
    void this.post('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(() => {});
  }

  on(event: string, listener: (params: unknown) => void): void {
    this.#session.on(event, (message: object) => listener((message as { params?: unknown }).params));
  }

  post(method: string, params: object = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error: unknown, result: unknown) => {
        if (error)
          reject(new InspectorError((error as { message?: string }).message ?? 'the inspector gave no reason'));
        else resolve(result);
      });
    });
  }

  reachable(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    clearInterval(this.#discard);
    this.#session.disconnect();
    return Promise.resolve();
  }
}
