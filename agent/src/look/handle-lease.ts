import { limits } from '../limits.ts';
import type { Inspection } from './inspection.ts';
import type { Client } from './watches.ts';

interface Lease {
  readonly client: Client;
  readonly inspection: Inspection;
  readonly objectId: string;
  usedAt: number;
}

/** Handles of values in the main thread: V8 keeps a value alive as long as it is leased. */
export class HandleLeases {
  readonly #leases = new Map<number, Lease>();
  #lastId = 0;
  #sweeper: NodeJS.Timeout | undefined;

  /** Leases a value to a shell. Above the bound the one that was not used for the longest time ends. */
  lease(client: Client, inspection: Inspection, objectId: string): number {
    const id = ++this.#lastId;
    this.#leases.set(id, { client, inspection, objectId, usedAt: performance.now() });
    const own = [...this.#leases].filter(([, lease]) => lease.client === client);
    if (own.length > limits.handles) {
      const [oldest] = own.reduce((a, b) => (b[1].usedAt < a[1].usedAt ? b : a));
      this.#end(oldest);
    }
    this.#sweeper ??= setInterval(() => this.#sweep(), limits.handleLeaseMs / 4);
    return id;
  }

  /** The value of a handle, its lease begun anew; undefined when it has ended. */
  use(client: Client, id: number): { readonly inspection: Inspection; readonly objectId: string } | undefined {
    const lease = this.#leases.get(id);
    if (lease?.client !== client || lease.inspection.closed) return undefined;
    lease.usedAt = performance.now();
    return lease;
  }

  /** Ends some leases of a shell. */
  release(client: Client, ids: readonly number[]): void {
    for (const id of ids) if (this.#leases.get(id)?.client === client) this.#end(id);
  }

  /** Ends every lease of a shell that has left. */
  leave(client: Client): void {
    for (const [id, lease] of this.#leases) if (lease.client === client) this.#end(id);
  }

  #sweep(): void {
    const before = performance.now() - limits.handleLeaseMs;
    for (const [id, { usedAt, inspection }] of this.#leases) if (usedAt < before || inspection.closed) this.#end(id);
  }

  #end(id: number): void {
    const lease = this.#leases.get(id);
    this.#leases.delete(id);
    if (lease && !lease.inspection.closed) {
      void lease.inspection.post('Runtime.releaseObject', { objectId: lease.objectId }).catch(() => {});
    }
    if (this.#leases.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}
