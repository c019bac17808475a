import * as v from 'valibot';

/** The objects of one class: those with the same prototype. */
export interface HeapClass {
  readonly name: string;
  /** Where its constructor begins; null for what is not of a file, as `Object` is. */
  readonly path: string | null;
  readonly line: number | null;
  readonly count: number;
  /** How many there were at the census before; null when it met none. */
  readonly before: number | null;
  /** Entries of the largest one, for arrays, maps and sets; and of the one that was the largest then. */
  readonly largest: number | null;
  readonly largestBefore: number | null;
}

/** The objects on the heap by class. Proxies, and objects without a prototype, are not among them. */
export interface HeapCensus {
  /** How long the main thread would be held, and what it would take besides, going by the size of the heap. */
  readonly estimateMs: number;
  readonly estimateBytes: number;
  /** How long it was held; 0 for an estimate. */
  readonly pauseMs: number;
  /** Null for an estimate. */
  readonly objects: number | null;
  /** When the census before was taken, by whichever shell; ISO 8601 in UTC, null for the first of the process. */
  readonly since: string | null;
  /** The most frequent, and those that grew most since then. */
  readonly classes: readonly HeapClass[];
}

/** What a function has allocated since sampling began, and was not collected yet. */
export interface Allocator {
  readonly function: string;
  readonly url: string;
  readonly path: string;
  /** First line of the function in the file that runs. */
  readonly line: number;
  /** Estimated by V8 from its samples: half-way, and at the end. */
  readonly bytesHalfway: number;
  readonly bytes: number;
}

/** What was allocated for a while and is still there, by the function that did it. */
export interface Allocations {
  readonly forMs: number;
  /** Whether the application samples itself: then it is since it began. */
  readonly others: boolean;
  readonly bytesHalfway: number;
  readonly bytes: number;
  readonly functions: readonly Allocator[];
}

const text = v.string();
const number = v.number();

/** Checks a {@link HeapCensus}. */
export const heapCensusSchema: v.GenericSchema<HeapCensus> = v.object({
  estimateMs: number,
  estimateBytes: number,
  pauseMs: number,
  objects: v.nullable(number),
  since: v.nullable(text),
  classes: v.array(
    v.object({
      name: text,
      path: v.nullable(text),
      line: v.nullable(number),
      count: number,
      before: v.nullable(number),
      largest: v.nullable(number),
      largestBefore: v.nullable(number),
    }),
  ),
});

/** Checks the parameters of `allocations`. */
export const allocationsParamsSchema: v.GenericSchema<{ forMs: number }> = v.object({
  forMs: v.pipe(number, v.integer(), v.minValue(10), v.maxValue(60_000)),
});

/** Checks {@link Allocations}. */
export const allocationsSchema: v.GenericSchema<Allocations> = v.object({
  forMs: number,
  others: v.boolean(),
  bytesHalfway: number,
  bytes: number,
  functions: v.array(
    v.object({ function: text, url: text, path: text, line: number, bytesHalfway: number, bytes: number }),
  ),
});
