interface Inside {
  readonly async: boolean;
  readonly generator: boolean;
  readonly arguments: boolean;
  readonly loop: boolean;
}

/**
 * Writes a program from a list of numbers, each of which decides one thing; where the list ends the simplest choice is
 * taken. So a shorter list of smaller numbers is a simpler program.
 */
export class Writer {
  readonly #choices: readonly number[];
  #at = 0;
  #names = 0;
  #depth = 0;
  /** What the code that is being written may use: `await`, `yield`, `this`, and the variables in sight. */
  #variables: string[] = ['seed'];
  #inside: Inside = { async: false, generator: false, arguments: false, loop: false };

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** The whole program; it calls `say` with what it finds, and `text` for the text of its functions. */
  program(): string {
    const strict = this.#chance(3) ? `'use strict'${this.#pick([';', '\n', ' // strict\n'])}` : '';
    return `${strict}var seed = 3;\n${this.#statements(4 + this.#choose(4)).join('\n')}\nsay('end', seed);`;
  }

  #choose(options: number): number {
    const choice = this.#choices[this.#at] ?? 0;
    this.#at += 1;
    return choice % options;
  }

  #chance(oneIn: number): boolean {
    return this.#choose(oneIn) === oneIn - 1;
  }

  #pick(options: readonly string[]): string {
    return options[this.#choose(options.length)] ?? '';
  }

  #fresh(): string {
    this.#names += 1;
    return `${this.#pick(['v', '$', 'größe', 'of', 'async', 'get'])}${this.#names}`;
  }

  #variable(): string {
    return this.#pick(this.#variables.toReversed());
  }

  #statements(count: number): string[] {
    return Array.from({ length: count }, () => this.#statement());
  }

  /** Code in a scope of its own. */
  #scoped<T>(inside: Partial<Inside>, variables: readonly string[], write: () => T): T {
    const outer = { variables: this.#variables, inside: this.#inside };
    this.#variables = [...outer.variables, ...variables];
    this.#inside = { ...outer.inside, ...inside };
    this.#depth += 1;
    const written = write();
    this.#depth -= 1;
    this.#variables = outer.variables;
    this.#inside = outer.inside;
    return written;
  }

  #statement(): string {
    const deep = this.#depth > 4;
    switch (this.#choose(deep ? 4 : 14)) {
      case 0:
        return `say(${this.#expression()});`;
      case 1: {
        const name = this.#fresh();
        const text = `${this.#pick(['let', 'const', 'var'])} ${name} = ${this.#expression()}`;
        this.#variables.push(name);
        return `${text}${this.#pick([';', '\n', ' /* = */;'])}`;
      }
      case 2:
        return `try { ${this.#variable()} = ${this.#expression()}; } catch (e) { say(e.name); }`;
      case 3:
        return `if (${this.#expression()}) say('yes'); else { say('no'); }`;
      case 4:
        return this.#declaration();
      case 5:
        return this.#classDeclaration();
      case 6:
        return this.#scoped({ loop: true }, [], () => {
          const name = this.#fresh();
          this.#variables.push(name);
          return `for (let ${name} of [0, 1]) { ${this.#statements(2).join(' ')} ${this.#pick(['', 'if (seed) continue;', 'break;'])} }`;
        });
      case 7:
        return this.#scoped({}, [], () => {
          const error = this.#pick(['e', '{ message: e }', '{ name: e = 1 }']);
          return `try { ${this.#statements(2).join(' ')} throw new Error('t'); } catch (${error}) { say(String(e)); } finally { say('f'); }`;
        });
      case 8:
        return this.#scoped({}, [], () => `{ ${this.#statements(2).join(' ')} }`);
      case 9: {
        const called = this.#functionExpression();
        // A promise that nobody follows would end the process.
        return called.startsWith('async') ? `call(${called}, ${this.#values()});` : `;(${called})(${this.#values()});`;
      }
      case 10: {
        const [a, b] = [this.#fresh(), this.#fresh()];
        const text = `var [${a} = ${this.#expression()}, { x: ${b} = ${this.#expression()} } = {}] = [${this.#expression()}];`;
        this.#variables.push(a, b);
        return text;
      }
      case 11:
        return `lab: { say('in'); if (${this.#expression()}) break lab; say('out'); }`;
      case 12:
        return `switch (${this.#expression()}) { case 1: say('one'); default: say('other'); }`;
      default:
        return `call(() => ${this.#expression()});`;
    }
  }

  #declaration(): string {
    const name = this.#fresh();
    const made = this.#function(this.#kind());
    this.#variables.push(name);
    return `${made.head} ${this.#gap()}${name}${this.#gap()}(${made.parameters}) ${this.#gap()}{ ${made.body} }\nsay(text(${name})); call(${name}, ${this.#values()});`;
  }

  #kind(): string {
    return this.#pick(['function', 'async function', 'function*', 'async function*']);
  }

  #gap(): string {
    return this.#pick(['', '', ' ', '/* => { ( */', '\n']);
  }

  #function(head: string): { head: string; parameters: string; body: string } {
    const inside = { async: head.includes('async'), generator: head.includes('*'), arguments: true, loop: false };
    return this.#scoped(inside, [], () => {
      const parameters = this.#parameters(inside.generator);
      const body = this.#statements(1 + this.#choose(3)).join(' ');
      return { head, parameters, body: `${body} ${this.#return()}` };
    });
  }

  #return(): string {
    const value = this.#expression();
    if (this.#inside.generator && this.#chance(2)) return `yield ${value}; return 1`;
    if (this.#inside.async && this.#chance(2)) return `return await ${value};`;
    return this.#pick([`return ${value};`, `return ${value}`, '']);
  }

  #parameters(isGenerator: boolean): string {
    const count = this.#choose(4);
    const parameters = Array.from({ length: count }, (_, n) => {
      const name = this.#fresh();
      const other = `${name}b`;
      const kind = this.#choose(isGenerator ? 2 : 7);
      // The default is written before the name is in sight, as that would be a dead zone or a name of the body.
      const value = kind >= 1 ? this.#plainExpression() : '';
      this.#variables.push(name);
      if (kind >= 4) this.#variables.push(other);
      switch (kind) {
        case 0:
          return name;
        case 1:
          return isGenerator ? `${name} = ${this.#choose(9)}` : `${name} = ${value}`;
        case 2:
          return `${name} = () => ${value}`;
        case 3:
          return n === count - 1 ? `...${name}` : name;
        case 4:
          return `{ x: ${name} = ${value}, ...${other} } = {}`;
        case 5:
          return `[${name},${other}=${value}]${this.#gap()}= []`;
        default:
          return `{ x: ${name}, y: ${other} }`;
      }
    });
    const isRest = parameters.at(-1)?.startsWith('...') === true;
    return `${this.#gap()}${parameters.join(', ')}${parameters.length > 0 && !isRest ? this.#pick(['', ',', ' ']) : ''}`;
  }

  #arrow(): string {
    const async = this.#chance(3);
    return this.#scoped({ async, generator: false, loop: false }, [], () => {
      const parameters = this.#parameters(false);
      const bare = /^\w+$/.test(parameters) && this.#chance(2) ? parameters : `(${parameters})`;
      const head = `${async ? 'async ' : ''}${bare} =>${this.#gap()}`;
      if (this.#chance(2)) return `${head} { ${this.#statements(1).join(' ')} ${this.#return()} }`;
      return `${head} ${this.#pick(['', '({}), ']) ? `(${this.#expression()}, ${this.#expression()})` : this.#expression()}`;
    });
  }

  #functionExpression(): string {
    if (this.#chance(2)) return this.#arrow();
    const made = this.#function(this.#kind());
    return `${made.head}${this.#pick(['', ' self'])}(${made.parameters}) { ${made.body} }`;
  }

  #classDeclaration(): string {
    const name = this.#fresh();
    const text = this.#classText(name);
    this.#variables.push(name);
    return `${text}\nsay(text(${name}), Object.getOwnPropertyNames(${name}.prototype)); use(${name}, ${this.#values()});`;
  }

  #classText(name: string): string {
    const parent = this.#pick(['', ' extends Base']);
    const members = Array.from({ length: this.#choose(4) }, (_, n) => {
      const prefix = this.#pick(['', 'static ', 'async ', '*', 'get ', 'set ', 'async *']);
      const key = this.#pick([`m${n}`, `['k' + ${n}]`, `${n}`, `'s ${n}'`, `#p${n}`]);
      const heads: Record<string, string> = { 'async ': 'async', '*': '*', 'async *': 'async*' };
      return this.#scoped({ loop: false }, [], () => {
        if (this.#chance(4)) return `${prefix === 'static ' ? prefix : ''}${key} = ${this.#plainExpression()};`;
        const made = this.#function(heads[prefix] ?? '');
        const parameters = prefix === 'get ' ? '' : prefix === 'set ' ? 'v' : made.parameters;
        const body = prefix === 'get ' || prefix === 'set ' ? `return [${this.#plainThis()}];` : made.body;
        return `${prefix}${key}${this.#gap()}(${parameters}) { ${body} }`;
      });
    });
    const made = this.#function('');
    const call = parent === '' ? '' : `super(${this.#plainThis()}); `;
    const own = this.#chance(2)
      ? `constructor(${made.parameters}) { ${call}${made.body.replaceAll(/\breturn\b/g, 'void')} }`
      : '';
    return `class ${name}${parent} { ${[own, ...members].join(' ')} }`;
  }

  #plainThis(): string {
    return this.#pick(['1', 'typeof seed', "'x'"]);
  }

  #values(): string {
    return Array.from({ length: this.#choose(3) }, () =>
      this.#pick(['1', '{ x: 2, y: 3 }', '[4, 5]', 'undefined', "'s'", 'null']),
    ).join(', ');
  }

  /** An expression that holds no `await`, `yield` or `arguments`. */
  #plainExpression(): string {
    return this.#scoped({ async: false, generator: false, arguments: false }, [], () => this.#expression());
  }

  #expression(): string {
    if (this.#depth > 5) return this.#pick(['1', this.#variable()]);
    this.#depth += 1;
    const written = this.#anyExpression();
    this.#depth -= 1;
    return written;
  }

  #anyExpression(): string {
    switch (this.#choose(13)) {
      case 0:
        return String(this.#choose(10));
      case 1:
        return this.#variable();
      case 2:
        return `(${this.#expression()} ${this.#pick(['+', '*', '<', '&&', '||', '??', ','])} ${this.#expression()})`;
      case 3:
        return `[${this.#expression()}, ...[${this.#expression()}]]`;
      case 4:
        return `{ x: ${this.#expression()}, y() { return ${this.#plainExpression()}; }, get z() { return 1; } }`.replace(
          /^(.*)$/s,
          '($1)',
        );
      case 5:
        return `\`a\${${this.#expression()}}b\``;
      case 6:
        return `(${this.#functionExpression()})`;
      case 7:
        return this.#inside.arguments
          ? this.#pick(['arguments.length', 'arguments[0]', 'new.target', 'typeof this'])
          : 'typeof this';
      case 8:
        return this.#inside.async
          ? `(await ${this.#expression()})`
          : `(${this.#expression()} ? 1 : ${this.#expression()})`;
      case 9:
        return this.#inside.generator ? `(yield ${this.#expression()})` : `typeof ${this.#variable()}`;
      case 10:
        return `(${this.#variable()}?.name ?? ${this.#expression()})`;
      case 11:
        return `[1, 2].map((${this.#pick(['it', '{ it = 1 }', 'it = 2'])}) => ${this.#scoped({ async: false, generator: false }, ['it'], () => this.#expression())})`;
      default:
        return `(class ${this.#scoped({ async: false, generator: false, arguments: false }, [], () => this.#classText(''))})`.replace(
          'class class',
          'class',
        );
    }
  }
}
