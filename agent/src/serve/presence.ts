import type { Present, PresenceRequests } from '@suture/protocol/presence.js';
import type { Client } from '../look/watches.ts';
import { done } from './answer.ts';
import type { HandlersOf } from './handlers.ts';

type Seat = Omit<Present, 'you'>;

/** Who is attached and what they are about to do, as they say themselves; everybody is told of each change. */
export class Presence {
  readonly #seats = new Map<Client, Seat>();
  #last = 0;

  /** Gives a shell its seat. */
  enter(client: Client): void {
    this.#seats.set(client, { seat: ++this.#last, who: null, since: new Date().toISOString(), doing: null });
  }

  /** Takes the seat back. */
  leave(client: Client): void {
    if (this.#seats.delete(client)) this.#tell();
  }

  /** Answers what a shell asks about the others, and notes what it says of itself. */
  handlers(client: Client): HandlersOf<PresenceRequests> {
    return {
      present: ({ who, doing }) => {
        const seat = this.#seats.get(client);
        if (!seat) return done({ seat: 0 });
        this.#seats.set(client, { ...seat, who, doing });
        this.#tell();
        return done({ seat: seat.seat });
      },
      who: () => done(this.#seenBy(client)),
    };
  }

  #tell(): void {
    for (const client of this.#seats.keys()) client.tell('presence', { present: this.#seenBy(client) });
  }

  #seenBy(client: Client): Present[] {
    return [...this.#seats].map(([each, seat]) => ({ ...seat, you: each === client }));
  }
}
