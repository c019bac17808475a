import * as v from 'valibot';

/** Live objects that do not have the new fields of their class. */
export interface Lacking {
  readonly class: string;
  /** Names of the fields, `#` of private ones included. */
  readonly fields: readonly string[];
  /** How many there are; null where nobody has counted. */
  readonly count: number | null;
  /** How long counting holds the main thread, or has held it. */
  readonly pauseMs: number | null;
}

/** Checks a {@link Lacking}. */
export const lackingSchema: v.GenericSchema<Lacking> = v.object({
  class: v.string(),
  fields: v.array(v.string()),
  count: v.nullable(v.number()),
  pauseMs: v.nullable(v.number()),
});
