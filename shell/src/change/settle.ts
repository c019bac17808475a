import { setTimeout as wait } from 'node:timers/promises';
import { failures } from '@suture/protocol/failures.js';
import type { Patch } from '@suture/protocol/patch.js';
import type { Channel } from '../connect/channel.ts';
import { isSameThread, type Named, targetOf } from '../connect/named.ts';
import { openChannel } from '../connect/socket-channel.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** What is known of a patch after the answer to a change was lost. */
export interface Settled {
  /** A channel that works: a new one, to be closed by the caller. */
  readonly channel: Channel;
  readonly patch: Patch | undefined;
}

/** Says whether a failed change certainly did not happen: the agent refused it, or never saw it. */
export function certainlyNotDone(error: unknown): error is Failure {
  if (!(error instanceof Failure)) return false;
  if (error.code === 'not_connected') return true;
  // After a bug of its own the agent may not know either. `target_busy` is certain: what was not taken up is withdrawn.
  return Object.hasOwn(failures, error.code) && error.code !== 'internal';
}

/**
 * Connects again, once, and reads what became of a patch; never sends the change a second time. Waits a bounded time
 * for `reached`, because the change may still be under way. Undefined when the process is gone or was replaced.
 */
export async function settle(
  lost: Channel,
  id: string,
  reached: (patch: Patch) => boolean,
): Promise<Settled | undefined> {
  let channel: Channel;
  try {
    channel = await openChannel(lost.address);
  } catch {
    return undefined;
  }
  try {
    if (isSameThread(channel.greeting, lost.greeting)) {
      return { channel, patch: await watchFor(channel, id, reached) };
    }
  } catch {
    // Lost again: it cannot be known.
  }
  channel.close();
  return undefined;
}

async function watchFor(channel: Channel, id: string, reached: (patch: Patch) => boolean): Promise<Patch | undefined> {
  const end = Date.now() + limits.settleMs;
  for (;;) {
    const patch = (await channel.call('patches', {})).find((one) => one.id === id);
    if ((patch && reached(patch)) || Date.now() >= end) return patch;
    await wait(limits.settleEveryMs);
  }
}

/** Says that nobody knows what became of a change. */
export function outcomeUnknown(what: string, id: string, process: Named, cause: unknown): Failure {
  return new Failure(
    'outcome_unknown',
    `It is not known whether ${process.name} (${targetOf(process)}) ${what} ${id}: the connection was lost before the answer.`,
    {
      hint: `\`suture patches -t ${targetOf(process)}\` shows it once the process answers. It is not tried again by itself.`,
      exit: 'unknownOutcome',
      cause,
      details: { id },
    },
  );
}
