import * as v from 'valibot';

/** Which calls get the new body of a canary: a share of them, above 0 and below 1, or those for which a condition holds. */
export type CanaryChoice =
  | { readonly share: number; readonly when?: undefined }
  /** JavaScript over `args` and `this`, in the scope of the module. */
  | { readonly when: string; readonly share?: undefined };

/** How a patch is tried out before it stays; with neither it stays at once. */
export interface Tryout {
  readonly canary?: CanaryChoice | undefined;
  /** How long it is watched after it was loaded, milliseconds. */
  readonly probation?: { readonly forMs: number } | undefined;
}

/** What the calls of one body came to. */
export interface CallFigures {
  readonly calls: number;
  /** Calls that threw, or whose promise was rejected. */
  readonly errors: number;
  /** Milliseconds from call to result, a promise settled; null before the first one. p50 and p99 are within 10 %. */
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/**
 * A patch that runs for some calls:
 *
 *     running ──promote──▶ promoted
 *        └──rolled back, taken back──▶ ended
 */
export interface Canary {
  readonly state: 'running' | 'promoted' | 'ended';
  /** The part of the calls that get the new body; or else `when` says which. */
  readonly share?: number | undefined;
  readonly when?: string | undefined;
  readonly old: CallFigures;
  readonly new: CallFigures;
  /** Calls for which `when` threw; they got the old body. */
  readonly whenThrew: number;
  /** What it threw last, as one line. */
  readonly whenError?: string | undefined;
  /** The gate that takes the canary back by itself, with a probation or without. */
  readonly gate: Gate;
}

/** What a gate looks at. */
export type GateName =
  | 'uncaughtErrors' // errors that nothing caught, in the whole process
  | 'errorRate' // share of the calls of the patched functions that failed
  | 'loopDelay'; // how long the event loop was late, milliseconds: the middle one of the last few longest delays

/** The names, for schemas. */
export const gateNames: readonly GateName[] = ['uncaughtErrors', 'errorRate', 'loopDelay'];

/** One figure that is watched, and how far it may go. */
export interface Gate {
  readonly name: GateName;
  /** What it is now; null while there is nothing to tell. */
  readonly value: number | null;
  /** A value above this breaks the gate, once there is enough of it to tell it from chance. */
  readonly limit: number;
  /** What it was before the patch, or is for the old body; null when that is not known. */
  readonly baseline: number | null;
  readonly broken: boolean;
}

/**
 * The time in which a patch is watched after it was loaded:
 *
 *     running ──time is over──▶ passed
 *        ├──a gate broke──▶ broken; the patch was taken back
 *        └──rolled back, or its lease ended──▶ ended
 */
export interface Probation {
  readonly state: 'running' | 'passed' | 'broken' | 'ended';
  /** ISO 8601 in UTC. */
  readonly beganAt: string;
  readonly endsAt: string;
  readonly gates: readonly Gate[];
}

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const canaryChoiceSchema: v.GenericSchema<CanaryChoice> = v.union([
  v.strictObject({ share: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)) }),
  v.strictObject({ when: v.pipe(text, v.trim(), v.minLength(1)) }),
]);

/** Checks a {@link Tryout}, as the fields of a request or an answer. */
export const tryoutEntries: {
  readonly canary: v.OptionalSchema<v.GenericSchema<CanaryChoice>, undefined>;
  readonly probation: v.OptionalSchema<v.GenericSchema<{ readonly forMs: number }>, undefined>;
} = {
  canary: v.optional(canaryChoiceSchema),
  probation: v.optional(
    v.object({ forMs: v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(86_400_000)) }),
  ),
};

const figures: v.GenericSchema<CallFigures> = v.object({
  calls: count,
  errors: count,
  meanMs: v.nullable(v.number()),
  p50Ms: v.nullable(v.number()),
  p99Ms: v.nullable(v.number()),
});

const gate: v.GenericSchema<Gate> = v.object({
  name: v.picklist(gateNames),
  value: v.nullable(v.number()),
  limit: v.number(),
  baseline: v.nullable(v.number()),
  broken: v.boolean(),
});

/** Checks a {@link Canary}. */
export const canarySchema: v.GenericSchema<Canary> = v.object({
  state: v.picklist(['running', 'promoted', 'ended']),
  share: v.optional(v.number()),
  when: v.optional(text),
  old: figures,
  new: figures,
  whenThrew: count,
  whenError: v.optional(text),
  gate,
});

/** Checks a {@link Probation}. */
export const probationSchema: v.GenericSchema<Probation> = v.object({
  state: v.picklist(['running', 'passed', 'broken', 'ended']),
  beganAt: text,
  endsAt: text,
  gates: v.array(gate),
});
