import type { Person } from '@suture/protocol/ledger.js';
import type { Patch } from '@suture/protocol/patch.js';
import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { certainlyNotDone, outcomeUnknown, settle } from './settle.ts';

/** Says why a patch cannot be given to every call; undefined when it can. */
export function whyNotPromoted({ id, state, canary }: Patch): Failure | undefined {
  const no = (message: string, hint: string): Failure => new Failure('wrong_state', message, { hint, exit: 'no' });
  if (state !== 'live') return no(`Patch ${id} is ${state}.`, '`suture patches` shows which ones run.');
  if (!canary) return no(`Patch ${id} is no canary.`, 'Every call gets it already.');
  return canary.state === 'running' ? undefined : no(`Patch ${id} was promoted before.`, 'Every call gets it already.');
}

/** Gives a canary to every call; gives the patch as the process lists it then. */
export async function promote(
  channel: Channel,
  patch: Patch,
  reason: { readonly by?: Person | undefined; readonly why?: string | undefined },
): Promise<Patch> {
  const { id } = patch;
  const isPromoted = ({ canary }: Patch): boolean => canary?.state === 'promoted';
  try {
    await channel.call('promote', { id, ...reason }, { timeoutMs: limits.loadMs });
    return (await channel.call('patches', {})).find((one) => one.id === id) ?? patch;
  } catch (error) {
    if (certainlyNotDone(error)) throw error;
    const settled = await settle(channel, id, isPromoted);
    settled?.channel.close();
    if (settled?.patch && isPromoted(settled.patch)) return settled.patch;
    throw outcomeUnknown('promoted', id, channel.greeting, error);
  }
}
