import type { Evaluation } from '@suture/protocol/values.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { callIn } from './call-in.ts';
import type { Outcome } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';
import { type Pausing, withPausing } from './pausing.ts';
import { reach } from './reach.ts';
import { inNativeCode, isIdle } from './stack.ts';
import { failed, failureOf } from './thrown.ts';
import type { Described } from './walk.ts';

interface InFrame {
  readonly expression: string;
  readonly write: boolean;
  readonly timeoutMs: number;
}

/** Evaluates in a call that is under way, with the main thread paused for as long. */
export function evaluateInFrame(bridge: Bridge, frame: number, wanted: InFrame): Promise<Answer<Evaluation>> {
  return withPausing(bridge.inspected, (pausing) => evaluatePaused(pausing, bridge, frame, wanted));
}

async function evaluatePaused(
  pausing: Pausing,
  bridge: Bridge,
  frame: number,
  { expression, write, timeoutMs }: InFrame,
): Promise<Answer<Evaluation>> {
  const timeout = Math.min(timeoutMs, limits.pausedMs / 2);
  let beganAt = Number.NEGATIVE_INFINITY;
  try {
    const calls = (await pausing.enable()) ? await pausing.pause(bridge) : undefined;
    if (!calls) return inNativeCode(bridge.inspected);
    if (isIdle(calls)) return refuse('not_running', `${bridge.who} runs nothing of the application now.`);
    const call = calls[frame];
    if (!call) return refuse('not_running', `There is no frame ${frame} now; the stack has ${calls.length}.`);
    beganAt = performance.now();
    // Compiled by hand: in a frame V8 has no check for side effects of its own but the one of the whole evaluation.
    const { result, exceptionDetails } = (await pausing.inspection.post('Debugger.evaluateOnCallFrame', {
      callFrameId: call.callFrameId,
      expression,
      silent: true,
      throwOnSideEffect: !write,
      timeout,
    })) as Outcome;
    if (exceptionDetails) {
      return done(failureOf(exceptionDetails.exception) ?? failed('Uncaught', exceptionDetails.text));
    }
    const { value: json } = await callIn(pausing.inspection, reach, 'value', [result]);
    return done({ ok: true, ...(JSON.parse(String(json)) as Described), interrupted: true });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    const isEarly = performance.now() - beganAt < timeout;
    if (isEarly && bridge.inspected.thread !== undefined && /terminated/i.test(error.message))
      await pausing.passOnEnd();
    return done(failed('Error', error.message));
  }
}
