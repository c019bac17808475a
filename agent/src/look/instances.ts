import type { Instances, InstancesParams } from '@suture/protocol/inside.js';
import { limits } from '../limits.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { callIn } from './call-in.ts';
import type { Evaluator, Where } from './evaluate.ts';
import { group } from './object-groups.ts';
import type { Outcome } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';
import { reach } from './reach.ts';

/** How long main is held to look through a heap of some size; small objects, which are the slowest. */
export function heapWalkMs(heapUsedBytes: number): number {
  return Math.ceil((heapUsedBytes / 2 ** 20) * limits.heapWalkMsPerMb);
}

/** Counts the live objects of a class and shows some. V8 walks the whole heap for it, with the main thread held. */
export async function findInstances(
  evaluator: Evaluator,
  module: Where['module'],
  { class: name, from, limit }: InstancesParams,
  estimateMs: number,
): Promise<Answer<Instances>> {
  const startedAt = performance.now();
  return evaluator.withValue({ module }, name, async ({ inspection }, owner) => {
    const prototype = (await inspection.post('Runtime.callFunctionOn', {
      functionDeclaration: "function () { return typeof this === 'function' ? this.prototype : undefined }",
      objectId: owner.objectId,
      objectGroup: group,
      throwOnSideEffect: true,
    })) as Outcome;
    if (prototype.result.objectId === undefined) return refuse('cannot_read', `${name} is not a class.`);
    try {
      const { objects } = (await inspection.post('Runtime.queryObjects', {
        prototypeObjectId: prototype.result.objectId,
        objectGroup: group,
      })) as { objects: { objectId: string } };
      const page = [objects, { value: from }, { value: limit }];
      const found = await callIn(inspection, reach, 'sample', page);
      const { count, sample } = JSON.parse(String(found.value)) as { count: number; sample: string[] };
      return done({ estimateMs, pauseMs: performance.now() - startedAt, count, sample });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      return refuse('internal', error.message);
    }
  });
}
