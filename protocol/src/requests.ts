import * as v from 'valibot';
import {
  type AtRestart,
  atRestartSchema,
  type Audit,
  auditSchema,
  type Deed,
  deedSchema,
  type Person,
  personSchema,
} from './ledger.ts';
import {
  type Loaded,
  loadedSchema,
  type Patch,
  type PatchOrigin,
  type PatchRecord,
  type PatchState,
  patchIdSchema,
  patchOriginSchema,
  patchRecordSchema,
  patchSchema,
  patchStateSchema,
} from './patch.ts';
import { type ModuleEdit, moduleEditSchema, type Plan, planSchema } from './plan.ts';
import {
  type Greeting,
  greetingSchema,
  type LoadedModule,
  loadedModuleSchema,
  type RunningSource,
  runningSourceSchema,
  type Status,
  statusSchema,
} from './process.ts';
import { type Completion, completionSchema } from './completion.ts';
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
  type InterruptParams,
  type Interrupted,
  interruptedSchema,
  interruptParamsSchema,
  type Stack,
  stackSchema,
} from './stack.ts';
import { type Branches, branchesSchema, type LookedAt, lookedAtSchema } from './tree.ts';
import { type Evaluation, evaluationSchema } from './values.ts';
import {
  type WatchEnded,
  watchEndedSchema,
  type Watching,
  watchingSchema,
  type WatchParams,
  watchParamsSchema,
} from './watch.ts';

/** What each request carries and what its answer holds. */
export interface Requests {
  greet: { params: Record<string, never>; result: Greeting };
  status: { params: Record<string, never>; result: Status };
  evaluate: {
    params: {
      expression: string;
      module?: string | undefined;
      write: boolean;
      timeoutMs: number;
      by?: Person | undefined;
      why?: string | undefined;
      /** Number of a frame of `stack`: evaluates there, with the main thread paused. */
      frame?: number | undefined;
      /** Whether a write may interrupt a main thread that is stuck in the middle of a call; a read may always. */
      whenStuck?: boolean | undefined;
    };
    result: Evaluation;
  };
  modules: { params: { pattern?: string | undefined }; result: LoadedModule[] };
  source: { params: { module: string }; result: RunningSource };
  strip: { params: { source: string }; result: { source: string } };
  plan: { params: { modules: ModuleEdit[] }; result: Plan };
  load: { params: { id: string; modules: ModuleEdit[]; origin: PatchOrigin }; result: Loaded };
  patches: { params: Record<string, never>; result: Patch[] };
  origin: { params: { id: string }; result: PatchOrigin };
  rollback: {
    params: { id: string; by?: Person | undefined; why?: string | undefined };
    result: { id: string; state: PatchState };
  };
  record: { params: { id: string; record: PatchRecord }; result: PatchRecord };

  extend: { params: { id: string; ms: number; why: string; by: Person }; result: Patch };
  head: { params: Record<string, never>; result: { head: string } };
  restart: { params: Record<string, never>; result: AtRestart[] };
  history: { params: Record<string, never>; result: Deed[] };
  audit: { params: Record<string, never>; result: Audit };

  stack: { params: Record<string, never>; result: Stack };
  interrupt: { params: InterruptParams; result: Interrupted };
  watch: { params: WatchParams; result: Watching };
  unwatch: { params: { watch: number }; result: WatchEnded };
  handles: { params: Record<string, never>; result: OpenHandles };
  instances: { params: InstancesParams; result: Instances };
  profile: { params: { forMs: number }; result: CpuProfile };
  snapshot: { params: { estimate: boolean }; result: HeapSnapshot };
  look: { params: { expression: string; module?: string | undefined }; result: LookedAt };
  expand: { params: { handle: number; from: number; limit: number }; result: Branches };
  release: { params: { handles: number[] }; result: Record<string, never> };
  complete: { params: { prefix: string; module?: string | undefined }; result: Completion };
  preview: { params: { expression: string; module?: string | undefined }; result: { text: string | null } };
}

/** Name of a request. */
export type Method = keyof Requests;

/** Who may send a request; each role may also send what the ones before it may. */
export type Role = 'observer' | 'inspector' | 'operator';

/** How one request is checked, who may send it, and what it does in one sentence. */
export interface RequestEntry<M extends Method> {
  readonly params: v.GenericSchema<Requests[M]['params']>;
  readonly result: v.GenericSchema<Requests[M]['result']>;
  readonly role: Role;
  readonly does: string;
}

const nothing: v.GenericSchema<Record<string, never>> = v.strictObject({});
const text = v.string();

/** The one table of requests. */
export const requests: { readonly [M in Method]: RequestEntry<M> } = {
  greet: { params: nothing, result: greetingSchema, role: 'observer', does: 'Says which process this is.' },
  status: { params: nothing, result: statusSchema, role: 'observer', does: 'Tells the health of the process.' },
  evaluate: {
    params: v.object({
      expression: text,
      module: v.optional(text),
      write: v.boolean(),
      timeoutMs: v.pipe(v.number(), v.minValue(1), v.maxValue(60_000)),
      by: v.optional(personSchema),
      why: v.optional(text),
      frame: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      whenStuck: v.optional(v.boolean()),
    }),
    result: evaluationSchema,
    role: 'inspector',
    does: 'Evaluates an expression, in the scope of a module if one is named; side effects only with `write`.',
  },
  modules: {
    params: v.object({ pattern: v.optional(text) }),
    result: v.array(loadedModuleSchema),
    role: 'observer',
    does: 'Lists the loaded modules that can be patched.',
  },
  source: {
    params: v.object({ module: text }),
    result: runningSourceSchema,
    role: 'observer',
    does: 'Gives the source of a module that runs now.',
  },
  strip: {
    params: v.object({ source: text }),
    result: v.object({ source: text }),
    role: 'observer',
    does: "Strips the types of a TypeScript source with the process's own Node.",
  },
  plan: {
    params: v.object({ modules: v.array(moduleEditSchema) }),
    result: planSchema,
    role: 'observer',
    does: 'Says what an edit would do; changes nothing.',
  },
  load: {
    params: v.object({ id: patchIdSchema, modules: v.array(moduleEditSchema), origin: patchOriginSchema }),
    result: loadedSchema,
    role: 'operator',
    does: 'Journals a patch and loads it in one turn of the event loop.',
  },
  patches: { params: nothing, result: v.array(patchSchema), role: 'observer', does: 'Lists the patches, newest last.' },
  origin: {
    params: v.object({ id: patchIdSchema }),
    result: patchOriginSchema,
    role: 'observer',
    does: 'Gives everything that the record of a patch is made from.',
  },
  rollback: {
    params: v.object({ id: patchIdSchema, by: v.optional(personSchema), why: v.optional(text) }),
    result: v.object({ id: patchIdSchema, state: patchStateSchema }),
    role: 'operator',
    does: 'Takes a patch out again.',
  },
  record: {
    params: v.object({ id: patchIdSchema, record: patchRecordSchema }),
    result: patchRecordSchema,
    role: 'operator',
    does: 'Tells the agent how far the record of a patch has come.',
  },

  extend: {
    params: v.object({
      id: patchIdSchema,
      ms: v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(7 * 86_400_000)),
      why: v.pipe(v.string(), v.trim(), v.minLength(1, 'expected a reason')),
      by: personSchema,
    }),
    result: patchSchema,
    role: 'operator',
    does: 'Lets a patch live unrecorded for this long from now on, for a reason that is journalled.',
  },
  head: {
    params: nothing,
    result: v.object({ head: text }),
    role: 'observer',
    does: 'Gives the checksum of the last entry of the journal, for a commit to vouch for; empty before the first.',
  },
  restart: {
    params: nothing,
    result: v.array(atRestartSchema),
    role: 'observer',
    does: 'Says what a restart would make of each live patch; looks at the disk.',
  },
  history: {
    params: nothing,
    result: v.array(deedSchema),
    role: 'observer',
    does: 'Tells what the journals of this service hold, the oldest first.',
  },
  audit: {
    params: nothing,
    result: auditSchema,
    role: 'observer',
    does: 'Checks the journals of this service, entry by entry.',
  },

  stack: {
    params: nothing,
    result: stackSchema,
    role: 'inspector',
    does: 'Says where the main thread is, with locals, also when it is stuck.',
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
  look: {
    params: v.object({ expression: text, module: v.optional(text) }),
    result: lookedAtSchema,
    role: 'inspector',
    does: 'Reads an expression whose value is an object, and leases a handle to look into it.',
  },
  expand: {
    params: v.object({
      handle: v.number(),
      from: v.pipe(v.number(), v.integer(), v.minValue(0)),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
    }),
    result: branchesSchema,
    role: 'inspector',
    does: 'Lists a page of what the value of a handle holds.',
  },
  release: {
    params: v.object({ handles: v.array(v.number()) }),
    result: nothing,
    role: 'inspector',
    does: 'Gives handles back.',
  },
  complete: {
    params: v.object({ prefix: text, module: v.optional(text) }),
    result: completionSchema,
    role: 'inspector',
    does: 'Says what may follow a prefix of an expression; runs no code.',
  },
  preview: {
    params: v.object({ expression: text, module: v.optional(text) }),
    result: v.object({ text: v.nullable(text) }),
    role: 'inspector',
    does: 'Evaluates without side effects within 25 ms; null where that cannot be.',
  },
};
