import * as v from 'valibot';

/** What may follow a prefix of an expression. */
export interface Completion {
  /** The part of a name that was typed already. */
  readonly word: string;
  readonly candidates: readonly {
    readonly name: string;
    readonly kind: 'data' | 'function' | 'accessor' | 'variable';
    /** The constructor that it is inherited from; empty for its own. */
    readonly from: string;
  }[];
}

/** Checks a {@link Completion}. */
export const completionSchema: v.GenericSchema<Completion> = v.object({
  word: v.string(),
  candidates: v.array(
    v.object({
      name: v.string(),
      kind: v.picklist(['data', 'function', 'accessor', 'variable']),
      from: v.string(),
    }),
  ),
});
