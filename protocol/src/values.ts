import * as v from 'valibot';

/** How a value inside the process looks from outside. */
export interface Evaluated {
  readonly ok: true;
  /** `typeof`, with `null`, `array`, and the constructor's name for objects. */
  readonly type: string;
  /** The value as text, within the budget of the walker; getters are shown, not run. */
  readonly text: string;
  /** The value itself where JSON can hold it whole. */
  readonly value?: unknown;
  /** True when the main thread was stuck, and this was seen in the middle of a call. */
  readonly interrupted?: boolean | undefined;
  /** With `session`: the number of the result, `$1` for 1. */
  readonly number?: number | undefined;
}

/** What an evaluation threw, or why it was refused. */
export interface EvaluationFailed {
  readonly ok: false;
  readonly error: { readonly name: string; readonly message: string; readonly stack?: string | undefined };
}

/** The answer to `evaluate`. */
export type Evaluation = Evaluated | EvaluationFailed;

/** Checks an {@link Evaluation}. */
export const evaluationSchema: v.GenericSchema<Evaluation> = v.union([
  v.object({
    ok: v.literal(true),
    type: v.string(),
    text: v.string(),
    value: v.optional(v.unknown()),
    interrupted: v.optional(v.boolean()),
    number: v.optional(v.number()),
  }),
  v.object({
    ok: v.literal(false),
    error: v.object({ name: v.string(), message: v.string(), stack: v.optional(v.string()) }),
  }),
]);
