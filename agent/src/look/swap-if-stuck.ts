import { type Bridge, within } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import type { Program } from '../swap/program.ts';
import type { Committed, Staged } from '../swap/runtime.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { Inspection } from './inspection.ts';
import { ownMs } from './holding.ts';
import { reach } from './reach.ts';
import { inNativeCode } from './stack.ts';

/**
 * Carries a program out in the middle of whatever holds the main thread up; undefined when it answers, so that the
 * program can wait for a turn of its event loop. A loop that calls a patched function runs the new body at once.
 */
export async function swapIfStuck(bridge: Bridge, program: Program): Promise<Answer<Committed> | undefined> {
  const alive = await bridge.callWithin(limits.stuckMs, 'figures', null);
  if (alive.timely) return undefined;
  const { inspected } = bridge;
  const inspection = new Inspection(inspected);
  try {
    const comesBy = await within(limits.interruptMs, inspection.evaluate('0', { timeout: ownMs }));
    if (!comesBy.timely) return inNativeCode(inspected);
    const text = JSON.stringify(JSON.stringify(program));
    const swap = inspection.evaluate(`${reach}.swap(${text})`, { timeout: limits.commitMs });
    // It is on its way, and can have begun: nothing but its answer says what became of it.
    const { result, exceptionDetails } = await swap;
    if (exceptionDetails)
      return refuse('load_failed', exceptionDetails.exception?.description ?? exceptionDetails.text);
    const outcome = JSON.parse(String(result.value)) as Committed | Staged;
    if ('pauseMs' in outcome) return done(outcome);
    return outcome.ok ? undefined : refuse(outcome.code, outcome.message);
  } finally {
    inspection.close();
  }
}
