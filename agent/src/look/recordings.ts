import { limits } from '../limits.ts';
import { copyData } from './copy-data.ts';
import { isProxy } from './nature.ts';

/** Something that a call was made with: a copy from before the call, or the thing itself, as long as it lives. */
export type Taken =
  | { readonly kind: 'copy'; readonly value: unknown }
  | { readonly kind: 'itself'; readonly why: string; readonly value: WeakRef<object> };

/** A call that can be made once more. */
export interface Recording {
  readonly id: number;
  /** The cell that it went through. */
  readonly cell: { readonly state: number; readonly key: string };
  /** What the guard handed over; undefined where it hands over nothing. */
  readonly handed: readonly unknown[] | undefined;
  readonly self: Taken;
  readonly args: readonly Taken[];
}

/** On the main thread: the latest calls that watches have shown, to be made once more on a planned patch. */
export class Recordings {
  readonly #kept = new Map<number, Recording & { readonly at: number }>();
  #lastId = 0;

  /** Keeps a call, from before it changes its arguments; gives its number. */
  keep(
    cell: Recording['cell'],
    handed: readonly unknown[] | undefined,
    self: unknown,
    args: readonly unknown[],
  ): number {
    const id = ++this.#lastId;
    this.#kept.set(id, { id, cell, handed, self: take(self), args: args.map(take), at: performance.now() });
    this.#kept.delete(id - limits.recordings);
    return id;
  }

  /** A call by its number, if it is still kept. */
  find(id: number): Recording | undefined {
    this.sweep();
    return this.#kept.get(id);
  }

  /** Lets go of what is old. */
  sweep(): void {
    const before = performance.now() - limits.recordingMs;
    for (const [id, { at }] of this.#kept) {
      if (at > before) return;
      this.#kept.delete(id);
    }
  }

  get size(): number {
    return this.#kept.size;
  }
}

function take(value: unknown): Taken {
  const copied = copyData(value);
  if (copied.ok) return { kind: 'copy', value: copied.value };
  const held = (typeof value === 'object' && value !== null) || typeof value === 'function' ? value : {};
  return { kind: 'itself', why: isProxy(held) ? 'it is a proxy' : copied.why, value: new WeakRef(held) };
}

/** What a call is made with anew: a fresh copy, or the thing itself; undefined when that is gone. */
export function again(taken: Taken): unknown {
  if (taken.kind === 'itself') return taken.value.deref();
  const copied = copyData(taken.value);
  return copied.ok ? copied.value : undefined;
}
