import * as v from 'valibot';

/** A value, and a handle to look further into it. */
export interface LookedAt {
  /** `typeof`, with `null`, `array`, and the constructor's name for objects. */
  readonly type: string;
  readonly text: string;
  /** Null for what holds nothing. Leased: it ends when it is not used for a while, and with the shell. */
  readonly handle: number | null;
}

/** One thing that a value holds. */
export interface Branch extends LookedAt {
  /** `internal` is what V8 alone sees: the state of a promise, the scopes of a function. */
  readonly kind: 'item' | 'property' | 'accessor' | 'entry' | 'internal';
  /** Index, name, or the key of an entry as text. */
  readonly key: string;
}

/** A page of what a value holds. */
export interface Branches {
  /** How many there are altogether, as far as that can be told without listing them. */
  readonly total: number;
  readonly entries: readonly Branch[];
  /** Where the next page begins; null when this was the last one. */
  readonly next: number | null;
}

const text = v.string();
const number = v.number();
const handle = v.nullable(number);

/** Checks a {@link LookedAt}. */
export const lookedAtSchema: v.GenericSchema<LookedAt> = v.object({ type: text, text, handle });

/** Checks {@link Branches}. */
export const branchesSchema: v.GenericSchema<Branches> = v.object({
  total: number,
  entries: v.array(
    v.object({
      kind: v.picklist(['item', 'property', 'accessor', 'entry', 'internal']),
      key: text,
      type: text,
      text,
      handle,
    }),
  ),
  next: v.nullable(number),
});
