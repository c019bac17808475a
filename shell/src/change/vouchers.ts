import { maxVouchers } from '@suture/protocol/ledger-requests.js';
import type { Voucher } from '@suture/protocol/ledger.js';
import { askGit } from './ask-git.ts';

const trailer = (key: string) => `%(trailers:key=${key},valueonly,separator=%x2C)`;

/** Gives what the commits of a checkout vouch for in the journals, on any branch, local or fetched; the newest first. */
export async function vouchersOf(checkout: string): Promise<Voucher[]> {
  const format = `--format=${trailer('Suture-Id')} ${trailer('Suture-Audit')}`;
  const found = await askGit(checkout, ['log', '--all', '--grep=^Suture-Audit: ', format]);
  const vouchers = new Map<string, Voucher>();
  for (const line of (found ?? '').split('\n')) {
    const [, patch, head] = /^([0-9A-HJKMNP-TV-Z]{26}) ([0-9a-f]{32})$/.exec(line) ?? [];
    // A patch that was carried over, or merged, is told of by several commits.
    if (patch !== undefined && head !== undefined) vouchers.set(`${patch} ${head}`, { patch, head });
  }
  return [...vouchers.values()].slice(0, maxVouchers);
}
