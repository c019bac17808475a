import { types } from 'node:util';
import type { Callable } from './probe.ts';
import type { TriedBody, TrialProgram } from './program.ts';
import { compiledOnce } from './compiled-once.ts';
import type { ScopeHook } from './registry.ts';
import { Tally, type TallyFigures } from './tally.ts';

/** Says whether a call gets the new body; may throw. */
type Chooser = (this: unknown, passed: IArguments) => unknown;

/** What has come of a trial so far. */
export interface TrialFigures {
  readonly old: TallyFigures;
  readonly new: TallyFigures;
  /** Calls for which the chooser threw, and what it threw last. */
  readonly whenThrew: number;
  readonly whenError: string | null;
}

const { apply } = Reflect;

/*
 *     some ──promote──▶ all
 *
 * Calls below a call that was chosen for run on the same side, as long as they are made before it returns: what was
 * changed together meets itself.
 */

/** The bodies of one patch, counted on the main thread, and called for some of the calls or for all. */
export class Trial {
  readonly #old = new Tally();
  readonly #new = new Tally();
  readonly #program: TrialProgram;
  #forAll: boolean;
  #whenThrew = 0;
  #whenError: string | null = null;
  /** Which side the innermost call of these bodies is on. */
  #side: boolean | undefined;

  constructor(program: TrialProgram) {
    this.#program = program;
    this.#forAll = program.calls === 'all';
  }

  /** What chooses in one module, made in its scope; undefined when there is no choice. Throws a SyntaxError. */
  chooser(scope: ScopeHook): Chooser | undefined {
    const program = this.#program;
    if (program.calls === 'when') {
      const holds = scope(compiledOnce(program.code)) as (this: unknown, args: readonly unknown[]) => unknown;
      return function (passed) {
        return apply(holds, this, [Array.from(passed)]);
      };
    }
    return program.calls === 'share' ? () => Math.random() < program.share : undefined;
  }

  /** From now on every call gets the new bodies. */
  promote(): void {
    this.#forAll = true;
  }

  get figures(): TrialFigures {
    const { figures: old } = this.#old;
    return { old, new: this.#new.figures, whenThrew: this.#whenThrew, whenError: this.#whenError };
  }

  /** Gives what a cell is to call: it chooses between two bodies, or makers of such, and counts. */
  between(
    old: Callable | undefined,
    fresh: Callable,
    { handsOver, isAsync }: Pick<TriedBody, 'handsOver' | 'isAsync'>,
    chooser: Chooser | undefined,
  ): Callable {
    const isNew = (self: unknown, passed: IArguments): boolean =>
      !old || !chooser || this.#isNew(chooser, self, passed);
    const call = (body: Callable, chosen: boolean, self: unknown, passed: IArguments): unknown =>
      this.#call(body, chosen, self, passed, isAsync);
    if (!handsOver) {
      return function () {
        const chosen = isNew(this, arguments);
        return call(chosen || !old ? fresh : old, chosen, this, arguments);
      };
    }
    return function (...handed) {
      return function (this: unknown) {
        const chosen = isNew(this, arguments);
        const body = apply(chosen || !old ? fresh : old, undefined, handed) as Callable;
        return call(body, chosen, this, arguments);
      };
    };
  }

  #isNew(chooser: Chooser, self: unknown, passed: IArguments): boolean {
    if (this.#forAll) return true;
    if (this.#side !== undefined) return this.#side;
    try {
      return Boolean(chooser.call(self, passed));
    } catch (error) {
      this.#whenThrew++;
      this.#whenError = types.isNativeError(error) ? `${error.name}: ${error.message}` : typeof error;
      return false;
    }
  }

  #call(body: Callable, chosen: boolean, self: unknown, passed: IArguments, isAsync: boolean): unknown {
    const outer = this.#side;
    this.#side = chosen;
    try {
      return (chosen ? this.#new : this.#old).call(body, self, passed, isAsync);
    } finally {
      this.#side = outer;
    }
  }
}
