import type { Patch } from '@suture/protocol/patch.js';
import { Ledger } from '../journal/ledger.ts';
import { Leases } from '../journal/leases.ts';
import { mentionOf } from '../journal/mention-of.ts';
import { warn } from '../warn.ts';
import { Keeping, type Kept, recorderOf } from './keeping.ts';
import type { PatchesContext } from './patches-context.ts';
import { retell } from './retell.ts';

/** The patches of this process as they are now; tells everybody who must know of each change. */
export class Register {
  readonly keeping: Keeping;
  readonly ledger: Ledger;
  readonly #context: PatchesContext;
  readonly #kept = new Map<string, Kept>();
  readonly #leases: Leases;

  /** `onLeaseEnd` is called once for each lease that ends. */
  constructor(context: PatchesContext, onLeaseEnd: (id: string) => void) {
    this.#context = context;
    const { service, leaseMs, journal, recall } = context;
    this.ledger = new Ledger(context.ledgerFolder);
    this.#leases = new Leases(onLeaseEnd);
    this.keeping = new Keeping({ ledger: this.ledger, leases: this.#leases, leaseMs, service });
    for (const found of retell(recall, this.ledger, journal)) {
      this.#kept.set(found.patch.id, found);
      this.keeping.found(found);
    }
    this.#mention();
  }

  get(id: string): Kept | undefined {
    return this.#kept.get(id);
  }

  /** Every patch, newest last. */
  get all(): Kept[] {
    return [...this.#kept.values()];
  }

  get live(): Kept[] {
    return this.all.filter(({ patch }) => patch.state === 'live');
  }

  /** Live patches that are for some calls only. */
  get canaries(): ReadonlySet<string> {
    return new Set(this.live.flatMap(({ patch: { id, canary } }) => (canary?.state === 'running' ? id : [])));
  }

  /** The live patch whose record holds the change of this one; undefined when there is none. */
  recorderOf(kept: Kept): string | undefined {
    return recorderOf(kept, this.all);
  }

  /** Takes a changed patch in: lease, ledger and everybody attached learn of it. */
  keep(kept: Kept): void {
    const { id } = kept.patch;
    this.#kept.set(id, kept);
    try {
      this.keeping.settle(this.all);
    } catch (error) {
      warn(`${this.ledger.folder} cannot be written: ${(error as Error).message}; a restart may bring ${id} back`);
    }
    this.#mention();
    this.#context.onChange(this.shown(kept));
  }

  /** Takes in what others are not told of: new figures of a trial, or what a patch stands on from now on. */
  note(kept: Kept): void {
    this.#kept.set(kept.patch.id, kept);
  }

  /** A patch as others are told of it. */
  shown({ patch }: Kept): Patch {
    const left = this.#leases.remainingMs(patch.id);
    if (left === undefined) return patch;
    // Told by the clock of now, which somebody may have set since.
    const endsAt = Math.round((Date.now() + left) / 1_000) * 1_000;
    return { ...patch, leaseEndsAt: new Date(endsAt).toISOString() };
  }

  /** Says on stderr and to everybody attached what they should know now. */
  alarm(id: string, message: string): void {
    warn(message);
    this.#context.onAlarm(id, message);
  }

  /** Nothing is taken back any more: the thread has ended. */
  close(): void {
    this.#leases.close();
  }

  /** Lets the main thread know what runs, should it have to say so in a hurry. */
  #mention(): void {
    this.#context.bridge.tell(
      'mention',
      this.live.map(({ patch }) => mentionOf(patch)),
    );
  }
}
