import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Seat } from './seat.ts';
import type { StandIn } from './stand-in.ts';
import { Memory, Workplace } from './workplace.ts';

/** A seat with an edited checkout, and a process that runs what is deployed and remembers its patches. */
export interface Desk {
  readonly seat: Seat;
  readonly place: Workplace;
  readonly memory: Memory;
  readonly agent: StandIn;
}

/** Takes one; who leaves its seat leaves it. */
export async function takeDesk(): Promise<Desk> {
  const seat = await Seat.take();
  const place = await Workplace.prepare(seat);
  const memory = new Memory();
  memory.url = pathToFileURL(join(place.checkout, 'app.js')).href;
  const agent = await seat.agent({ revision: place.revision, root: place.checkout }, memory.handlers);
  return { seat, place, memory, agent };
}
