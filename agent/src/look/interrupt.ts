import type { Interrupted, InterruptParams } from '@suture/protocol/stack.js';
import { type Bridge, within } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { fateAt } from './catcher.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { InspectorError } from './inspector-error.ts';
import { type Breakpoints, type CallFrame, type Pausing, type ScriptPlace, withPausing } from './pausing.ts';
import { inNativeCode, kindOf, type Seen, type Sight, StackReader } from './stack.ts';

type Done = Pick<Interrupted, 'frame' | 'note'>;
type Step = { readonly ok: true; readonly done: Done } | { readonly ok: false; readonly reason: string };

/**
 * Ends the call that holds the main thread up, in the gentlest way that was asked for. Restarting a frame into a throw
 * lets `catch` and `finally` run; it relies on `Debugger.restartFrame` and works on Node 20 to 26.
 */
export class Interrupter {
  readonly #bridge: Bridge;
  readonly #sight: Sight;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(bridge: Bridge, sight: Sight) {
    this.#bridge = bridge;
    this.#sight = sight;
  }

  /** Interrupts; one at a time. */
  interrupt(params: InterruptParams): Promise<Answer<Interrupted>> {
    const next = this.#turn.then(() => this.#interrupt(params));
    this.#turn = next.catch(() => {});
    return next;
  }

  async #interrupt(params: InterruptParams): Promise<Answer<Interrupted>> {
    const { how } = params;
    if (how === 'assign' && !params.assignment) return refuse('bad_request', 'assignment: expected one to carry out.');
    const tried = new Set<string>();
    let last: Done | undefined;
    for (let tries = 1; tries <= limits.interruptTries; tries++) {
      const step = await withPausing(this.#bridge.inspected, (pausing) => this.#once(pausing, params, tried));
      if (!step) return inNativeCode(this.#bridge.inspected);
      if (step === 'idle') {
        if (last) return done({ ended: true, how, tries: tries - 1, ...last });
        return refuse('not_running', `${this.#bridge.who} runs nothing of the application now.`);
      }
      if (!step.ok) {
        const before = last?.frame
          ? ` ${last.frame.function || '(anonymous)'} was ended, but the thread is still held.`
          : '';
        return refuse('cannot_interrupt', step.reason + before);
      }
      last = step.done;
      const answer = await this.#bridge.callWithin(limits.freeMs, 'figures', null);
      if (answer.timely) return done({ ended: true, how, tries, ...last });
      // Whoever named a frame meant that one.
      if (how === 'assign' || how === 'terminate' || params.frame !== undefined) {
        return done({
          ended: false,
          how,
          tries,
          ...last,
          note: `${last.note} ${this.#bridge.who} still does not answer.`.trim(),
        });
      }
    }
    const note = `${limits.interruptTries} frames were ended, and the thread still does not answer.`;
    return done({ ended: false, how, tries: limits.interruptTries, frame: last?.frame ?? null, note });
  }

  async #once(pausing: Pausing, params: InterruptParams, tried: Set<string>): Promise<Step | 'idle' | undefined> {
    try {
      const calls = (await pausing.enable()) ? await pausing.pause(this.#bridge) : undefined;
      if (!calls) return undefined;
      const seen = await new StackReader(pausing, this.#sight).read(calls, false);
      if (seen.length === 0) return 'idle';
      const { how, frame } = params;
      if (frame !== undefined && !seen[frame]) return { ok: false, reason: `There is no frame ${frame} now.` };
      if (how === 'terminate') return await terminate(pausing, seen);
      if (how === 'assign') return await this.#assign(pausing, seen, params);
      return await this.#throwIn(pausing, seen, params, tried);
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      return { ok: false, reason: `${error.message}.` };
    }
  }

  // An error that nobody catches ends the process: that is asked for by name.
  async #whyFatal(pausing: Pausing, callers: readonly Seen[]): Promise<string | undefined> {
    const reader = new StackReader(pausing, this.#sight);
    for (const { call, shown } of callers) {
      if (!shown.internal && fateAt(await reader.linesOf(call), call.location) !== 'uncaught') return undefined;
    }
    const counted = await pausing.inspection.evaluate("process.listenerCount('uncaughtException')", {
      timeout: limits.inFrameMs,
    });
    if (counted.result.value !== 0) return undefined;
    const { thread } = this.#bridge.inspected;
    const ends =
      thread === undefined
        ? 'the whole process'
        : 'the thread, and the process as well where nothing listens to its errors';
    return `Nothing on the stack catches an error: thrown here it would end ${ends}. Make the call return with --return, or say --even-uncaught.`;
  }

  async #assign(pausing: Pausing, seen: readonly Seen[], params: InterruptParams): Promise<Step> {
    const wanted = seen[params.frame ?? seen.findIndex((one) => !one.shown.internal)];
    if (!wanted) return { ok: false, reason: 'No frame of the application is there to assign in.' };
    const target = await this.#stopIn(pausing, seen, wanted);
    if (typeof target === 'string') return { ok: false, reason: target };
    if (!target) return { ok: false, reason: 'The frame has returned in the meantime.' };
    await pausing.evaluateOn(target.call, params.assignment ?? '');
    await pausing.resume();
    return { ok: true, done: { frame: frameOf(target), note: '' } };
  }

  async #throwIn(pausing: Pausing, seen: readonly Seen[], params: InterruptParams, tried: Set<string>): Promise<Step> {
    const wanted =
      params.frame === undefined
        ? seen.find((one) => one.shown.restartable && !tried.has(keyOf(one.call)))
        : seen[params.frame];
    if (!wanted) return { ok: false, reason: whyNone(seen) };
    if (!wanted.shown.restartable) return { ok: false, reason: whyNot(wanted) };
    tried.add(keyOf(wanted.call));
    if (params.how === 'throw' && params.evenUncaught !== true) {
      const fatal = await this.#whyFatal(pausing, seen.slice(seen.indexOf(wanted) + 1));
      if (fatal) return { ok: false, reason: fatal };
    }
    const target = await this.#stopIn(pausing, seen, wanted);
    if (typeof target === 'string') return { ok: false, reason: target };
    // It has returned in the meantime: what holds the thread up is further out.
    if (target?.cell === undefined) return { ok: true, done: { frame: null, note: '' } };
    const outcome =
      params.how === 'return'
        ? `return $sutureValue`
        : `throw Object.assign(new Error(${JSON.stringify(params.message ?? 'interrupted from outside')}),{code:'ERR_SUTURE_INTERRUPTED'})`;
    await pausing.evaluateOn(target.call, ender(target, outcome, params.value));
    const restarted = pausing.nextPause(limits.interruptMs);
    await pausing.inspection.post('Debugger.restartFrame', {
      callFrameId: target.call.callFrameId,
      mode: 'StepInto',
    });
    await restarted;
    await pausing.resume();
    return { ok: true, done: { frame: frameOf(target), note: '' } };
  }

  /**
   * Stops in the loop by breakpoints: the frames are then interpreted ones. Restarting an optimised one ends the process
   * (`Check failed: deoptimizing_throw_`), and what is assigned in one is lost. Gives the frame again, undefined when it
   * has returned in the meantime, or why it cannot be stopped.
   */
  async #stopIn(pausing: Pausing, seen: readonly Seen[], wanted: Seen): Promise<Seen | undefined | string> {
    const breakpoints = await this.#breakIn(pausing, seen.slice(0, seen.indexOf(wanted) + 1));
    if (breakpoints.size === 0) return 'The loop has no place at which it can be stopped.';
    const hit = pausing.nextPause(limits.interruptMs, breakpoints);
    await pausing.resume();
    const calls = await hit;
    for (const breakpointId of breakpoints.keys()) {
      await pausing.inspection.post('Debugger.removeBreakpoint', { breakpointId });
    }
    if (!calls) return 'The loop was not stopped by breakpoints in its functions.';
    const again = await new StackReader(pausing, this.#sight).read(calls, false);
    return again.find((one) => keyOf(one.call) === keyOf(wanted.call));
  }

  async #breakIn(pausing: Pausing, seen: readonly Seen[]): Promise<Breakpoints> {
    const made = new Map<string, ScriptPlace>();
    const functions = new Map(seen.filter((one) => !one.shown.internal).map((one) => [keyOf(one.call), one.call]));
    for (const { functionLocation, location: now } of functions.values()) {
      if (!functionLocation) continue;
      const { locations } = (await pausing.inspection.post('Debugger.getPossibleBreakpoints', {
        start: functionLocation,
        restrictToFunction: true,
      })) as { locations: ScriptPlace[] };
      // A long function has more places than are tried; the loop is around the one that it is at.
      const distance = ({ lineNumber }: ScriptPlace): number => Math.abs(lineNumber - now.lineNumber);
      const near = locations.toSorted((a, b) => distance(a) - distance(b)).slice(0, limits.breakpoints);
      for (const location of near) {
        try {
          const { breakpointId, actualLocation } = (await pausing.inspection.post('Debugger.setBreakpoint', {
            location,
          })) as { breakpointId: string; actualLocation: ScriptPlace };
          made.set(breakpointId, actualLocation);
        } catch (error) {
          // Two places may be one to V8.
          if (!(error instanceof InspectorError)) throw error;
        }
      }
    }
    return made;
  }
}

// Under a timer or an immediate Node aborts the process when the stack of async hooks was left standing: so its top is
// popped first, as Node itself would have. Relies on names inside of Node, so it is made sure that they are there.
async function terminate(pausing: Pausing, seen: readonly Seen[]): Promise<Step> {
  const calls = seen.map(({ call }) => call);
  const kind = kindOf(calls);
  if (kind === 'asyncResource') {
    return {
      ok: false,
      reason: 'The call runs in an AsyncResource: ending it by force would abort the whole process.',
    };
  }
  if (kind !== 'other') {
    const names = { timer: 'listOnTimeout', immediate: 'processImmediate', tick: 'processTicksAndRejections' };
    const inside = calls.find(({ url, functionName }) => url.startsWith('node:') && functionName === names[kind]);
    const popped = inside && (await pausing.evaluateOn(inside, popAsyncStack));
    if (popped?.value !== true) {
      return { ok: false, reason: `Under ${kind} callbacks, ending it by force would abort the whole process.` };
    }
  }
  // Answered when the execution has ended, so not before the main thread goes on.
  const terminated = pausing.inspection.post('Runtime.terminateExecution');
  await pausing.resume();
  await within(limits.interruptMs, terminated);
  return { ok: true, done: { frame: null, note: 'Neither `catch` nor `finally` ran.' } };
}

const popAsyncStack = "typeof emitAfter==='function'&&typeof asyncId==='number'?(emitAfter(asyncId),true):false";

// Sets the cell back before it ends the call, so that one call is ended alone. A guard that hands variables over calls it
// to make a body: to throw, that is the same; to return, it gives a body that does.
function ender({ cell = '', handsOver }: Seen, outcome: string, value: string | undefined): string {
  const body = `()=>{${outcome}}`;
  const ends = `${cell}=$sutureBefore;${handsOver && value !== undefined ? `return ${body}` : outcome}`;
  return `(($sutureBefore,$sutureValue)=>{${cell}=function(){${ends}}})(${cell},(${value ?? 'undefined'}))`;
}

function keyOf({ functionLocation, functionName, url }: CallFrame): string {
  const { lineNumber, columnNumber } = functionLocation ?? { lineNumber: -1, columnNumber: -1 };
  return `${url}:${lineNumber}:${columnNumber}:${functionName}`;
}

function frameOf({ shown }: Seen): Interrupted['frame'] {
  return { function: shown.function, path: shown.path, line: shown.line };
}

function whyNone(seen: readonly Seen[]): string {
  const first = seen.find(({ shown }) => !shown.internal);
  return first ? `No frame can be restarted. ${whyNot(first)}` : 'No frame of the application is there.';
}

function whyNot({ shown, cell, call }: Seen): string {
  const name = shown.function || '(anonymous)';
  if (cell === undefined) return `${name} (${shown.path}:${shown.line}) has no guard that a throw could enter by.`;
  if (call.canBeRestarted === true) return `${name} cannot be restarted.`;
  return `${name} (${shown.path}:${shown.line}) is, or was called by, an async function or a generator, which V8 cannot restart; set a variable that ends the loop instead.`;
}
