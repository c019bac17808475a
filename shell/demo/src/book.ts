import type { NewOrder, Quote } from './pricing.js';

/** An order in the book. */
export interface Order extends NewOrder, Quote {
  readonly id: number;
}

/** The orders of this process, and whoever wants to know of new ones. */
export class Book {
  readonly #orders = new Map<number, Order>();
  readonly #listeners = new Set<(order: Order) => void>();
  #lastId = 0;

  place(order: NewOrder, quote: Quote): Order {
    this.#lastId += 1;
    const placed: Order = { id: this.#lastId, ...order, ...quote };
    this.#orders.set(placed.id, placed);
    for (const tell of this.#listeners) tell(placed);
    return placed;
  }

  find(id: number): Order | undefined {
    return this.#orders.get(id);
  }

  get size(): number {
    return this.#orders.size;
  }

  subscribe(listener: (order: Order) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
