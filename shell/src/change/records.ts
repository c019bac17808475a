import type { Patch, PatchRecord } from '@suture/protocol/patch.js';
import type { Channel } from '../connect/channel.ts';
import { openChannel } from '../connect/socket-channel.ts';
import { Failure } from '../failure.ts';
import { hasCome } from '../record/has-come.ts';
import type { Outbox } from '../record/outbox.ts';
import { reasonOf } from '../reason-of.ts';

/** Why a record has not landed yet, and what to do. */
export interface Waiting {
  readonly message: string;
  readonly hint: string;
  /** ISO 8601 in UTC. */
  readonly retryAt?: string | undefined;
}

/** How far the record of a patch came. */
export interface RecordOutcome {
  readonly record: PatchRecord;
  /** Set when somebody has to come back to it. */
  readonly waiting?: Waiting | undefined;
  /** What could not be done and does not matter much; sentences. */
  readonly notes?: readonly string[] | undefined;
}

/** Asks the person whether a fork may be made, where they may not push. */
export type MayFork = (where: string) => Promise<boolean>;

/** What to do about any record that has not landed. */
export const retryHint = 'The patch runs and its record is kept; `suture outbox --retry` finishes it.';

/** Says whether a patch runs without a record that others can see. */
export function lacksRecord({ state, record }: Patch): boolean {
  return state === 'live' && !hasCome(record, 'open');
}

/** Gives the patches that run without a record that others can see. */
export async function unrecorded(channel: Channel): Promise<Patch[]> {
  return (await channel.call('patches', {})).filter(lacksRecord);
}

/** Takes a record as far as it goes and tells the process; whatever happens, the patch stays to be finished. */
export async function finishRecord(
  outbox: Outbox,
  channel: Channel | undefined,
  id: string,
  mayFork?: MayFork,
): Promise<RecordOutcome> {
  let outcome: RecordOutcome;
  try {
    const { land } = await import('../record/land.ts');
    const { record, error, notes } = await land(outbox, id, mayFork ? { mayFork } : {});
    const short = error ?? (hasCome(record, 'open') ? undefined : { message: 'It is not open yet.', hint: retryHint });
    outcome = { record, waiting: short, notes };
  } catch (error) {
    // The patch is live by now: nothing may keep that from being told.
    outcome = { record: { state: 'live' }, waiting: waitingFor(error) };
  }
  if (!channel || !hasCome(outcome.record, 'committed')) return outcome;
  const told = await tell(channel, id, outcome.record);
  return { ...outcome, waiting: outcome.waiting ?? told };
}

/** Turns any error into a reason to come back later. */
export function waitingFor(error: unknown): Waiting {
  if (error instanceof Failure) return { message: error.message, hint: error.hint };
  return { message: `It failed in a way that was not foreseen: ${String(error)}`, hint: retryHint };
}

/** Tells the process how far the record is; saying it twice does no harm, so a lost connection is opened again once. */
async function tell(channel: Channel, id: string, record: PatchRecord): Promise<Waiting | undefined> {
  try {
    await channel.call('record', { id, record });
    return undefined;
  } catch {
    try {
      const again = await openChannel(channel.address);
      try {
        await again.call('record', { id, record });
        return undefined;
      } finally {
        again.close();
      }
    } catch (error) {
      const why = reasonOf(error);
      return {
        message: `The record landed, but the process could not be told: ${why}`,
        hint: '`suture outbox --retry` tells it; until then it takes the patch for unrecorded.',
      };
    }
  }
}
