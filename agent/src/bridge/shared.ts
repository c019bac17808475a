/** Places in the memory that both threads see. */
const places = {
  holdOffer: 0,
  commitOffer: 1,
  released: 2,
  inspecting: 3,
  listening: 4,
  exiting: 5,
  workers: 6,
  promoteOffer: 7,
  evaluateOffer: 8,
  agentThread: 9,
  count: 10,
} as const;

/** Something that the agent's thread offers and may take back as long as the main thread has not begun it. */
export type Offer = 'hold' | 'commit' | 'promote' | 'evaluate';

const offerPlaces: Record<Offer, number> = {
  hold: places.holdOffer,
  commit: places.commitOffer,
  promote: places.promoteOffer,
  evaluate: places.evaluateOffer,
};

/** The few facts that cannot wait for a message: one thread may be stuck, or about to end. */
export class Shared {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(places.count * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  /** Agent's thread: offers a ticket; positive, and never used before. */
  offer(kind: Offer, ticket: number): void {
    Atomics.store(this.#cells, offerPlaces[kind], ticket);
  }

  /** Main thread: takes the offer up; false when it was withdrawn. */
  take(kind: Offer, ticket: number): boolean {
    return Atomics.compareExchange(this.#cells, offerPlaces[kind], ticket, 0) === ticket;
  }

  /** Agent's thread: takes the offer back; false when the main thread has begun. */
  withdraw(kind: Offer, ticket: number): boolean {
    return this.take(kind, ticket);
  }

  /** Agent's thread: lets the main thread go on from a safe point. */
  release(ticket: number): void {
    Atomics.store(this.#cells, places.released, ticket);
  }

  /** Main thread: whether the safe point of this ticket is over. */
  isReleased(ticket: number): boolean {
    return Atomics.load(this.#cells, places.released) >= ticket;
  }

  /** Agent's thread: one more inspector session is open, or one less. */
  countInspecting(change: 1 | -1): void {
    Atomics.add(this.#cells, places.inspecting, change);
    Atomics.notify(this.#cells, places.inspecting);
  }

  /** Main thread, at exit: waits until no inspector session is open. */
  awaitInspectorClosed(maxMs: number): void {
    const endsAt = performance.now() + maxMs;
    for (let open = this.#sessions; open > 0; open = this.#sessions) {
      const leftMs = endsAt - performance.now();
      if (leftMs <= 0) return;
      Atomics.wait(this.#cells, places.inspecting, open, leftMs);
    }
  }

  /** Main thread, when the agent's has died: nobody will close what is open. */
  forgetInspecting(): void {
    Atomics.store(this.#cells, places.inspecting, 0);
  }

  get inspecting(): boolean {
    return this.#sessions > 0;
  }

  get #sessions(): number {
    return Atomics.load(this.#cells, places.inspecting);
  }

  /** Agent's thread: whether there may be a socket file. */
  setListening(): void {
    Atomics.store(this.#cells, places.listening, 1);
  }

  get listening(): boolean {
    return Atomics.load(this.#cells, places.listening) === 1;
  }

  /** Main thread: one more worker thread of the application runs, or one less. */
  countWorkers(change: 1 | -1): void {
    Atomics.add(this.#cells, places.workers, change);
  }

  /** Number of worker threads of the application. */
  get workers(): number {
    return Atomics.load(this.#cells, places.workers);
  }

  /** Agent's thread: other threads may greet it now, by its number. */
  setAgentThread(number: number): void {
    Atomics.store(this.#cells, places.agentThread, number);
  }

  /** Number of the agent's thread; 0 until it can be greeted. */
  get agentThread(): number {
    return Atomics.load(this.#cells, places.agentThread);
  }

  /** Main thread: the process is about to end. */
  setExiting(): void {
    Atomics.store(this.#cells, places.exiting, 1);
  }

  get exiting(): boolean {
    return Atomics.load(this.#cells, places.exiting) === 1;
  }
}
