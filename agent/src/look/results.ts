import { limits } from '../limits.ts';

/** A name that an expression takes from its session: a result, or what was declared earlier. */
export interface SessionName {
  readonly name: string;
  /** URL of the module in whose scope it was declared; empty for the global scope and for results. */
  readonly scope: string;
}

/** What an expression takes from the session of its shell, and leaves there. */
export interface SessionUse {
  readonly id: number;
  readonly takes: readonly SessionName[];
  /** Where what it declares is kept. */
  readonly scope: string;
  /** Whether its result is kept, too; that of a preview is not. */
  readonly keeps: boolean;
}

interface Kept {
  readonly results: Map<string, unknown>;
  readonly declared: Map<string, unknown>;
  last: number;
}

/** On the main thread: what the shells got from their evaluations, `_`, `$1`, `_error`, and what they declared. */
export class Results {
  readonly #sessions = new Map<number, Kept>();

  /** Keeps a result as `_` and under the next number, which it gives; the oldest is let go. */
  keep(id: number, value: unknown): number {
    const session = this.#session(id);
    const number = ++session.last;
    session.results.set('_', value).set(`$${number}`, value);
    session.results.delete(`$${number - limits.results}`);
    return number;
  }

  /** Keeps what was thrown as `_error`. */
  keepError(id: number, value: unknown): void {
    this.#session(id).results.set('_error', value);
  }

  /** Keeps what an expression declared, or set anew. */
  declare({ id, scope }: SessionUse, values: object): void {
    const { declared } = this.#session(id);
    for (const [name, value] of Object.entries(values)) {
      const key = keyOf({ name, scope });
      declared.delete(key);
      declared.set(key, value);
    }
    for (const key of declared.keys()) {
      if (declared.size <= limits.results) break;
      declared.delete(key);
    }
  }

  /** The values that an expression takes, those that are there. A global variable goes before a result of its name. */
  take({ id, takes }: SessionUse): Map<string, unknown> {
    const { results, declared } = this.#session(id);
    const values = new Map<string, unknown>();
    for (const wanted of takes) {
      const { name } = wanted;
      const key = keyOf(wanted);
      if (declared.has(key)) values.set(name, declared.get(key));
      else if (results.has(name) && !(name in globalThis)) values.set(name, results.get(name));
    }
    return values;
  }

  /** Lets everything of a shell go. */
  forget(id: number): void {
    this.#sessions.delete(id);
  }

  #session(id: number): Kept {
    const known = this.#sessions.get(id) ?? { results: new Map(), declared: new Map(), last: 0 };
    this.#sessions.set(id, known);
    return known;
  }
}

function keyOf({ name, scope }: SessionName): string {
  return `${name} ${scope}`;
}
