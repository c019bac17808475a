import type { ModuleFormat } from '@suture/protocol/process.js';
import { compilers } from './compilers.ts';
import { circular, linked, passing } from './linked-pieces.ts';
import { memberOf, offers, takesOf } from './links.ts';
import { mainOf } from './main-module.ts';
import { type Item, itemsOf, type Kind, kinds, type Making, type Offered } from './offered.ts';
import { awaiting, plain, plainIn } from './pieces.ts';
import { legacyDecorators, standardDecorators, typescript } from './typescript-pieces.ts';

/** One module of a generated program as it was written. */
export interface WrittenModule {
  readonly name: string;
  readonly format: ModuleFormat;
  readonly text: string;
  readonly compiler?: string;
}

const module: Making = { syntax: 'module', format: 'module' };
const commonjs: Making = { syntax: 'commonjs', format: 'commonjs' };
const compiled: readonly Making[] = Object.entries(compilers).map(([compiler, { format }]) => ({
  syntax: 'module',
  format,
  compiler,
}));
const everything: readonly Making[] = [module, commonjs, ...compiled];
/** What the modules of a program are, in their order. */
const families: readonly (readonly Making[])[] = [
  [module],
  [commonjs],
  [commonjs, module],
  [module, commonjs],
  ...compiled.map((one) => [one]),
];

/** A piece that takes something from a module which may not be written yet. */
interface Open {
  readonly offered: Offered;
  readonly text: string;
  /** What it declares for others. */
  readonly declares: readonly string[];
}

/** What a piece takes, by the word that stands for it. */
const wanted: readonly (readonly [word: string, kind: Kind])[] = [
  ['$const', 'constant'],
  ['$class', 'class'],
  ['$object', 'object'],
  ['$registry', 'registry'],
];

/** What the modules of a program may do. */
interface Allowed {
  readonly cycles: boolean;
  readonly awaiting: boolean;
}

/** Writes a program of several modules from a list of numbers, each of which decides one thing. */
export class ModuleWriter {
  readonly #choices: readonly number[];
  #at = 0;
  #names = 0;
  readonly #open: Open[] = [];

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** The modules; the last one exports `probe`, which gives what all of them answer, and `begin`, which holds on to them. */
  program(): WrittenModule[] {
    const modules: Offered[] = [];
    const texts: string[] = [];
    const family = families[this.#choose(families.length + 2)];
    // A cycle of both kinds of modules, or `require` of one that awaits something, ends Node 20.
    const isOfBoth = family === undefined || family.some(({ format }) => format !== family[0]?.format);
    const allowed = { cycles: !isOfBoth && this.#choose(3) === 2, awaiting: !isOfBoth };
    const count = 2 + this.#choose(3);
    for (let index = 0; index < count; index++) {
      const makings = family ?? [this.#pick(everything)];
      const making = makings[Math.floor((index * makings.length) / count)] as Making;
      const offered: Offered = { index, file: `./${nameOf(`m${index}`, making)}`, making, own: [], exported: [] };
      const parts = Array.from({ length: 2 + this.#choose(4) }, () => this.#part(offered, modules, allowed));
      texts.push([...parts, this.#offer(offered), this.#passOn(offered, modules), ''].filter(Boolean).join('\n'));
      modules.push(offered);
    }
    const closed = texts.map((text) => this.#close(text, modules));
    const { making } = modules.at(-1) as Offered;
    const main = mainOf(making, modules, (from, item) => this.#take(making, from, item));
    return [...modules, { file: nameOf('main', making), making }].map(
      ({ file, making: { format, compiler } }, index) => ({
        name: file.replace('./', ''),
        format,
        text: closed[index] ?? main,
        ...(compiler !== undefined && { compiler }),
      }),
    );
  }

  #choose(options: number): number {
    const choice = this.#choices[this.#at] ?? 0;
    this.#at += 1;
    return choice % options;
  }

  #pick<T>(options: readonly T[]): T {
    return options[this.#choose(options.length)] as T;
  }

  #fresh(): string {
    this.#names += 1;
    return `a${this.#names}`;
  }

  /** Puts names and numbers into a text; what it declares for others is noted. */
  #fill(text: string, own?: Item[]): string {
    const names = new Map<string, string>();
    return text.replaceAll(/\$(?:n\b|[FAKCIWORGH](?!\w))|\$G_1/g, (what) => {
      if (what === '$n') return String(1 + this.#choose(8));
      const key = what.charAt(1);
      const known = names.get(key);
      const name = known ?? this.#fresh();
      names.set(key, name);
      const kind = (kinds as Readonly<Record<string, Kind>>)[key];
      if (known === undefined && kind) own?.push({ kind, name, path: '' });
      return name + what.slice(2);
    });
  }

  #part(offered: Offered, earlier: readonly Offered[], allowed: Allowed): string {
    const { syntax, format, compiler } = offered.making;
    const isStandard = compiler !== undefined && compilers[compiler]?.decorators === 'standard';
    const piece = this.#pick([
      ...plain,
      ...plainIn[syntax],
      ...(compiler === undefined ? [] : [...typescript, ...(isStandard ? standardDecorators : legacyDecorators)]),
      ...(allowed.awaiting && format === 'module' ? awaiting : []),
      ...linked,
      ...linked,
      ...(allowed.cycles ? [...circular, ...circular, ...circular] : []),
    ]);
    if (circular.includes(piece)) {
      const before = offered.own.length;
      const text = this.#fill(piece, offered.own);
      const declares = offered.own.slice(before).map(({ name }) => name);
      return `\0${this.#open.push({ offered, text, declares }) - 1}\0`;
    }
    if (/\$(import|file)/.test(piece)) return this.#link(offered, piece, earlier);
    if (!piece.startsWith('$D ')) return this.#fill(piece, offered.own);
    // A module has one default.
    if (offered.exported.length > 0) return '';
    offered.exported.push({ kind: 'function', name: 'default', path: '' });
    return this.#fill(piece.slice('$D '.length), offered.own);
  }

  /** What was left open, now that every module offers what it does. */
  #close(text: string, modules: readonly Offered[]): string {
    return text.replaceAll(/\0(\d+)\0/g, (_, at: string) => {
      const { offered, text: piece, declares } = this.#open[Number(at)] as Open;
      const later = modules.filter(({ index }) => index > offered.index);
      const linkedLater = this.#link(offered, piece, this.#choose(4) === 3 || later.length === 0 ? modules : later);
      // What it should have declared is exported all the same.
      return linkedLater === '' ? `var ${declares.join(', ')}` : linkedLater;
    });
  }

  /** A piece with what it takes from one of the modules; empty where none has that. */
  #link(offered: Offered, piece: string, modules: readonly Offered[]): string {
    const kind = wanted.find(([word]) => piece.includes(word))?.[1] ?? 'function';
    const usable = modules.flatMap((from) =>
      itemsOf(from).flatMap((item) => (item.kind === kind ? [{ from, item }] : [])),
    );
    if (usable.length === 0) return '';
    const { from, item } = this.#pick(usable);
    const { line, use } = piece.includes('$import') ? this.#take(offered.making, from, item) : { line: '', use: '' };
    // What was open has its names already.
    return this.#fill(piece, offered.own)
      .replaceAll('$import', line)
      .replaceAll(/\$(use|const|class|object|registry)\b/g, () => use)
      .replaceAll('$file', from.file)
      .replaceAll('$member', `${memberOf(offered.making, from.making)}.${item.name}${item.path}`);
  }

  #take(making: Making, from: Offered, item: Item): { line: string; use: string } {
    const [line, use] = this.#pick(takesOf(making, from, item));
    const filled = this.#fill(`${line}\0${use}`.replaceAll('$name', item.name).replaceAll('$file', from.file));
    const [first = '', used = ''] = filled.split('\0');
    return { line: first, use: `${used}${item.path}` };
  }

  #offer({ making, own }: Offered): string {
    const names = own.map(({ name }) => name);
    if (making.syntax === 'module') return names.length > 0 ? `export { ${names.join(', ')} }` : '';
    const [each, whole] = this.#pick(offers);
    const lines = names.map((name) => each.replaceAll('$name', name));
    return this.#fill(
      whole.replace('$each', lines.join('\n')).replace('$list', lines.join(', ')).replace('$all', names.join(', ')),
    );
  }

  /** Passes on what an earlier module offers, now and then. */
  #passOn(offered: Offered, modules: readonly Offered[]): string {
    if (modules.length === 0 || this.#choose(2) !== 1) return '';
    const from = this.#pick(modules);
    const items = itemsOf(from);
    if (items.length === 0) return '';
    const { text, passes } = this.#pick(passing[offered.making.syntax]);
    const one = this.#pick(items);
    const name = this.#fresh();
    const named = text.replaceAll('$name', one.name).replaceAll('$file', from.file).replaceAll('$X', name);
    if (passes === 'one') offered.exported.push({ ...one, name });
    if (passes === 'each') offered.exported.push(...items.filter((item) => item.name !== 'default'));
    if (passes === 'members')
      offered.exported.push(...items.map((item) => ({ ...item, name, path: `.${item.name}${item.path}` })));
    return this.#fill(named);
  }
}

function nameOf(stem: string, { format }: Making): string {
  return `${stem}.${format === 'module' ? 'mjs' : 'cjs'}`;
}
