import * as v from 'valibot';

/** What is to be watched. */
export interface WatchParams {
  readonly module: string;
  /** `quote`, `Cart.total`, a path as plans name functions, or the number of a line inside of it. */
  readonly function: string;
  /** Ends after this many calls that were shown. */
  readonly count: number;
  /** Ends after this time. */
  readonly forMs: number;
  /** Calls shown a second; the others are counted. */
  readonly perSecond: number;
  /** Only calls for which this holds: parameters by name, `args`, and after the call `result`, `error`, `ms`. */
  readonly when?: string | undefined;
  /** Watches a line: tells these variables, or `this`, each time before what stands on it is carried out. */
  readonly locals?: readonly string[] | undefined;
}

/** A watch that has begun. */
export interface Watching {
  readonly watch: number;
  readonly function: string;
  readonly path: string;
  readonly line: number;
  readonly count: number;
  readonly forMs: number;
  readonly perSecond: number;
}

/** One call of a watched function, or one time that a watched line was reached: then there are `locals`. Values are texts, within a budget and without secrets. */
export interface WatchedCall {
  readonly watch: number;
  /** Number of the call among all calls since the watch began; what is missing in between was not shown. */
  readonly call: number;
  /** Under which the process keeps it for a while, for `replay`; not of a line, nor with a `when` about the outcome. */
  readonly recording?: number | undefined;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly args: readonly string[];
  readonly result?: string | undefined;
  readonly error?: string | undefined;
  readonly ms: number;
  /** Who called: `function (path:line)`. */
  readonly caller?: string | undefined;
  readonly line?: number | undefined;
  readonly locals?: readonly { readonly name: string; readonly text: string }[] | undefined;
}

/** A watch that is over. */
export interface WatchEnded {
  readonly watch: number;
  readonly why: 'count' | 'time' | 'stopped' | 'gone';
  /** Calls since it began, and those that were shown. */
  readonly calls: number;
  readonly shown: number;
  /** What there is to know: a `--when` that threw, say. */
  readonly note: string;
  /** For how long it kept the main thread busy, partly estimated, and how long it lasted. */
  readonly costMs?: number | undefined;
  readonly forMs?: number | undefined;
}

const text = v.string();
const number = v.number();
const whole = (least: number, most: number): v.GenericSchema<number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Checks {@link WatchParams}. */
export const watchParamsSchema: v.GenericSchema<WatchParams> = v.object({
  module: text,
  function: text,
  count: whole(1, 10_000),
  forMs: whole(1, 3_600_000),
  perSecond: whole(1, 200),
  when: v.optional(v.pipe(text, v.maxLength(1_000))),
  locals: v.optional(
    v.pipe(v.array(v.pipe(text, v.regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u))), v.minLength(1), v.maxLength(20)),
  ),
});

/** Checks a {@link Watching}. */
export const watchingSchema: v.GenericSchema<Watching> = v.object({
  watch: number,
  function: text,
  path: text,
  line: number,
  count: number,
  forMs: number,
  perSecond: number,
});

/** Checks a {@link WatchedCall}. */
export const watchedCallSchema: v.GenericSchema<WatchedCall> = v.object({
  watch: number,
  call: number,
  recording: v.optional(number),
  at: text,
  args: v.array(text),
  result: v.optional(text),
  error: v.optional(text),
  ms: number,
  caller: v.optional(text),
  line: v.optional(number),
  locals: v.optional(v.array(v.object({ name: text, text }))),
});

/** Checks a {@link WatchEnded}. */
export const watchEndedSchema: v.GenericSchema<WatchEnded> = v.object({
  watch: number,
  why: v.picklist(['count', 'time', 'stopped', 'gone']),
  calls: number,
  shown: number,
  note: text,
  costMs: v.optional(number),
  forMs: v.optional(number),
});
