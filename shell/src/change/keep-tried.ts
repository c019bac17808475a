import type { Patch } from '@suture/protocol/patch.js';
import { isOnTrial } from '@suture/protocol/on-trial.js';
import { Failure } from '../failure.ts';
import type { Outbox } from '../record/outbox.ts';
import type { TrialTold } from '../record/tell-trial.ts';

/**
 * Brings to the requests of patches whose trial is over how it went, and takes the draft from those that stay; gives a
 * sentence for each. What cannot be done now is done by the next look.
 */
export async function keepTried(outbox: Outbox, patches: readonly Patch[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const notes: string[] = [];
  for (const patch of patches) {
    const { id, state, canary, probation } = patch;
    if ((!canary && !probation) || isOnTrial(patch)) continue;
    const entry = await outbox.entry(id);
    if (!entry) continue;
    // Also where it stays already: a forge may have refused to be told before.
    if (!entry.trialTold) notes.push(...(await told(outbox, patch, env)));
    if (state !== 'live' || entry.onTrial !== true) continue;
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

async function told(outbox: Outbox, patch: Patch, env: NodeJS.ProcessEnv): Promise<string[]> {
  const [{ tellTrial }, { trialLines }] = await Promise.all([
    import('../record/tell-trial.ts'),
    import('../print/trial-text.ts'),
  ]);
  const trial: TrialTold = { title: verdictOf(patch), text: trialLines(patch).join('\n') };
  try {
    await tellTrial(outbox, patch.id, trial, { env });
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [
      `Note: the request of ${patch.id} was not told how its trial went: ${error.message} The next look tries again.`,
    ];
  }
}

const verdicts: { readonly [S in Patch['state']]: string } = {
  live: 'The trial is over, and the patch stays',
  retired: 'The trial is over; the patch does not run any more',
  rolledBack: 'The trial is over: somebody took the patch back',
  takenBack: 'The trial is over: the agent took the patch back',
};

function verdictOf({ state, note }: Patch): string {
  return note === undefined ? verdicts[state] : `${verdicts[state]}: ${note}`;
}
