import * as v from 'valibot';
import { type Person, personSchema } from './ledger.ts';
import { nothing, type RequestTable } from './request-table.ts';

/** What somebody is about to do to the process. */
export interface Doing {
  readonly what: 'edits' | 'plans' | 'loads';
  /** What it is about: files of the repository. */
  readonly of: readonly string[];
}

/** One attached shell, as it says of itself. */
export interface Present {
  /** Number of the connection; counts up while the process lives. */
  readonly seat: number;
  /** Null for a shell that has not said who it is. */
  readonly who: Person | null;
  /** When it attached; ISO 8601 in UTC. */
  readonly since: string;
  readonly doing: Doing | null;
  /** Whether it is the shell that is told. */
  readonly you: boolean;
}

/** Requests about who else is here. */
export interface PresenceRequests {
  present: { params: { who: Person | null; doing: Doing | null }; result: { seat: number } };
  who: { params: Record<string, never>; result: Present[] };
}

const text = v.pipe(v.string(), v.maxLength(1_000));
const doing: v.GenericSchema<Doing> = v.object({
  what: v.picklist(['edits', 'plans', 'loads']),
  of: v.pipe(v.array(text), v.maxLength(100)),
});

/** Checks a {@link Present}. */
export const presentSchema: v.GenericSchema<Present> = v.object({
  seat: v.number(),
  who: v.nullable(personSchema),
  since: v.string(),
  doing: v.nullable(doing),
  you: v.boolean(),
});

/** The table of {@link PresenceRequests}. */
export const presenceRequests: RequestTable<PresenceRequests> = {
  present: {
    params: v.object({ who: v.nullable(v.object({ name: text, email: text })), doing: v.nullable(doing) }),
    result: v.object({ seat: v.number() }),
    role: 'observer',
    does: 'Tells everybody who this shell is and what it is about to do, as it says itself; null for nothing.',
  },
  who: {
    params: nothing,
    result: v.array(presentSchema),
    role: 'observer',
    does: 'Lists everybody who is attached, in the order in which they came.',
  },
};
