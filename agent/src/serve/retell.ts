import type { Patch } from '@suture/protocol/patch.js';
import type { Journal } from '../journal/journal.ts';
import type { Ledger } from '../journal/ledger.ts';
import type { Recall } from '../journal/recall.ts';
import { warn } from '../warn.ts';
import type { Kept } from './keeping.ts';

/** Turns what the ledger gave at the start into patches of this process, and journals what became of each. */
export function retell(recall: Recall | undefined, ledger: Ledger, journal: Journal): Kept[] {
  return (recall?.entries ?? []).map(({ entry, verdict }) => {
    const { id, origin, content, loaded, modules } = entry;
    const kept = (patch: Patch): Kept => ({ patch, origin, content, loaded, modules });
    const { leaseEndsAt: _ended, note: _before, canary: _some, probation: _watched, ...patch } = entry.patch;
    if (verdict.kind === 'reapply') {
      journal.write({ kind: 'reapplied', patch: id });
      return kept({ ...patch, state: 'live', reapplied: true });
    }
    const note = verdict.kind === 'upstream' ? `upstream: ${verdict.why}` : `not applied again: ${verdict.why}`;
    journal.write({ kind: 'retired', patch: id, why: note });
    // One that was lost stays in the ledger: the files that it was made for may come back, and it is not to be forgotten.
    if (verdict.kind !== 'lost') putAway(ledger, id);
    return kept({ ...patch, state: 'retired', note });
  });
}

function putAway(ledger: Ledger, id: string): void {
  try {
    ledger.retire(id);
  } catch (error) {
    // Another process, or another thread of this one, has found the same.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    warn(`${ledger.folder}: patch ${id} cannot be put away: ${(error as Error).message}`);
  }
}
