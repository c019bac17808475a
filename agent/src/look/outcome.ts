import type { Evaluation } from '@suture/protocol/values.js';
import { callIn } from './call-in.ts';
import type { Held } from './holding.ts';
import type { Outcome, RemoteValue } from './inspection.ts';
import type { SlotDescription } from './slot.ts';
import { failed, failureOf, sideEffect } from './thrown.ts';

/** The evaluation that a description tells of. */
export function evaluationOf(described: SlotDescription | undefined, interrupted: boolean): Evaluation {
  if (!described) return failed('Error', 'The value could not be looked at.');
  if (described.threw) return failed('Uncaught', described.text);
  return { ok: true, ...described, ...(interrupted && { interrupted }) };
}

/** Describes the value in a box. */
export async function describeBox(held: Held, box: RemoteValue): Promise<Evaluation> {
  return evaluationOf(await callSlot(held, 'describe', box), held.interrupted);
}

/** Describes what was thrown. */
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
  const described = await callIn(held.inspection, held.slot, method, [value], { returnByValue: true });
  return described.value as SlotDescription | undefined;
}
