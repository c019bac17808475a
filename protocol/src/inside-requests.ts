import * as v from 'valibot';
import {
  type CpuProfile,
  cpuProfileSchema,
  type HeapSnapshot,
  heapSnapshotSchema,
  type Instances,
  type InstancesParams,
  instancesParamsSchema,
  instancesSchema,
  type OpenHandles,
  openHandlesSchema,
  profileParamsSchema,
} from './inside.ts';
import {
  type Allocations,
  allocationsParamsSchema,
  allocationsSchema,
  type HeapCensus,
  heapCensusSchema,
} from './heap.ts';
import { type InFlight, type InFlightParams, inFlightParamsSchema, inFlightSchema } from './inflight.ts';
import { type FunctionFacts, functionFactsSchema } from './function-facts.ts';
import {
  type InterruptParams,
  type Interrupted,
  interruptedSchema,
  interruptParamsSchema,
  type Stack,
  stackSchema,
} from './stack.ts';
import { replayedSchema, replayParamsSchema, type Replayed, type ReplayParams } from './replay.ts';
import {
  type WatchEnded,
  watchEndedSchema,
  type Watching,
  watchingSchema,
  type WatchParams,
  watchParamsSchema,
} from './watch.ts';
import { nothing, type RequestTable } from './request-table.ts';

/** Requests about what the process is doing. */
export interface InsideRequests {
  stack: { params: Record<string, never>; result: Stack };
  interrupt: { params: InterruptParams; result: Interrupted };
  watch: { params: WatchParams; result: Watching };
  unwatch: { params: { watch: number }; result: WatchEnded };
  inflight: { params: InFlightParams; result: InFlight };
  function: { params: { module: string; function: string }; result: FunctionFacts };
  replay: { params: ReplayParams; result: Replayed };
  handles: { params: Record<string, never>; result: OpenHandles };
  instances: { params: InstancesParams; result: Instances };
  heap: { params: { estimate: boolean }; result: HeapCensus };
  allocations: { params: { forMs: number }; result: Allocations };
  profile: { params: { forMs: number }; result: CpuProfile };
  snapshot: { params: { estimate: boolean }; result: HeapSnapshot };
}

/** The table of {@link InsideRequests}. */
export const insideRequests: RequestTable<InsideRequests> = {
  stack: {
    params: nothing,
    result: stackSchema,
    role: 'inspector',
    does: 'Says where the main thread is, with locals, also when it is stuck.',
  },
  function: {
    params: v.object({ module: v.string(), function: v.string() }),
    result: functionFactsSchema,
    role: 'observer',
    does: 'Says where a function is, which patch it comes from, whether it is watched, and the text that runs.',
  },
  interrupt: {
    params: interruptParamsSchema,
    result: interruptedSchema,
    role: 'operator',
    does: 'Ends the call that holds the main thread up.',
  },
  watch: {
    params: watchParamsSchema,
    result: watchingSchema,
    role: 'inspector',
    does: 'Tells this shell of the calls of a function, as events, until it ends by itself.',
  },
  unwatch: {
    params: v.object({ watch: v.number() }),
    result: watchEndedSchema,
    role: 'inspector',
    does: 'Ends a watch.',
  },
  inflight: {
    params: inFlightParamsSchema,
    result: inFlightSchema,
    role: 'inspector',
    does: 'Follows async functions for a while and tells which of their calls have not ended, and in whose body they run.',
  },
  replay: {
    params: replayParamsSchema,
    result: replayedSchema,
    role: 'inspector',
    does: 'Makes a call that a watch has shown once more, on the code that runs and on that of a plan.',
  },
  handles: {
    params: nothing,
    result: openHandlesSchema,
    role: 'observer',
    does: 'Says what keeps the event loop open.',
  },
  instances: {
    params: instancesParamsSchema,
    result: instancesSchema,
    role: 'inspector',
    does: 'Counts the live objects of a class and shows some, or says how long that would hold the main thread.',
  },
  heap: {
    params: v.object({ estimate: v.boolean() }),
    result: heapCensusSchema,
    role: 'inspector',
    does: 'Counts the objects on the heap by class, beside the counts of the time before, or says what that would cost.',
  },
  allocations: {
    params: allocationsParamsSchema,
    result: allocationsSchema,
    role: 'inspector',
    does: 'Samples for a while which functions allocate what stays on the heap.',
  },
  profile: {
    params: profileParamsSchema,
    result: cpuProfileSchema,
    role: 'inspector',
    does: 'Samples what the main thread does for a while.',
  },
  snapshot: {
    params: v.object({ estimate: v.boolean() }),
    result: heapSnapshotSchema,
    role: 'operator',
    does: 'Writes a heap snapshot on the machine of the process, or says how long that would hold the main thread.',
  },
};
