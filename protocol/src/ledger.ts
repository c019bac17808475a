import * as v from 'valibot';
import { patchIdSchema } from './patch.ts';

/** Who asks for something. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** What a restart would make of a live patch. */
export interface AtRestart {
  readonly id: string;
  /**
   * `reapplied`: it is applied again while modules load; `contained`: the files on disk hold it; `lost`: neither.
   */
  readonly outcome: 'reapplied' | 'contained' | 'lost';
  /** Why, as a sentence. */
  readonly why: string;
}

/** One thing that was done to a process, as its journal has it. */
export interface Deed {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly pid: number;
  /** Kind of the entry: `loaded`, `rolledBack`, `extended`, … */
  readonly kind: string;
  readonly patch?: string | undefined;
  /** `Name <email>`. */
  readonly by?: string | undefined;
  readonly why?: string | undefined;
  /** What else there is to say, as one line. */
  readonly detail?: string | undefined;
}

/** What checking one file of the journal found. */
export interface JournalFile {
  readonly file: string;
  readonly entries: number;
  /**
   * `whole`; `torn`: its last entry was cut off by the end of the process; `damaged`: an entry is not as it was written, or
   * one is missing; `unlinked`: the file that it follows is gone, or holds other entries.
   */
  readonly state: 'whole' | 'torn' | 'damaged' | 'unlinked';
  /** What is wrong, and where it is kept. */
  readonly note?: string | undefined;
}

/** What a commit says of the journal: the patch that it records, and the last entry when that was prepared. */
export interface Voucher {
  /** Trailer `Suture-Id`. */
  readonly patch: string;
  /** Trailer `Suture-Audit`. */
  readonly head: string;
}

/** A commit that vouches for the journals, and whether they bear it out. */
export interface VouchedEntry extends Voucher {
  /** `held`: patch and entry are there; `missing`: one of them is not; `elsewhere`: the patch was loaded on another machine. */
  readonly state: 'held' | 'missing' | 'elsewhere';
}

/** What checking the journals of a service found. */
export interface Audit {
  /** Whether every file is whole or torn (a torn end was never acknowledged), and no entry that a commit names is missing. */
  readonly ok: boolean;
  /** Checksum of the last entry of this process; empty before the first. */
  readonly head: string;
  readonly files: readonly JournalFile[];
  /** One for each voucher that was asked about. */
  readonly vouched?: readonly VouchedEntry[] | undefined;
}

const text = v.string();

/** Checks a {@link Person}. */
export const personSchema: v.GenericSchema<Person> = v.object({ name: text, email: text });

/** Checks an {@link AtRestart}. */
export const atRestartSchema: v.GenericSchema<AtRestart> = v.object({
  id: patchIdSchema,
  outcome: v.picklist(['reapplied', 'contained', 'lost']),
  why: text,
});

/** Checks a {@link Deed}. */
export const deedSchema: v.GenericSchema<Deed> = v.object({
  at: text,
  pid: v.number(),
  kind: text,
  patch: v.optional(text),
  by: v.optional(text),
  why: v.optional(text),
  detail: v.optional(text),
});

/** Checks a {@link Voucher}. */
export const voucherSchema: v.GenericSchema<Voucher> = v.object({
  patch: patchIdSchema,
  head: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'expected a checksum')),
});

/** Checks an {@link Audit}. */
export const auditSchema: v.GenericSchema<Audit> = v.object({
  ok: v.boolean(),
  head: text,
  files: v.array(
    v.object({
      file: text,
      entries: v.number(),
      state: v.picklist(['whole', 'torn', 'damaged', 'unlinked']),
      note: v.optional(text),
    }),
  ),
  vouched: v.optional(
    v.array(v.object({ patch: text, head: text, state: v.picklist(['held', 'missing', 'elsewhere']) })),
  ),
});
