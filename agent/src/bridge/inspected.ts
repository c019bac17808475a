import type { Shared } from './shared.ts';

/** An inspector session; it may be closed twice. */
interface Closable {
  close(): void;
}

/**
 * The inspector sessions that the agent's thread has open, to whichever thread of the process. All of them go through the
 * main thread, which waits at its exit until they are closed.
 */
export class OpenSessions {
  readonly #main: Shared;
  readonly #open = new Set<Closable>();

  /** `main`: what the main thread sees. */
  constructor(main: Shared) {
    this.#main = main;
  }

  /** One more is open. */
  enter(session: Closable): void {
    this.#open.add(session);
    this.#main.countInspecting(1);
  }

  /** One is closed, and nothing of it is left in the thread. */
  leave(session: Closable): void {
    if (this.#open.delete(session)) this.#main.countInspecting(-1);
  }

  /** The process ends: lets go of every thread. */
  closeAll(): void {
    for (const session of this.#open) session.close();
  }
}

/** A thread of the application that inspector sessions are opened to. */
export interface Inspected {
  /** Number of a worker thread; undefined for the main thread. */
  readonly thread: number | undefined;
  /** As a sentence begins with it. */
  readonly who: string;
  readonly sessions: OpenSessions;
}

/** Names a thread. */
export function inspected(thread: number | undefined, sessions: OpenSessions): Inspected {
  return thread === undefined
    ? { thread, who: 'The main thread', sessions }
    : { thread, who: `Worker thread ${thread}`, sessions };
}
