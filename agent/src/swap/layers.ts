import type { Around, Callable } from './probe.ts';
import type { Holder } from './registry.ts';

/** What a cell calls, and what was put around it, the innermost first. */
interface Layered {
  /** Null or undefined while the guard is to run its own body. */
  base: unknown;
  /** That own body, for what is around it. */
  readonly own: () => Callable;
  readonly handsOver: boolean;
  readonly around: Around[];
}

/**
 * The cells of one module and what is around them. Whoever takes something away leaves what others put around the same
 * cell; a commit, which gives the cell something else to call, takes everything away.
 */
export class Layers {
  readonly #cells = new WeakMap<Holder, Map<string, Layered>>();

  /** What a cell calls without what is around it. */
  base(holder: Holder, key: string): unknown {
    const layered = this.#cells.get(holder)?.get(key);
    return layered ? layered.base : holder[key];
  }

  /** Gives a cell something else to call. */
  set(holder: Holder, key: string, base: unknown): void {
    this.#cells.get(holder)?.delete(key);
    holder[key] = base;
  }

  /** Gives a cell something else to call if it calls this; what is around it stays. */
  replace(holder: Holder, key: string, base: unknown, by: unknown): void {
    const layered = this.#cells.get(holder)?.get(key);
    if (layered) {
      if (layered.base !== base) return;
      layered.base = by;
      fill(holder, key, layered);
    } else if (holder[key] === base) holder[key] = by;
  }

  /** Gives what makes a cell as it is now, with all that is around it. */
  save(holder: Holder, key: string): () => void {
    const [held, layered] = [holder[key], this.#cells.get(holder)?.get(key)];
    return () => {
      if (layered) this.#cells.get(holder)?.set(key, layered);
      holder[key] = held;
    };
  }

  /** Puts something around a cell; gives what takes it away again. `own` makes the body of a guard whose cell is empty. */
  put(holder: Holder, key: string, around: Around, handsOver: boolean, own: () => Callable): () => void {
    const cells = this.#cells.get(holder) ?? new Map<string, Layered>();
    this.#cells.set(holder, cells);
    const layered = cells.get(key) ?? { base: holder[key], own, handsOver, around: [] };
    cells.set(key, layered);
    layered.around.push(around);
    fill(holder, key, layered);
    return () => {
      const at = layered.around.indexOf(around);
      if (at === -1 || cells.get(key) !== layered) return;
      layered.around.splice(at, 1);
      if (layered.around.length === 0) cells.delete(key);
      fill(holder, key, layered);
    };
  }
}

function fill(holder: Holder, key: string, { base, own, handsOver, around }: Layered): void {
  let body = base as Callable | null | undefined;
  for (const each of around) body = wrap(body ?? own(), each, handsOver);
  holder[key] = body;
}

function wrap(body: Callable, around: Around, handsOver: boolean): Callable {
  if (!handsOver) return around(body);
  return function (...handed) {
    return around(Reflect.apply(body, undefined, handed) as Callable, handed);
  };
}
