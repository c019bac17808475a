import type { ModuleFormat } from '@suture/protocol/process.js';
import { forms, formsOf, offers, takes } from './module-forms.ts';

/** One module of a generated program. */
export interface GeneratedModule {
  readonly name: string;
  readonly format: ModuleFormat;
  readonly source: string;
}

/** What a module offers to those that come after it: functions of a number, and numbers. */
interface Offered {
  readonly file: string;
  readonly format: ModuleFormat;
  readonly functions: string[];
  /** Called by the last module alone: a rejection while others load would be nobody's. */
  readonly asyncs: string[];
  readonly constants: string[];
}

/** Writes a program of several modules from a list of numbers, each of which decides one thing. */
export class ModuleWriter {
  readonly #choices: readonly number[];
  #at = 0;
  #names = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** The modules, each after those that it imports from; the last one exports `probe`, which gives what all of them answer. */
  program(): GeneratedModule[] {
    const offered: Offered[] = [];
    const modules: GeneratedModule[] = [];
    const kinds = this.#pick<readonly ModuleFormat[]>([['module'], ['commonjs'], ['commonjs', 'module']]);
    const count = 2 + this.#choose(3);
    for (let index = 0; index < count; index++) {
      const format = kinds[Math.floor((index * kinds.length) / count)] as ModuleFormat;
      const name = nameOf(`m${index}`, format);
      const own: Offered = { file: `./${name}`, format, functions: [], asyncs: [], constants: [] };
      const parts = Array.from({ length: 2 + this.#choose(4) }, () => this.#part(own, offered));
      modules.push({ name, format, source: [...parts, this.#offer(own), ''].filter((part) => part !== '').join('\n') });
      offered.push(own);
    }
    return [...modules, this.#main(kinds.at(-1) as ModuleFormat, offered)];
  }

  #main(format: ModuleFormat, offered: readonly Offered[]): GeneratedModule {
    const lines: string[] = [];
    const results: string[] = [];
    for (const from of offered) {
      for (const name of [...from.functions, ...from.asyncs, ...from.constants]) {
        const { line, use } = this.#take(format, from, name);
        lines.push(line);
        results.push(`${name}: await told(() => ${from.constants.includes(name) ? use : `${use}(2)`})`);
      }
    }
    lines.push('const told = async (f) => { try { return await f() } catch (e) { return String(e.message) } }');
    const probe = `async () => ({ ${results.join(', ')} })`;
    lines.push(format === 'module' ? `export const probe = ${probe}` : `exports.probe = ${probe}`);
    return { name: nameOf('main', format), format, source: `${lines.join('\n')}\n` };
  }

  #choose(options: number): number {
    const choice = this.#choices[this.#at] ?? 0;
    this.#at += 1;
    return choice % options;
  }

  #pick<T>(options: readonly T[]): T {
    return options[this.#choose(options.length)] as T;
  }

  /** Puts names and numbers into a text. */
  #fill(text: string, own?: Offered): string {
    const names = new Map<string, string>();
    return text.replaceAll(/\$(?:n\b|[AFGHK](?![\w]))|\$G_1/g, (what) => {
      if (what === '$n') return String(1 + this.#choose(8));
      const key = what.slice(0, 2);
      const known = names.get(key);
      const name = known ?? `a${++this.#names}`;
      names.set(key, name);
      if (!known && key === '$F') own?.functions.push(name);
      if (!known && key === '$A') own?.asyncs.push(name);
      if (!known && key === '$K') own?.constants.push(name);
      return name + what.slice(2);
    });
  }

  #part(own: Offered, offered: readonly Offered[]): string {
    const kinds = [...forms, ...formsOf[own.format]];
    const form = this.#pick(kinds);
    // A module has one default.
    if (form.includes('default') && own.functions.length > 0) return '';
    if (!form.includes('$import')) return this.#fill(form, own);
    const what = form.includes('$const') ? 'constants' : 'functions';
    const usable = offered.filter((from) => from[what].length > 0 && takes[`${own.format} ${from.format}`]);
    if (usable.length === 0) return '';
    const from = this.#pick(usable);
    const { line, use } = this.#take(own.format, from, this.#pick(from[what]));
    return this.#fill(form, own)
      .replaceAll('$import', line)
      .replaceAll(/\$(use|const)/g, () => use);
  }

  #take(format: ModuleFormat, from: Offered, name: string): { line: string; use: string } {
    const [line, use] = this.#pick(takes[`${format} ${from.format}`] ?? []) ?? ['', ''];
    const text = `${line}\0${use}`.replaceAll('$name', name).replaceAll('$file', from.file);
    const [filled = '', used = ''] = this.#fill(text).split('\0');
    return { line: filled, use: used };
  }

  #offer({ format, functions, asyncs, constants }: Offered): string {
    const names = [...functions, ...asyncs, ...constants];
    if (format === 'module') return `export { ${names.join(', ')} }`;
    const [each, whole] = this.#pick(offers);
    const lines = names.map((name) => each.replaceAll('$name', name)).join('\n');
    return this.#fill(whole.replace('$each', lines).replace('$all', names.join(', ')));
  }
}

function nameOf(stem: string, format: ModuleFormat): string {
  return `${stem}.${format === 'module' ? 'mjs' : 'cjs'}`;
}
