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

/** A warning about taking a patch out: something stays as the patch made it. The line is one of the source that runs then. */
export interface LeftBehind extends Remark {
  /** Path of the module below the root of the process. */
  readonly path: string;
}

const entries = {
  reason: v.string(),
  function: v.string(),
  line: v.pipe(v.number(), v.integer(), v.minValue(0)),
  column: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
};

/** Checks a {@link Remark}. */
export const remarkSchema: v.GenericSchema<Remark> = v.object(entries);

/** Checks a {@link LeftBehind}. */
export const leftBehindSchema: v.GenericSchema<LeftBehind> = v.object({ ...entries, path: v.string() });
