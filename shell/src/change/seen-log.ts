import type { Plan } from '@suture/protocol/plan.js';
import { redact } from '../record/redact.ts';

/** What a watch or a replay has shown of a function. */
export interface Seen {
  /** Path of its module below the root of the process, and the function as plans name it. */
  readonly path: string;
  readonly function: string;
  readonly title: string;
  readonly text: string;
}

/** Looks that are remembered; of older ones nobody knows any more what they showed. */
const maxSeen = 50;

/** What was seen in this shell, without what has the shape of a secret: evidence for a change of the same functions. */
export class SeenLog {
  readonly #seen: Seen[] = [];

  /** Remembers a look. */
  add(seen: Seen): void {
    this.#seen.push({ ...seen, text: redact(seen.text) });
    if (this.#seen.length > maxSeen) this.#seen.shift();
  }

  /** What was seen of the functions that a plan changes, oldest first. */
  concerning({ modules }: Pick<Plan, 'modules'>): Seen[] {
    return this.#seen.filter((seen) =>
      modules.some(({ path, changes }) => path === seen.path && changes.some((one) => one.function === seen.function)),
    );
  }
}
