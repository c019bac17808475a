import type { Expression } from './expression.ts';
import type { SessionName, SessionUse } from './results.ts';

const result = /^(_|_error|\$[1-9]\d*)$/;

/** On the agent's thread: the names that one shell has declared, each in the scope in which it was. */
export class EvaluationSession {
  readonly id: number;
  readonly #declared = new Map<string, Set<string>>();

  constructor(id: number) {
    this.id = id;
  }

  /** What an expression takes from the session: what it does not declare itself, and what the module has not. */
  uses({ names }: Expression, scope: string, inModule: ReadonlySet<string>, keeps: boolean): SessionUse {
    const takes: SessionName[] = [];
    for (const name of names.used) {
      if (names.declared.has(name)) continue;
      if (this.#has(name, scope)) takes.push({ name, scope });
      else if (inModule.has(name)) continue;
      else if (this.#has(name, '')) takes.push({ name, scope: '' });
      else if (result.test(name)) takes.push({ name, scope: '' });
    }
    return { id: this.id, takes, scope, keeps };
  }

  /** Takes note of names that were declared; with `lives` they are variables of the process itself from now on. */
  declared(names: Iterable<string>, scope: string, lives: boolean): void {
    const known = this.#declared.get(scope) ?? new Set<string>();
    this.#declared.set(scope, known);
    for (const name of names) {
      if (lives) known.delete(name);
      else known.add(name);
    }
  }

  /** What was declared that can be seen from a scope. */
  names(scope: string, inModule: ReadonlySet<string>): string[] {
    const own = this.#declared.get(scope) ?? [];
    const global = [...(this.#declared.get('') ?? [])].filter((name) => !inModule.has(name));
    return [...new Set([...own, ...global])];
  }

  /** Whether a name is one of `_`, `$1` and `_error`. */
  isResult(name: string): boolean {
    return result.test(name);
  }

  #has(name: string, scope: string): boolean {
    return this.#declared.get(scope)?.has(name) === true;
  }
}
