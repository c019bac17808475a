import * as v from 'valibot';

/** Which async functions are looked at. */
export interface InFlightParams {
  /** Left out: those that live patches gave a new body. */
  readonly module?: string | undefined;
  /** As in `watch`; left out: every async function of the module. */
  readonly function?: string | undefined;
  /** How long to look before answering. What began before the first look is not seen; looking goes on between two of them. */
  readonly forMs: number;
}

/** A call of an async function that has not come to its end. Values are texts, within a budget and without secrets. */
export interface CallInFlight {
  readonly function: string;
  readonly path: string;
  readonly line: number;
  /** 1 for the first; absent from older agents. */
  readonly column?: number | undefined;
  /** Patch whose body it runs in; null for that of the build. */
  readonly patch: string | null;
  /** ISO 8601 in UTC. */
  readonly since: string;
  readonly ms: number;
  readonly args: readonly string[];
  /** Where it waits and for what; null when that is not known, absent from agents that do not look for it. */
  readonly waits?: WaitsAt | null | undefined;
}

/** Where a call waits. */
export interface WaitsAt {
  /** Of the `await`, or what else waits, in the file that runs; columns from 1. */
  readonly line: number;
  readonly column: number;
  /** Source of what is awaited. */
  readonly text: string;
  /** What it is, where it is no plain promise. */
  readonly what: string | null;
  /** It was collected as garbage: nobody can settle it any more. */
  readonly isLost: boolean;
}

/** What is under way. */
export interface InFlight {
  /** How many functions are looked at, and since when. */
  readonly functions: number;
  readonly lookingMs: number;
  /** Calls that began since, and those among them that came to their end. */
  readonly begun: number;
  readonly ended: number;
  /** The others, by the patch whose body they run in. */
  readonly versions: readonly { readonly patch: string | null; readonly count: number }[];
  /** The oldest of them. */
  readonly calls: readonly CallInFlight[];
}

const text = v.string();
const number = v.number();

/** Checks {@link InFlightParams}. */
export const inFlightParamsSchema: v.GenericSchema<InFlightParams> = v.object({
  module: v.optional(text),
  function: v.optional(text),
  forMs: v.pipe(number, v.minValue(0), v.maxValue(60_000)),
});

/** Checks {@link InFlight}. */
export const inFlightSchema: v.GenericSchema<InFlight> = v.object({
  functions: number,
  lookingMs: number,
  begun: number,
  ended: number,
  versions: v.array(v.object({ patch: v.nullable(text), count: number })),
  calls: v.array(
    v.object({
      function: text,
      path: text,
      line: number,
      column: v.optional(number),
      patch: v.nullable(text),
      since: text,
      ms: number,
      args: v.array(text),
      waits: v.optional(
        v.nullable(v.object({ line: number, column: number, text, what: v.nullable(text), isLost: v.boolean() })),
      ),
    }),
  ),
});
