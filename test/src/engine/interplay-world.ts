import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { instrument } from '../../../agent/dist/load/instrument.js';
import type { ProbedLine } from '../../../agent/dist/plan/line-insertion.js';
import { findAgain, findLine } from '../../../agent/dist/plan/line-probe.js';
import { lineCells } from '../../../agent/dist/plan/probed-bodies.js';
import { findFunction, probeCells } from '../../../agent/dist/plan/probe.js';
import { Workbench } from '../../../agent/dist/plan/workbench.js';
import type { LiveModule } from '../../../agent/dist/swap/live-module.js';
import type { Callable, ProbedCell } from '../../../agent/dist/swap/probe.js';
import type { Program } from '../../../agent/dist/swap/program.js';
import { Entered } from '../../../agent/dist/swap/entered.js';
import { Runtime } from '../../../agent/dist/swap/runtime.js';

/** Where the module of a world can be edited; 0 is what it was loaded with. */
export const slots = ['k', 'f', 'g', 'm', 'c', 'v', 'e', 'q', 'r', 'd', 'h'] as const;
export type Slot = (typeof slots)[number];
export type Values = Readonly<Record<Slot, number>>;

/** The source of the module with each place as it is to be. */
export const sourceOf = (at: Values): string => `const K = 'k${at.k}'

function f(x) {
  const y = g(x)
  return y + K + 'f${at.f}'
}

function g(x) {
  return x + 'g${at.g}'
}

class A { z = 1 }

class C extends A {
  #p = 'p'
  w = 'v${at.v}'

${at.e ? `  e = 'e${at.e}' + this.w` : ''}

  #r = 'r${at.r}'

  constructor(x) {
    super()
    this.n = x + 'c${at.c}'
  }

  m(x) {
    const s = this.n + this.w
    return x + s + this.#p + 'm${at.m}' + (this.e ?? '') + this.#r + this.t()
  }

${at.q ? `  #q() { return 'q${at.q}' }` : ''}

  t() {
    return ${at.q ? 'this.#q()' : "'-'"}
  }
}

class D extends C {

  d = 'd${at.d}'

  m(x) {
    return super.m(x) + this.d
  }
}

function outer(y) {
  return (x) => {
    return x + y + 'h${at.h}'
  }
}

const [one, two, early] = [new C('1'), new D('2'), outer('y')]
Object.assign(exports, {
  f,
  fresh: (x) => new C(x).m(x),
  kept: (x) => one.m(x),
  freshD: (x) => new D(x).m(x),
  keptD: (x) => two.m(x),
  closure: (x) => early(x) + outer('z')(x),
})
`;

const folder = mkdtempSync(join(tmpdir(), 'suture-interplay-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const entered = new Entered();
entered.install();
const runtime = new Runtime(entered);
let made = 0;

interface Watch {
  readonly name: string;
  readonly lineage?: number;
  line?: ProbedLine;
  hits: number;
  /** Why it cannot be watched now. */
  off?: string | undefined;
}

/** A module under patches, canaries, watches and line probes; references to all of it were taken at first. */
export class World {
  readonly held: Readonly<Record<string, (x: string) => string>>;
  readonly #workbench = new Workbench();
  readonly #url: string;
  readonly #live: LiveModule;
  #watches: Watch[] = [];
  #takeAway: (() => void)[] = [];

  constructor(values: Values) {
    this.#url = pathToFileURL(join(folder, `world${made++}.cjs`)).href;
    const [url, source, format] = [this.#url, sourceOf(values), 'commonjs' as const];
    const instrumented = instrument(source, { url, format });
    if (!instrumented.ok) throw new Error(instrumented.reason);
    writeFileSync(new URL(url), instrumented.code);
    this.#workbench.loaded({ url, format, source, stripped: false });
    this.held = { ...createRequire(import.meta.url)(new URL(url).pathname) };
    this.#live = runtime.module(url) as LiveModule;
  }

  get source(): string {
    return this.#workbench.module(this.#url)?.running ?? '';
  }

  get watches(): readonly Watch[] {
    return this.#watches;
  }

  /** Loads an edit, as a canary or counted if wanted; gives its id, or undefined when the plan refuses it. */
  async patch(
    values: Values,
    how: 'canary' | 'counted' | 'plain',
    canaries: ReadonlySet<string>,
  ): Promise<string | undefined> {
    const id = `patch ${made++}`;
    const edit = { url: this.#url, source: sourceOf(values), version: this.#workbench.version(this.#url) ?? 0 };
    const trial = {
      canary: { calls: 'when', code: '(args)=>args[0]==="new"' } as const,
      counted: { calls: 'all' } as const,
      plain: undefined,
    }[how];
    const { program } = this.#workbench.plan(id, [edit], () => 'world', { trial, canaries });
    if (program) await this.#carryOut(program);
    return program && id;
  }

  /** Takes a patch out; gives the reason when that cannot be. */
  async rollback(id: string, canaries: ReadonlySet<string>): Promise<string | undefined> {
    const back = this.#workbench.rollback(id, canaries);
    if ('code' in back) return back.message;
    await this.#carryOut(back.program);
    runtime.endTrial(id);
    return undefined;
  }

  /** Gives a canary to every call, and ends its trial if wanted. */
  promote(id: string, isOver: boolean): void {
    runtime.promote(id);
    if (isOver) runtime.endTrial(id);
  }

  watch(name: string): void {
    const found = findFunction(this.#state, name);
    if ('reason' in found) throw new Error(found.reason);
    this.#watches.push({ name, lineage: found.lineage, hits: 0 });
  }

  /** Puts a probe at the first line that has a text. */
  watchLine(text: string): void {
    const line = this.source.split('\n').findIndex((one) => one.includes(text)) + 1;
    const found = findLine(this.#state, 'commonjs', line, ['x']);
    if ('reason' in found) throw new Error(found.reason);
    this.#watches.push({ name: `${text} on line ${line}`, line: { ...found, id: made++ }, hits: 0 });
  }

  unwatch(at: number): void {
    this.#watches.splice(at, 1);
  }

  /** Puts every watch around what runs now, as is done after each commit. */
  putIn(): void {
    this.putAway();
    const lines = this.#watches.filter(({ line }) => line);
    for (const watch of this.#watches) Object.assign(watch, { off: undefined, hits: 0 });
    for (const watch of lines) {
      const again = findAgain(this.#state, watch.line as ProbedLine);
      if ('reason' in again) watch.off = again.reason;
      else watch.line = again;
    }
    this.#putLines(lines.filter(({ off }) => off === undefined));
    for (const watch of this.#watches) {
      if (watch.lineage === undefined) continue;
      const around = (body: Callable): Callable =>
        function (...values) {
          watch.hits++;
          return Reflect.apply(body, this, values);
        };
      const cells = probeCells(this.#state, watch.lineage) as ProbedCell[];
      for (const cell of cells) this.#takeAway.push(this.#live.probe(cell, around));
    }
  }

  putAway(): void {
    for (const takeAway of this.#takeAway.splice(0).reverse()) takeAway();
  }

  #putLines(lines: readonly Watch[]): void {
    if (lines.length === 0) return;
    const cells = lineCells(
      this.#state,
      'commonjs',
      lines.map(({ line }) => line as ProbedLine),
    );
    const hits = Object.fromEntries(
      lines.map((watch) => {
        const hit = (): number => watch.hits++;
        return [`l${watch.line?.id}`, { isDue: () => true, begin() {}, take() {}, takeNothing() {}, end: hit, hit }];
      }),
    );
    try {
      if ('reason' in cells) throw new Error(cells.reason);
      for (const cell of cells) this.#takeAway.push(this.#live.replace(cell, hits));
    } catch (error) {
      this.putAway();
      for (const watch of lines) watch.off = (error as Error).message;
    }
  }

  get #state() {
    const state = this.#workbench.state(this.#url);
    if (!state) throw new Error('nothing is loaded');
    return state;
  }

  async #carryOut(program: Program): Promise<void> {
    const staged = await runtime.stage(program);
    if (!staged.ok) throw new Error(staged.message);
    const committed = runtime.commit(program.id);
    if (!('gone' in committed)) throw new Error('it was not committed');
    this.#workbench.committed(program, committed.gone);
  }
}
