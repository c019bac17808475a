import { limits } from '../limits.ts';
import { group } from './object-groups.ts';
import type { Inspection, Outcome, RemoteValue } from './inspection.ts';

/** Calls a method of something of the agent's that an expression gives in the thread. */
export async function callIn(
  inspection: Inspection,
  expression: string,
  method: string,
  values: readonly Partial<RemoteValue>[],
  how: { readonly objectGroup?: string; readonly returnByValue?: true } = {},
): Promise<RemoteValue> {
  const { result: to } = await inspection.evaluate(expression, { timeout: limits.inFrameMs, objectGroup: group });
  const { result } = (await inspection.post('Runtime.callFunctionOn', {
    functionDeclaration: `function (...values) { return this.${method}(...values) }`,
    objectId: to.objectId,
    arguments: values.map(argumentOf),
    objectGroup: group,
    silent: true,
    ...how,
  })) as Outcome;
  return result;
}

function argumentOf({ objectId, unserializableValue, value }: Partial<RemoteValue>): object {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value } : { unserializableValue };
}
