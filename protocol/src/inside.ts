import * as v from 'valibot';

/** What keeps the event loop open, by kind. */
export interface OpenHandles {
  readonly count: number;
  readonly kinds: readonly {
    /** Name of the kind: `Server`, `Socket`, `Timeout`. */
    readonly kind: string;
    readonly count: number;
    /** Some of them, with addresses where they have any. */
    readonly details: readonly string[];
  }[];
}

/** What `instances` is told. */
export interface InstancesParams {
  readonly module: string;
  /** Name of a class in the scope of the module. */
  readonly class: string;
  /** Number of the first one that is shown, and how many are. */
  readonly from: number;
  readonly limit: number;
  /** Only says what it would cost. */
  readonly estimate: boolean;
}

/** The live objects of a class. */
export interface Instances {
  /** How long main would be held, going by the size of the heap. */
  readonly estimateMs: number;
  /** How long it was held; 0 for an estimate. */
  readonly pauseMs: number;
  /** Null for an estimate. */
  readonly count: number | null;
  readonly sample: readonly string[];
}

/** A CPU profile in the format of a `.cpuprofile` file; V8 adds more fields. Times are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[] | undefined;
  }[];
  readonly startTime: number;
  readonly endTime: number;
  /** Node of each sample, and the time since the sample before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A heap snapshot that was written. */
export interface HeapSnapshot {
  readonly estimateMs: number;
  /** File on the machine of the process; null for an estimate. */
  readonly path: string | null;
  readonly bytes: number;
  readonly pauseMs: number;
}

const text = v.string();
const number = v.number();
const whole = (least: number, most: number): v.GenericSchema<number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Checks {@link OpenHandles}. */
export const openHandlesSchema: v.GenericSchema<OpenHandles> = v.object({
  count: number,
  kinds: v.array(v.object({ kind: text, count: number, details: v.array(text) })),
});

/** Checks {@link InstancesParams}. */
export const instancesParamsSchema: v.GenericSchema<InstancesParams> = v.object({
  module: text,
  class: v.pipe(text, v.regex(/^[\p{ID_Start}$_][\p{ID_Continue}$.]*$/u)),
  from: whole(0, Number.MAX_SAFE_INTEGER),
  limit: whole(0, 100),
  estimate: v.boolean(),
});

/** Checks {@link Instances}. */
export const instancesSchema: v.GenericSchema<Instances> = v.object({
  estimateMs: number,
  pauseMs: number,
  count: v.nullable(number),
  sample: v.array(text),
});

/** Checks the parameters of `profile`. */
export const profileParamsSchema: v.GenericSchema<{ forMs: number }> = v.object({ forMs: whole(10, 60_000) });

/** Checks a {@link CpuProfile}; keeps what it does not know. */
export const cpuProfileSchema: v.GenericSchema<CpuProfile> = v.looseObject({
  nodes: v.array(
    v.looseObject({
      id: number,
      callFrame: v.looseObject({ functionName: text, url: text, lineNumber: number }),
      children: v.optional(v.array(number)),
    }),
  ),
  startTime: number,
  endTime: number,
  samples: v.array(number),
  timeDeltas: v.array(number),
});

/** Checks a {@link HeapSnapshot}. */
export const heapSnapshotSchema: v.GenericSchema<HeapSnapshot> = v.object({
  estimateMs: number,
  path: v.nullable(text),
  bytes: number,
  pauseMs: number,
});
