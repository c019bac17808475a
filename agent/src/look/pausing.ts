import { type Bridge, within } from '../bridge/agent-end.ts';
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

/** Breakpoints by their ids, and where they are. */
export type Breakpoints = ReadonlyMap<string, ScriptPlace>;

interface Waiting {
  readonly resolve: (frames: readonly CallFrame[] | undefined) => void;
  readonly at: Breakpoints | undefined;
}

interface Paused {
  readonly callFrames: readonly CallFrame[];
  readonly hitBreakpoints?: readonly string[];
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
  #waiting: Waiting | undefined;
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
      const { callFrames: calls, hitBreakpoints = [] } = params as Paused;
      // The URL of a frame itself is empty in Node. Scripts of Node's snapshot are told of by none of 22 and 24.
      const callFrames = calls.map((frame) => ({
        ...frame,
        url: this.#urls.get(frame.location.scriptId) ?? (frame.url || 'node:internal'),
      }));
      const waiting = this.#waiting;
      // A `debugger` statement, or a pause that comes after its time.
      if (!waiting || (waiting.at && !isAt(calls[0], hitBreakpoints, waiting.at))) {
        void this.resume().catch(() => {});
        return;
      }
      this.#waiting = undefined;
      waiting.resolve(callFrames);
    });
    this.inspection.onEvent('Debugger.resumed', () => this.#countPause());
  }

  /** How long the main thread was held altogether. */
  get pausedMs(): number {
    return this.#pausedMs;
  }

  /** Enables the domain; false when the main thread is in native code and serves no interrupt. */
  async enable(): Promise<boolean> {
    const enabled = this.inspection.post('Debugger.enable');
    enabled.catch(() => {});
    return (await within(limits.interruptMs, enabled)).timely;
  }

  /**
   * Pauses wherever the thread is: an idle one in code of the agent, which it is made to run. No limit of time tells an
   * idle thread from a slow one. Undefined when it is in native code.
   */
  pause(bridge: Bridge): Promise<readonly CallFrame[] | undefined> {
    const paused = this.nextPause(limits.interruptMs);
    const ask = (): Promise<unknown> => this.inspection.post('Debugger.pause').catch(() => {});
    void ask().then(() => bridge.tell('figures', null));
    // In a tight loop V8 of Node 24 and 26 forgets one pause in twenty that it has promised.
    const again = setInterval(() => void ask(), limits.pauseAgainMs);
    return paused.finally(() => clearInterval(again));
  }

  /** Waits for the next pause, or for the next at one of some breakpoints; what pauses meanwhile goes on. */
  nextPause(waitMs: number, at?: Breakpoints): Promise<readonly CallFrame[] | undefined> {
    const paused = new Promise<readonly CallFrame[] | undefined>((resolve) => {
      this.#waiting = { resolve, at };
    });
    return within(waitMs, paused).then((answer) => {
      if (answer.timely) return answer.result;
      this.#waiting = undefined;
      return undefined;
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
    this.#waiting?.resolve(undefined);
    this.#waiting = undefined;
  }

  #countPause(): void {
    if (this.#pausedAt !== undefined) this.#pausedMs += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
  }
}

/**
 * Whether a pause is at a breakpoint that it is said to be at. One that was asked for twice comes twice, the second time in
 * optimised code still, and V8 then names a breakpoint of the function that the one which runs was inlined in.
 */
function isAt(top: CallFrame | undefined, hits: readonly string[], breakpoints: Breakpoints): boolean {
  return hits.some((id) => {
    const place = breakpoints.get(id);
    return (
      place !== undefined &&
      top?.location.scriptId === place.scriptId &&
      top.location.lineNumber === place.lineNumber &&
      (top.location.columnNumber ?? 0) === (place.columnNumber ?? 0)
    );
  });
}

const turns = new WeakMap<Inspected, Promise<unknown>>();

/**
 * Uses the debugger of a thread, one use at a time: V8 tells every session of a pause, and whichever of them ends lets the
 * thread go on.
 */
export function withPausing<T>(inspected: Inspected, use: (pausing: Pausing) => Promise<T>): Promise<T> {
  const turn = (turns.get(inspected) ?? Promise.resolve()).then(async () => {
    const pausing = new Pausing(inspected);
    try {
      return await use(pausing);
    } finally {
      pausing.close();
    }
  });
  turns.set(
    inspected,
    turn.catch(() => {}),
  );
  return turn;
}
