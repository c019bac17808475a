import * as v from 'valibot';
import { type Person, personSchema } from './ledger.ts';
import { type ModuleEdit, moduleEditSchema } from './plan.ts';
import { type Evaluation, evaluationSchema } from './values.ts';

/** What is to be called once more. */
export interface ReplayParams {
  /** Number of a call that a watch has shown. */
  readonly call: number;
  /** The edit that it is to be tried on. */
  readonly modules: readonly ModuleEdit[];
  /** Whether it may have side effects; for a reason, which is journalled. */
  readonly write: boolean;
  readonly by?: Person | undefined;
  readonly why?: string | undefined;
  readonly timeoutMs: number;
}

/** A recorded call, and what comes of it now. */
export interface Replayed {
  /** As a watch has shown it. */
  readonly recorded: {
    readonly function: string;
    readonly path: string;
    readonly line: number;
    readonly at: string;
    readonly args: readonly string[];
    readonly result?: string | undefined;
    readonly error?: string | undefined;
  };
  /** On the code that runs. */
  readonly now: Evaluation;
  /** On the code of the plan. */
  readonly planned: Evaluation;
  /** What there is no copy of, and why: the thing itself was used, as it is now. */
  readonly itself: readonly { readonly what: string; readonly why: string }[];
}

const text = v.string();
const number = v.number();

/** Checks {@link ReplayParams}. */
export const replayParamsSchema: v.GenericSchema<ReplayParams> = v.object({
  call: number,
  modules: v.array(moduleEditSchema),
  write: v.boolean(),
  by: v.optional(personSchema),
  why: v.optional(text),
  timeoutMs: v.pipe(number, v.minValue(1), v.maxValue(60_000)),
});

/** Checks {@link Replayed}. */
export const replayedSchema: v.GenericSchema<Replayed> = v.object({
  recorded: v.object({
    function: text,
    path: text,
    line: number,
    at: text,
    args: v.array(text),
    result: v.optional(text),
    error: v.optional(text),
  }),
  now: evaluationSchema,
  planned: evaluationSchema,
  itself: v.array(v.object({ what: text, why: text })),
});
