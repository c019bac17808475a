import * as v from 'valibot';

/** A place in a loaded module that a sentence names. */
export interface NamedPlace {
  readonly url: string;
  /** As the sentence has it, with the line behind a colon. */
  readonly path: string;
  /** 1-based line of the running source. */
  readonly line: number;
  /** 1-based column of that line. */
  readonly column: number;
}

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
  /** What the reason names as `path:line`, in its order: these are lines of what runs, which maps know the source of. */
  readonly places?: readonly NamedPlace[] | undefined;
}

/** A warning about taking a patch out: something stays as the patch made it. The line is one of the source that runs then. */
export interface LeftBehind extends Remark {
  /** Path of the module below the root of the process. */
  readonly path: string;
}

const from1 = v.pipe(v.number(), v.integer(), v.minValue(1));

const entries = {
  reason: v.string(),
  function: v.string(),
  line: v.pipe(v.number(), v.integer(), v.minValue(0)),
  column: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  places: v.optional(v.array(v.object({ url: v.string(), path: v.string(), line: from1, column: from1 }))),
};

/** Checks a {@link Remark}. */
export const remarkSchema: v.GenericSchema<Remark> = v.object(entries);

/** Checks a {@link LeftBehind}. */
export const leftBehindSchema: v.GenericSchema<LeftBehind> = v.object({ ...entries, path: v.string() });
