import type { Channel } from '../connect/channel.ts';
import type { Invocation } from './invocation.ts';

/** Says of each patch without a record that others can see until when it waits, or what to do. */
export async function tellWaiting(invocation: Invocation, channel: Channel): Promise<void> {
  const [{ standing }, { waitingLines }] = await Promise.all([
    import('../change/standing.ts'),
    import('../print/tables.ts'),
  ]);
  const waiting = await standing(await invocation.outbox(), channel);
  for (const line of waitingLines(await channel.call('patches', {}), waiting)) invocation.output.text(line);
}
