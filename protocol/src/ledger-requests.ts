import * as v from 'valibot';
import {
  type AtRestart,
  atRestartSchema,
  type Audit,
  auditSchema,
  type Deed,
  deedSchema,
  type Person,
  personSchema,
  type Voucher,
  voucherSchema,
} from './ledger.ts';
import { type Patch, patchIdSchema, patchSchema } from './patch.ts';
import { nothing, text, type RequestTable } from './request-table.ts';

/** How many commits one audit may name. */
export const maxVouchers = 1_000;

/** Requests about what is written down of it. */
export interface LedgerRequests {
  extend: { params: { id: string; ms: number; why: string; by: Person }; result: Patch };
  head: { params: Record<string, never>; result: { head: string } };
  restart: { params: Record<string, never>; result: AtRestart[] };
  history: { params: Record<string, never>; result: Deed[] };
  audit: { params: { vouchers?: readonly Voucher[] | undefined }; result: Audit };
}

/** The table of {@link LedgerRequests}. */
export const ledgerRequests: RequestTable<LedgerRequests> = {
  extend: {
    params: v.object({
      id: patchIdSchema,
      ms: v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(7 * 86_400_000)),
      why: v.pipe(v.string(), v.trim(), v.minLength(1, 'expected a reason')),
      by: personSchema,
    }),
    result: patchSchema,
    role: 'operator',
    does: 'Lets a patch live unrecorded for this long from now on, for a reason that is journalled.',
  },
  head: {
    params: nothing,
    result: v.object({ head: text }),
    role: 'observer',
    does: 'Gives the checksum of the last entry of the journal, for a commit to vouch for; empty before the first.',
  },
  restart: {
    params: nothing,
    result: v.array(atRestartSchema),
    role: 'observer',
    does: 'Says what a restart would make of each live patch; looks at the disk.',
  },
  history: {
    params: nothing,
    result: v.array(deedSchema),
    role: 'observer',
    does: 'Tells what the journals of this service hold, the oldest first.',
  },
  audit: {
    params: v.object({ vouchers: v.optional(v.pipe(v.array(voucherSchema), v.maxLength(maxVouchers))) }),
    result: auditSchema,
    role: 'observer',
    does: 'Checks the journals of this service, entry by entry, and that they hold what commits vouch for.',
  },
};
