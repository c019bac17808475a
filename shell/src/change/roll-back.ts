import type { Person } from '@suture/protocol/ledger.js';
import type { Patch, PatchRecord, PatchState } from '@suture/protocol/patch.js';
import type { LeftBehind } from '@suture/protocol/remark.js';
import type { Requests } from '@suture/protocol/requests.js';
import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { hasCome } from '../record/has-come.ts';
import type { Outbox } from '../record/outbox.ts';
import { certainlyNotDone, outcomeUnknown, settle } from './settle.ts';

/** A patch that does not run any more, and the record that stays behind. */
export interface RolledBack {
  readonly id: string;
  readonly state: PatchState;
  readonly record: PatchRecord;
  /** What went wrong beside it. */
  readonly note?: string | undefined;
  /** What stays as the patch made it. */
  readonly left: readonly LeftBehind[];
}

/** Finds the one patch of a process whose id begins with what was typed. */
export async function findPatch(channel: Channel, prefix: string): Promise<Patch> {
  const patches = await channel.call('patches', {});
  const found = patches.filter(({ id }) => id.startsWith(prefix.toUpperCase()));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only) {
    throw new Failure('several_patches', `${found.length} patches begin with ${prefix}.`, {
      hint: `Give more of the id: ${found.map(({ id }) => id).join(', ')}.`,
      exit: 'usage',
    });
  }
  const { name } = channel.greeting;
  throw new Failure('unknown_patch', `${name} knows no patch ${prefix}.`, {
    hint: '`suture patches` lists the patches of this process.',
    exit: 'no',
  });
}

/** Takes a patch out of the process. An entry of the outbox that has nothing to show yet is given up with it. */
export async function rollBack(
  channel: Channel,
  outbox: Outbox,
  patch: Patch,
  reason: { readonly by?: Person | undefined; readonly why?: string | undefined } = {},
): Promise<RolledBack> {
  const { id } = patch;
  const { state, note, left = [] } = await takeOut(channel, { id, ...reason });
  if (!hasCome(patch.record, 'open')) {
    const waits = (await outbox.entries().catch(() => [])).some((entry) => entry.id === id);
    if (waits) await outbox.abandon(id, 'rolled back before its record had landed').catch(() => {});
  }
  return { id, state, record: patch.record, note, left };
}

async function takeOut(
  channel: Channel,
  request: Requests['rollback']['params'],
): Promise<Pick<Patch, 'state' | 'note' | 'left'>> {
  const { id } = request;
  try {
    return await channel.call('rollback', request, { timeoutMs: limits.loadMs });
  } catch (error) {
    if (certainlyNotDone(error)) throw error;
    const settled = await settle(channel, id, ({ state }) => state !== 'live');
    settled?.channel.close();
    if (settled?.patch && settled.patch.state !== 'live') return settled.patch;
    throw outcomeUnknown('rolled back', id, channel.greeting, error);
  }
}
