import * as v from 'valibot';

/** One thing that stands in the way, or that one should know before loading. */
export interface Remark {
  /** A sentence that ends with a full stop. */
  readonly reason: string;
  /** The function or binding it is about. */
  readonly function: string;
  /** 1-based line in the new source (in the old one for what was removed). */
  readonly line: number;
  /** 1-based column of that line. */
  readonly column?: number | undefined;
}

/** Checks a {@link Remark}. */
export const remarkSchema: v.GenericSchema<Remark> = v.object({
  reason: v.string(),
  function: v.string(),
  line: v.pipe(v.number(), v.integer(), v.minValue(0)),
  column: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
