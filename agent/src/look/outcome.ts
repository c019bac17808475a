import type { Evaluation } from '@suture/protocol/values.js';
import { group, type Held, ownMs } from './holding.ts';
import { InspectorError, type Outcome, type RemoteValue } from './inspection.ts';
import type { SlotDescription } from './safe-point.ts';
import { failed, failureOf, sideEffect } from './thrown.ts';

/** Runs the compiled thunk of the slot; gives its box as V8 names it, or how it was ended. */
export async function runThunk(
  held: Held,
  write: boolean,
  timeoutMs: number,
  objectGroup: string = group,
): Promise<Outcome | Evaluation> {
  try {
    // In a read, V8 takes looking at what was thrown for a side effect.
    return await held.inspection.evaluate(`${held.slot}.${write ? 'run' : 'thunk'}()`, {
      timeout: timeoutMs,
      throwOnSideEffect: !write,
      objectGroup,
    });
  } catch (error) {
    return endedBy(error, timeoutMs);
  }
}

/** Starts a script whose declarations stay, as far as it runs at once. */
export async function startScript(
  held: Held,
  script: string,
  timeoutMs: number,
  objectGroup: string,
): Promise<{ settled: Promise<unknown> }> {
  // In REPL mode V8 answers when a promise is settled, which cannot be while the main thread stays: a second command
  // tells that the script was run as far as it goes.
  const settled = held.inspection.evaluate(script, { timeout: timeoutMs, replMode: true, objectGroup });
  settled.catch(() => {});
  await held.inspection.evaluate('0', { timeout: ownMs });
  return { settled };
}

/** Describes the value in a box, and keeps it for the session. */
export async function describeBox(held: Held, box: RemoteValue): Promise<Evaluation> {
  const described = await callSlot(held, 'describe', box);
  if (described?.threw) return failed('Uncaught', described.text);
  const interrupted = held.interrupted ? { interrupted: true } : {};
  return described ? { ok: true, ...described, ...interrupted } : failed('Error', 'The value could not be looked at.');
}

/** Describes what was thrown, and keeps it for the session. */
export async function describeThrown(held: Held, outcome: Outcome): Promise<Evaluation> {
  const thrown = outcome.exceptionDetails?.exception;
  const known = failureOf(thrown);
  if (!thrown || known === sideEffect) return known ?? failed('Error', outcome.exceptionDetails?.text ?? 'It threw.');
  const described = await callSlot(held, 'describeThrown', thrown);
  return known ?? failed('Uncaught', described?.text ?? thrown.description ?? 'a value');
}

async function callSlot(
  held: Held,
  method: 'describe' | 'describeThrown',
  value: RemoteValue,
): Promise<SlotDescription | undefined> {
  const slot = await held.inspection.evaluate(held.slot, { timeout: ownMs, objectGroup: group });
  if (slot.result.objectId === undefined) return undefined;
  const { objectId, unserializableValue } = value;
  const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value: value.value };
  const answer = (await held.inspection.post('Runtime.callFunctionOn', {
    functionDeclaration: `function (value) { return this.${method}(value) }`,
    objectId: slot.result.objectId,
    arguments: [argument],
    returnByValue: true,
    silent: true,
  })) as Outcome;
  return typeof answer.result.value === 'string' ? (JSON.parse(answer.result.value) as SlotDescription) : undefined;
}

/** How an evaluation was ended that V8 stopped, or would not begin. */
export function endedBy(error: unknown, timeoutMs: number): Evaluation {
  if (!(error instanceof InspectorError)) throw error;
  if (/terminated/i.test(error.message)) {
    return failed('TimeoutError', `The evaluation did not end within ${timeoutMs} ms and was stopped.`);
  }
  if (/collected/i.test(error.message))
    return failed('Error', 'The promise was given up: nothing can settle it any more.');
  return failed('Error', error.message);
}
