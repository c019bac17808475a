import type { CallbackKind, Local, Stack, StackFrame } from '@suture/protocol/stack.js';
import type { Bridge } from '../bridge/agent-end.ts';
import type { Inspected } from '../bridge/inspected.ts';
import { limits } from '../limits.ts';
import { compiled } from '../places.ts';
import { readSourceUrl, watchProgram } from '../swap/source-url.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { callIn } from './call-in.ts';
import { cellBehind } from './cell-behind.ts';
import { sourceColumn } from './column.ts';
import type { RemoteValue } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';
import { type CallFrame, type Pausing, withPausing } from './pausing.ts';
import { reach } from './reach.ts';

/** What the agent knows of the modules that frames are in. */
export interface Sight {
  readonly displayPath: (url: string) => string;
  /** Source of a module without guards: as it runs when the frame is in a patch, else as it was loaded. */
  readonly sourceOf: (url: string, patched: boolean) => string | undefined;
}

/** A frame, and what can be done with it. */
export interface Seen {
  readonly call: CallFrame;
  readonly shown: StackFrame;
  /** Expression for the cell of its function. */
  readonly cell: string | undefined;
  /** Whether what is in the cell is called to make a body. */
  readonly handsOver: boolean;
  /** Its line as it runs, with guards. */
  readonly runs: string;
}

const agentFolder = compiled.href;

/** Reads frames while the main thread is paused; sources are asked for once. */
export class StackReader {
  readonly #pausing: Pausing;
  readonly #sight: Sight;
  readonly #scripts = new Map<string, readonly string[]>();

  constructor(pausing: Pausing, sight: Sight) {
    this.#pausing = pausing;
    this.#sight = sight;
  }

  /** Reads the frames of a pause; none when it is only the agent that runs. */
  async read(calls: readonly CallFrame[], withLocals: boolean): Promise<Seen[]> {
    if (isIdle(calls)) return [];
    const seen: Seen[] = [];
    let described = 0;
    for (const call of calls.slice(0, limits.frames)) {
      const internal = isInternal(call.url);
      const locals = withLocals && !internal && described++ < limits.framesWithLocals;
      seen.push(await this.#see(call, internal, locals ? await this.#locals(call) : []));
    }
    return seen;
  }

  async #see(call: CallFrame, internal: boolean, locals: Local[]): Promise<Seen> {
    const { url, location, functionLocation } = call;
    const { file, program } = readSourceUrl(url);
    const patch = program === watchProgram ? undefined : program;
    const lines = internal ? [] : await this.#lines(location.scriptId);
    const guard = functionLocation ? cellBehind(lines, { columnNumber: 0, ...functionLocation }) : undefined;
    const shown: StackFrame = {
      function: call.functionName,
      path: internal ? url : this.#sight.displayPath(file) || '[evaluated]',
      url: file,
      line: location.lineNumber + 1,
      column: (location.columnNumber ?? 0) + 1,
      internal,
      ...(patch === undefined ? {} : { patch }),
      restartable: guard !== undefined && call.canBeRestarted === true,
      locals,
    };
    return {
      call,
      shown,
      cell: guard?.cell,
      handsOver: guard?.handsOver === true,
      runs: lines[location.lineNumber] ?? '',
    };
  }

  /** Lines of the script that a frame runs, with guards. */
  async linesOf({ location }: CallFrame): Promise<readonly string[]> {
    return this.#lines(location.scriptId);
  }

  async #lines(scriptId: string): Promise<readonly string[]> {
    const known = this.#scripts.get(scriptId);
    if (known) return known;
    const { scriptSource } = (await this.#pausing.inspection.post('Debugger.getScriptSource', { scriptId })) as {
      scriptSource: string;
    };
    const lines = scriptSource.split('\n');
    this.#scripts.set(scriptId, lines);
    return lines;
  }

  // Only what the frame itself declares: the variables of the module around it may be thousands.
  async #locals(call: CallFrame): Promise<Local[]> {
    const found: [string, RemoteValue][] = [];
    for (const scope of call.scopeChain) {
      if (!/^(local|block|catch)$/.test(scope.type) || scope.object.objectId === undefined) continue;
      const { result } = (await this.#pausing.inspection.post('Runtime.getProperties', {
        objectId: scope.object.objectId,
        ownProperties: true,
      })) as { result: { name: string; value?: RemoteValue }[] };
      for (const { name, value } of result) {
        if (found.length >= limits.locals || !value || name.startsWith('$suture') || name === 'arguments') continue;
        if (isModuleWrapper(name, call)) continue;
        found.push([name, value]);
      }
    }
    if (found.length === 0) return [];
    const names = { value: JSON.stringify(found.map(([name]) => name)) };
    const values = found.map(([, value]) => value);
    const { value: json } = await callIn(this.#pausing.inspection, reach, 'variables', [names, ...values]);
    return typeof json === 'string' ? (JSON.parse(json) as Local[]) : [];
  }
}

/** Looks where the main thread is: pauses it for a moment. */
export function lookAtStack(bridge: Bridge, sight: Sight, stuckMs: number, withLocals = true): Promise<Answer<Stack>> {
  return withPausing(bridge.inspected, async (pausing) => {
    const calls = (await pausing.enable()) ? await pausing.pause(bridge) : undefined;
    if (!calls) return inNativeCode(bridge.inspected);
    try {
      const frames = await new StackReader(pausing, sight).read(calls, withLocals);
      pausing.close();
      const shown = frames.map((frame) => asInSource(frame, sight));
      const callback = kindOf(shown.length > 0 ? calls : []);
      return done({ running: shown.length > 0, stuckMs, pauseMs: pausing.pausedMs, callback, frames: shown });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      return refuse('target_busy', `${bridge.who} was let go before its calls were read: ${error.message}.`);
    }
  });
}

// Guards have moved the columns; worked out when the main thread goes on already.
function asInSource({ shown, runs }: Seen, sight: Sight): StackFrame {
  if (shown.internal) return shown;
  const line = sight.sourceOf(shown.url, shown.patch !== undefined)?.split('\n', shown.line)[shown.line - 1];
  return line === undefined ? shown : { ...shown, column: sourceColumn(runs, line, shown.column - 1) + 1 };
}

/** Refuses because nothing can be seen of a thread in native code, nor of one that is reached through another there. */
export function inNativeCode({ who, thread }: Inspected): Answer<never> {
  const either = thread === undefined ? '' : ', or the main thread, through which it is reached,';
  return refuse(
    'target_busy',
    `${who}${either} has served no interrupt for ${limits.interruptMs} ms: in native code, or not let run, it can be neither seen nor ended.`,
  );
}

/** Whether it is only Node and the agent that run. */
export function isIdle(calls: readonly CallFrame[]): boolean {
  return calls.every(({ url }) => isInternal(url));
}

/** Says under what kind of callback some frames are. */
export function kindOf(calls: readonly CallFrame[]): CallbackKind {
  const internal = calls.filter(({ url }) => url.startsWith('node:')).map(({ functionName }) => functionName);
  if (internal.includes('runInAsyncScope')) return 'asyncResource';
  if (internal.includes('listOnTimeout')) return 'timer';
  if (internal.includes('processImmediate')) return 'immediate';
  return internal.includes('processTicksAndRejections') ? 'tick' : 'other';
}

function isInternal(url: string): boolean {
  return url.startsWith('node:') || url.startsWith(agentFolder);
}

function isModuleWrapper(name: string, { functionName }: CallFrame): boolean {
  return functionName === '' && /^(exports|require|module|__filename|__dirname)$/.test(name);
}
