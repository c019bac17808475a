import type { Patch } from '@suture/protocol/patch.js';
import { isOnTrial } from '@suture/protocol/on-trial.js';
import { Failure } from '../failure.ts';
import type { Outbox } from '../record/outbox.ts';

/**
 * Takes the draft from the requests of patches whose trial is over and that stay; gives a sentence for each. What cannot be
 * done now is done by the next look.
 */
export async function keepTried(outbox: Outbox, patches: readonly Patch[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const notes: string[] = [];
  for (const patch of patches) {
    const { id, state, canary, probation } = patch;
    if (state !== 'live' || (!canary && !probation) || isOnTrial(patch)) continue;
    const entry = await outbox.entry(id);
    if (entry?.onTrial !== true) continue;
    const { keep } = await import('../record/keep.ts');
    try {
      await keep(outbox, id, { env });
      // A review package on a plain git remote was never a draft.
      if (entry.record.pullRequest?.startsWith('http'))
        notes.push(`Note: ${id} stays; its request is no draft any more.`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      notes.push(`Note: ${id} stays, but its request is a draft still: ${error.message} The next look tries again.`);
    }
  }
  return notes;
}
