import type { AnyNode } from 'acorn';
import type { Binding } from '../syntax/scope.ts';
import type { Code, Meaning } from './meaning.ts';
import { without } from './same-meaning.ts';

/** A parameter, and the module that it is in. */
interface Parameter {
  readonly binding: Binding;
  readonly code: Code;
}

/** What parameters of functions stand for at times, and what maps, lists and emitters hold, as they were given it. */
export class GivenMeanings {
  readonly #given = new Map<Binding, Meaning[]>();
  readonly #held = new Map<AnyNode, Meaning[]>();
  readonly #aliases = new Map<AnyNode, Parameter[]>();

  /** Notes what a parameter stands for at times; false when that was known. */
  give(parameter: Parameter, meanings: readonly Meaning[]): boolean {
    const { binding } = parameter;
    const known = this.to(binding);
    const fresh = without(known, meanings);
    if (fresh.length > 0) this.#given.set(binding, [...known, ...fresh]);
    for (const meaning of fresh)
      if (meaning.is === 'literal') this.#aliases.set(meaning.node, [...this.aliasesOf(meaning.node), parameter]);
    return fresh.length > 0;
  }

  /** What a parameter was given. */
  to(parameter: Binding): readonly Meaning[] {
    return this.#given.get(parameter) ?? [];
  }

  /** Parameters that an object goes by. */
  aliasesOf(literal: AnyNode): readonly Parameter[] {
    return this.#aliases.get(literal) ?? [];
  }

  /** Notes what is put into something that was made at a place, under whatever key. */
  hold(literal: AnyNode, meanings: readonly Meaning[]): void {
    const known = this.heldBy(literal);
    const fresh = without(known, meanings);
    if (fresh.length > 0) this.#held.set(literal, [...known, ...fresh]);
  }

  /** What was put into something. */
  heldBy(literal: AnyNode): readonly Meaning[] {
    return this.#held.get(literal) ?? [];
  }
}
