import type { Inspected } from '../bridge/inspected.ts';
import { limits } from '../limits.ts';
import { Inspection, type RemoteValue } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';

/** A place in a script, counted from 0. */
export interface ScriptPlace {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** A call that is under way, as V8 tells it. */
export interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly url: string;
  readonly location: ScriptPlace;
  readonly functionLocation?: ScriptPlace;
  readonly scopeChain: readonly { readonly type: string; readonly object: RemoteValue }[];
  readonly canBeRestarted?: boolean;
}

/**
 * Pauses the main thread for a moment. While the `Debugger` domain is enabled each `await` of the application is 7 to 9
 * times slower, and a main thread that stays paused serves nobody: so a session of its own, closed by a watchdog at the
 * latest, which also lets the main thread go on.
 */
export class Pausing {
  readonly inspection: Inspection;
  readonly #watchdog: NodeJS.Timeout;
  readonly #urls = new Map<string, string>();
  #waiting: ((frames: readonly CallFrame[] | undefined) => void) | undefined;
  #pausedAt: number | undefined;
  #pausedMs = 0;

  constructor(inspected: Inspected) {
    this.inspection = new Inspection(inspected);
    this.#watchdog = setTimeout(() => this.close(), limits.pausedMs);
    this.inspection.onEvent('Debugger.scriptParsed', (params) => {
      const { scriptId, url } = params as { scriptId: string; url: string };
      this.#urls.set(scriptId, url);
    });
    this.inspection.onEvent('Debugger.paused', (params) => {
      this.#pausedAt = performance.now();
      // The URL of a frame itself is empty in Node. Scripts of Node's snapshot are told of by none of 22 and 24.
      const callFrames = (params as { callFrames: CallFrame[] }).callFrames.map((frame) => ({
        ...frame,
        url: this.#urls.get(frame.location.scriptId) ?? (frame.url || 'node:internal'),
      }));
      const waiting = this.#waiting;
      this.#waiting = undefined;
      // A `debugger` statement, or a pause that comes after its time.
      if (waiting) waiting(callFrames);
      else void this.resume().catch(() => {});
    });
    this.inspection.onEvent('Debugger.resumed', () => this.#countPause());
  }

  /** How long the main thread was held altogether. */
  get pausedMs(): number {
    return this.#pausedMs;
  }

  /** Enables the domain; false when the main thread is in native code and serves no interrupt. */
  async enable(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, this.inspection.inspected.interruptMs, false);
    });
    const enabled = this.inspection.post('Debugger.enable').then(() => true);
    enabled.catch(() => {});
    try {
      return await Promise.race([enabled, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Pauses wherever the main thread is; undefined when it runs nothing within the wait. */
  async pause(waitMs: number): Promise<readonly CallFrame[] | undefined> {
    const paused = this.nextPause(waitMs);
    await this.inspection.post('Debugger.pause');
    return paused;
  }

  /** Waits for the next pause, of a breakpoint say. */
  nextPause(waitMs: number): Promise<readonly CallFrame[] | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        resolve(undefined);
      }, waitMs);
      this.#waiting = (frames) => {
        clearTimeout(timer);
        resolve(frames);
      };
    });
  }

  /** Lets the main thread go on. */
  async resume(): Promise<void> {
    await this.inspection.post('Debugger.resume');
  }

  /**
   * Ends what runs once more, and lets the thread go on: V8 takes the end of a thread (`worker.terminate()`) that comes
   * during an evaluation for the end of that alone, and a loop would go on for ever.
   */
  async passOnEnd(): Promise<void> {
    this.inspection.post('Runtime.terminateExecution').catch(() => {});
    await this.resume();
  }

  /** Evaluates in a frame; always with a limit. */
  async evaluateOn(frame: CallFrame, expression: string, options: object = {}): Promise<RemoteValue> {
    const { result, exceptionDetails } = (await this.inspection.post('Debugger.evaluateOnCallFrame', {
      callFrameId: frame.callFrameId,
      expression,
      silent: true,
      timeout: limits.inFrameMs,
      ...options,
    })) as { result: RemoteValue; exceptionDetails?: { text: string; exception?: RemoteValue } };
    if (!exceptionDetails) return result;
    throw new InspectorError(exceptionDetails.exception?.description?.split('\n')[0] ?? exceptionDetails.text);
  }

  /** Lets the main thread go on and takes the debugger away; may be called twice. */
  close(): void {
    clearTimeout(this.#watchdog);
    this.#countPause();
    this.inspection.close();
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }

  #countPause(): void {
    if (this.#pausedAt !== undefined) this.#pausedMs += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
  }
}
