import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import type { Outbox } from '../record/outbox.ts';
import { lacksRecord, type Waiting, waitingFor } from './records.ts';
import { waitingRecords } from './waiting-records.ts';

/** Gives, for each live patch of a process whose record has not landed, why that is so and what to do. */
export async function standing(outbox: Outbox, channel: Channel): Promise<ReadonlyMap<string, Waiting>> {
  const live = (await channel.call('patches', {})).filter(({ state }) => state === 'live');
  try {
    const rows = await waitingRecords(outbox, [channel]);
    return new Map(
      rows.flatMap(({ id, waiting }) => (waiting && live.some((one) => one.id === id) ? [[id, waiting]] : [])),
    );
  } catch (error) {
    // An outbox that cannot be read must not hide the process from whoever looks at it.
    if (!(error instanceof Failure)) throw error;
    return new Map(live.filter(lacksRecord).map(({ id }) => [id, waitingFor(error)]));
  }
}
