import { setTimeout as wait } from 'node:timers/promises';
import type { Patch } from '@suture/protocol/patch.js';
import type { Channel } from '../connect/channel.ts';
import { targetOf } from '../connect/named.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** Waits until the probation of a patch is over and gives the patch; the agent looks after it whether somebody waits or not. */
export async function watchProbation(channel: Channel, id: string): Promise<Patch> {
  for (;;) {
    const patch = await look(channel, id);
    if (patch.probation?.state !== 'running') return patch;
    await wait(limits.probationLookMs);
  }
}

/** Says that a gate took a patch back, or somebody; undefined when it stays. */
export function whyGone({ id, state, note, record, canary, probation }: Patch): Failure | undefined {
  if (state === 'live') return undefined;
  const why = note === undefined ? '' : `: ${note}`;
  return new Failure('taken_back', `Patch ${id} is ${state === 'takenBack' ? 'taken back' : 'rolled back'}${why}.`, {
    hint: 'What ran before runs again. The edit is still in your working tree, and its request stays a draft.',
    exit: 'takenBack',
    details: { id, state, record, canary, probation },
  });
}

async function look(channel: Channel, id: string): Promise<Patch> {
  try {
    const patch = (await channel.call('patches', {})).find((one) => one.id === id);
    if (patch) return patch;
  } catch (error) {
    const { name } = channel.greeting;
    throw new Failure(
      'outcome_unknown',
      `${name} (${targetOf(channel.greeting)}) cannot be reached any more; ${id} was on probation there.`,
      {
        hint: 'If it runs, it looks after the patch by itself: see `suture patches`. After a restart the patch is not applied again.',
        exit: 'unknownOutcome',
        cause: error,
        details: { id },
      },
    );
  }
  throw new Error(`the process has forgotten patch ${id}`);
}
