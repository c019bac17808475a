interface Inside {
  readonly async: boolean;
  readonly generator: boolean;
  readonly arguments: boolean;
}

/** Takes the choices one after the other, and knows what the code that is being written may use. */
export class Pen {
  readonly #choices: readonly number[];
  #at = 0;
  #names = 0;
  #depth = 0;
  /** The variables in sight, and whether there are `await`, `yield` and `arguments`. */
  #variables: string[] = ['seed'];
  #inside: Inside = { async: false, generator: false, arguments: false };

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** How many scopes and expressions are open. */
  get depth(): number {
    return this.#depth;
  }

  get inside(): Inside {
    return this.#inside;
  }

  /** The next choice, below a number. */
  choose(options: number): number {
    const choice = this.#choices[this.#at] ?? 0;
    this.#at += 1;
    return choice % options;
  }

  chance(oneIn: number): boolean {
    return this.choose(oneIn) === oneIn - 1;
  }

  pick(options: readonly string[]): string {
    return options[this.choose(options.length)] ?? '';
  }

  /** A name that nothing has yet; it comes in sight when it is declared. */
  fresh(): string {
    this.#names += 1;
    return `${this.pick(['v', '$', 'größe', 'of', 'async', 'get'])}${this.#names}`;
  }

  declare(...names: readonly string[]): void {
    this.#variables.push(...names);
  }

  variable(): string {
    return this.pick(this.#variables.toReversed());
  }

  gap(): string {
    return this.pick(['', '', ' ', '/* => { ( */', '\n']);
  }

  /** Values for a call. */
  values(): string {
    return Array.from({ length: this.choose(3) }, () =>
      this.pick(['1', '{ x: 2, y: 3 }', '[4, 5]', 'undefined', "'s'", 'null']),
    ).join(', ');
  }

  /** Code in a scope of its own. */
  scoped<T>(inside: Partial<Inside>, variables: readonly string[], write: () => T): T {
    const outer = { variables: this.#variables, inside: this.#inside };
    this.#variables = [...outer.variables, ...variables];
    this.#inside = { ...outer.inside, ...inside };
    const written = this.deeper(write);
    this.#variables = outer.variables;
    this.#inside = outer.inside;
    return written;
  }

  /** Code that is one step further in. */
  deeper<T>(write: () => T): T {
    this.#depth += 1;
    const written = write();
    this.#depth -= 1;
    return written;
  }
}
