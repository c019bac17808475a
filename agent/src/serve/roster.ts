import type { ModuleEdit } from '@suture/protocol/plan.js';
import type { LoadedSource } from '../plan/loaded-source.ts';
import { warn } from '../warn.ts';

/** A thread of the application that has an agent. */
export interface OnRoster {
  /** Number of a worker thread; undefined for the main thread. */
  readonly thread: number | undefined;
  /** The source that a module runs there; undefined where it is not loaded. */
  running(url: string): string | undefined;
}

/** The threads of this process that have an agent. */
export class Roster {
  readonly #threads = new Set<OnRoster>();
  /** The newest source of each module: threads of a pool load the same text, and one is kept. */
  readonly #texts = new Map<string, string>();
  readonly #warned = new Set<string>();

  enter(thread: OnRoster): void {
    this.#threads.add(thread);
  }

  leave(thread: OnRoster): void {
    this.#threads.delete(thread);
  }

  /** Number of worker threads among them. */
  get workers(): number {
    return [...this.#threads].filter(({ thread }) => thread !== undefined).length;
  }

  /** Threads but one that have loaded a module of an edit and run something else. */
  others(own: OnRoster, { url, source }: ModuleEdit): OnRoster[] {
    return [...this.#threads].filter((other) => {
      const running = other === own ? undefined : other.running(url);
      return running !== undefined && running !== source;
    });
  }

  /** Says on stderr what was not said of an id before: threads of a pool find the same. */
  warnOnce(sentences: ReadonlyMap<string, string>): void {
    for (const [id, sentence] of sentences) {
      if (this.#warned.has(id)) continue;
      this.#warned.add(id);
      warn(sentence);
    }
  }

  /** Gives the text that is kept already in place of one that is equal. */
  shared(loaded: LoadedSource): LoadedSource {
    const { url, source } = loaded;
    const known = this.#texts.get(url);
    if (known === source) return { ...loaded, source: known };
    this.#texts.set(url, source);
    return loaded;
  }
}
