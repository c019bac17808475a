import type { InsideRequests } from '@suture/protocol/inside-requests.js';
import { limits } from '../limits.ts';
import { callsInFlight } from '../look/in-flight.ts';
import { functionFacts } from '../look/function-facts.ts';
import { sampleAllocations } from '../look/allocations.ts';
import { censusCost, takeCensus } from '../look/heap-census.ts';
import { findInstances, heapWalkMs } from '../look/instances.ts';
import { profileCpu, snapshotHeap } from '../look/profile.ts';
import { replay } from '../look/replay.ts';
import { lookAtStack } from '../look/stack.ts';
import { done, refuse } from './answer.ts';
import type { HandlersContext, HandlersOf } from './handlers.ts';

/** Looks at what the process is doing, and ends what holds it up. */
export function insideHandlers(context: HandlersContext): HandlersOf<InsideRequests> {
  const { journal, evaluator, pulse, find } = context;
  const heapUsed = async (): Promise<number | undefined> => {
    const answer = await context.bridge.callWithin(limits.stuckMs, 'figures', null);
    return answer.timely ? answer.result.heapUsedBytes : undefined;
  };
  return {
    stack: () => lookAtStack(context.bridge, context.sight, pulse.stuckMs),
    handles: async () => {
      const answer = await context.bridge.callWithin(limits.stuckMs, 'handles', null);
      return answer.timely ? done(answer.result) : refuse('target_busy', `${context.bridge.who} does not answer.`);
    },

    instances: async (params) => {
      const found = find(params.module);
      if (!found.ok) return found;
      const heap = await heapUsed();
      if (heap === undefined) return refuse('target_busy', `${context.bridge.who} does not answer.`);
      const estimateMs = heapWalkMs(heap);
      if (params.estimate) return done({ estimateMs, pauseMs: 0, count: null, sample: [] });
      return findInstances(evaluator, found.result, params, estimateMs);
    },

    heap: async ({ estimate }) => {
      const heap = await heapUsed();
      if (heap === undefined) return refuse('target_busy', `${context.bridge.who} does not answer.`);
      const cost = censusCost(heap);
      if (estimate) return done({ ...cost, pauseMs: 0, objects: null, since: null, classes: [] });
      // Memory that is not there would end the process.
      const left = process.availableMemory?.() ?? Number.POSITIVE_INFINITY;
      if (left < cost.estimateBytes) {
        const [needed, free] = [cost.estimateBytes, left].map((bytes) => Math.round(bytes / 2 ** 20));
        return refuse('target_busy', `Counting may take ${needed} MiB, and ${free} MiB are left.`);
      }
      return takeCensus({ ...context, inspected: context.bridge.inspected }, cost);
    },
    allocations: ({ forMs }) => sampleAllocations(context.bridge.inspected, context.displayPath, forMs),
    profile: ({ forMs }) => profileCpu(context.bridge.inspected, forMs),
    snapshot: async ({ estimate }) => {
      const heap = await heapUsed();
      if (heap === undefined) return refuse('target_busy', `${context.bridge.who} does not answer.`);
      const estimateMs = Math.ceil((heap / 2 ** 20) * limits.snapshotMsPerMb);
      if (estimate) return done({ estimateMs, path: null, bytes: 0, pauseMs: 0 });
      return snapshotHeap(context.bridge.inspected, context.dumpFolder, estimateMs, (progress) =>
        context.client.tell('snapshotProgress', progress),
      );
    },

    watch: async (params) => {
      const found = find(params.module);
      return found.ok ? context.watches.start(context.client, found.result.url, params) : found;
    },

    inflight: (params) => {
      const found = params.module === undefined ? undefined : find(params.module);
      if (found && !found.ok) return found;
      return callsInFlight(context, context.client, found?.result.url, params);
    },

    replay: async ({ by, why, ...params }) => {
      if (params.write) {
        const expression = `replay of call ${params.call}`;
        const entry = { kind: 'evaluating', expression, module: null, by: by ?? null, why: why ?? null } as const;
        const written = journal.write(entry);
        if (!written.ok) return refuse('not_recordable', `${written.message}.`);
      }
      return replay(context, params);
    },

    function: ({ module, function: name }) => {
      const found = find(module);
      if (!found.ok) return found;
      const { url } = found.result;
      const state = context.workbench.state(url);
      if (!state) return refuse('module_not_loaded', `${module} is not among the modules that are loaded.`);
      const watches = (lineage: number): number => context.watches.on(url, lineage);
      return functionFacts(state, name, { path: context.displayPath(url), url, watches });
    },

    unwatch: ({ watch }) => context.watches.stop(context.client, watch),
    interrupt: async (params) => {
      const { how, frame = null, message, assignment, value } = params;
      const detail = assignment ?? value ?? message ?? '';
      const written = journal.write({ kind: 'interrupting', how, frame, detail });
      if (!written.ok) return refuse('not_recordable', `${written.message}.`);
      const answer = await context.interrupter.interrupt(params);
      const outcome = answer.ok ? `ended: ${answer.result.ended}. ${answer.result.note}` : answer.failure.message;
      journal.write({ kind: 'interrupted', outcome });
      return answer;
    },
  };
}
