import { classDeclaration, classText } from './generated/classes.ts';
import { rareForm } from './generated/forms.ts';
import { functionDeclaration, functionExpression, plainExpression, type Writing } from './generated/functions.ts';
import { Pen } from './generated/pen.ts';

/**
 * Writes a program from a list of numbers, each of which decides one thing; where the list ends the simplest choice is
 * taken. So a shorter list of smaller numbers is a simpler program.
 */
export class Writer {
  readonly #pen: Pen;
  readonly #writing: Writing;

  constructor(choices: readonly number[]) {
    this.#pen = new Pen(choices);
    this.#writing = {
      pen: this.#pen,
      statements: (count) => this.#statements(count),
      expression: () => this.#expression(),
    };
  }

  /** The whole program; it calls `say` with what it finds, and `text` for the text of its functions. */
  program(): string {
    const strict = this.#pen.chance(3) ? `'use strict'${this.#pen.pick([';', '\n', ' // strict\n'])}` : '';
    const text = `${strict}var seed = 3;\n${this.#statements(4 + this.#pen.choose(4)).join('\n')}\nsay('end', seed);`;
    return this.#pen.chance(4) ? text.replaceAll('\n', this.#pen.pick(['\r\n', '\r', '\u2028'])) : text;
  }

  #statements(count: number): string[] {
    return Array.from({ length: count }, () => this.#statement());
  }

  #statement(): string {
    switch (this.#pen.choose(this.#pen.depth > 4 ? 4 : 18)) {
      case 0:
        return `say(${this.#expression()});`;
      case 1: {
        const name = this.#pen.fresh();
        const text = `${this.#pen.pick(['let', 'const', 'var'])} ${name} = ${this.#expression()}`;
        this.#pen.declare(name);
        return `${text}${this.#pen.pick([';', '\n', ' /* = */;'])}`;
      }
      case 2:
        return `try { ${this.#pen.variable()} = ${this.#expression()}; } catch (e) { say(e.name); }`;
      case 3:
        return `if (${this.#expression()}) say('yes'); else { say('no'); }`;
      case 4:
        return functionDeclaration(this.#writing);
      case 5:
        return classDeclaration(this.#writing);
      case 6:
        return this.#pen.scoped({}, [], () => {
          const name = this.#pen.fresh();
          this.#pen.declare(name);
          return `for (let ${name} of [0, 1]) { ${this.#statements(2).join(' ')} ${this.#pen.pick(['', 'if (seed) continue;', 'break;'])} }`;
        });
      case 7:
        return this.#pen.scoped({}, [], () => {
          const error = this.#pen.pick(['{ name: e }', '{ name: e = 1 }', '{ name: e, ...more }']);
          return `try { ${this.#statements(2).join(' ')} throw new Error('t'); } catch (${error}) { say(e); } finally { say('f'); }`;
        });
      case 8:
        return this.#pen.scoped({}, [], () => `{ ${this.#statements(2).join(' ')} }`);
      case 9: {
        const called = functionExpression(this.#writing);
        // A promise that nobody follows would end the process.
        const values = this.#pen.values();
        return called.startsWith('async') ? `call(${called}, ${values});` : `;(${called})(${values});`;
      }
      case 10: {
        const [a, b] = [this.#pen.fresh(), this.#pen.fresh()];
        const text = `var [${a} = ${this.#expression()}, { x: ${b} = ${this.#expression()} } = {}] = [${this.#expression()}];`;
        this.#pen.declare(a, b);
        return text;
      }
      case 11:
        return `lab: { say('in'); if (${this.#expression()}) break lab; say('out'); }`;
      case 12:
        return `switch (${this.#expression()}) { case 1: say('one'); default: say('other'); }`;
      case 13:
        return `call(() => ${this.#expression()});`;
      default:
        return rareForm(this.#writing);
    }
  }

  #expression(): string {
    if (this.#pen.depth > 5) return this.#pen.pick(['1', this.#pen.variable()]);
    return this.#pen.deeper(() => this.#anyExpression());
  }

  #anyExpression(): string {
    switch (this.#pen.choose(13)) {
      case 0:
        return String(this.#pen.choose(10));
      case 1:
        return this.#pen.variable();
      case 2:
        return `(${this.#expression()} ${this.#pen.pick(['+', '*', '<', '&&', '||', '??', ','])} ${this.#expression()})`;
      case 3:
        return `[${this.#expression()}, ...[${this.#expression()}]]`;
      case 4:
        return `{ x: ${this.#expression()}, y() { return ${plainExpression(this.#writing)}; }, get z() { return 1; } }`.replace(
          /^(.*)$/s,
          '($1)',
        );
      case 5:
        return `\`a\${${this.#expression()}}b\``;
      case 6:
        return `(${functionExpression(this.#writing)})`;
      case 7:
        return this.#pen.inside.arguments
          ? this.#pen.pick(['arguments.length', 'arguments[0]', 'new.target', 'typeof this'])
          : 'typeof this';
      case 8:
        return this.#pen.inside.async
          ? `(await ${this.#expression()})`
          : `(${this.#expression()} ? 1 : ${this.#expression()})`;
      case 9:
        return this.#pen.inside.generator ? `(yield ${this.#expression()})` : `typeof ${this.#pen.variable()}`;
      case 10:
        return `(${this.#pen.variable()}?.name ?? ${this.#expression()})`;
      case 11:
        return `[1, 2].map((${this.#pen.pick(['it', '{ it = 1 }', 'it = 2'])}) => ${this.#pen.scoped({ async: false, generator: false }, ['it'], () => this.#expression())})`;
      default:
        return `(class ${this.#pen.scoped({ async: false, generator: false, arguments: false }, [], () => classText(this.#writing, ''))})`.replace(
          'class class',
          'class',
        );
    }
  }
}
