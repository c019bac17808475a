import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { instrument } from '../../../../agent/dist/load/instrument.js';
import type { LoadedSource } from '../../../../agent/dist/plan/loaded-source.js';
import type { Prepared } from '../../../../agent/dist/plan/prepared.js';
import { Workbench } from '../../../../agent/dist/plan/workbench.js';
import { Entered } from '../../../../agent/dist/swap/entered.js';
import type { Program } from '../../../../agent/dist/swap/program.js';
import { Runtime } from '../../../../agent/dist/swap/runtime.js';
import { exerciseModule } from '../exercise.ts';
import { counted, type Ran } from './reached.ts';
import type { Package } from './task.ts';

/** What came of each call, by its name. */
export type Outcomes = Readonly<Record<string, string>>;

/** The source of one module, instead of the published one. */
export interface Edited {
  readonly path: string;
  readonly source: string;
}

/** What a process answers that was started with some source: the first time, and which calls give something else each time. */
export interface Answers {
  readonly expected: Outcomes;
  readonly restless: ReadonlySet<string>;
}

/** A copy of a package that runs and can be patched. */
export interface Live {
  /** Makes all calls, after the caches that an exercise names are emptied: a restart begins with empty ones. */
  calls(): Promise<Outcomes>;
  plan(id: string, edited: Edited): Prepared;
}

/** How calls do not give what they should. */
export interface Difference {
  readonly calls: readonly string[];
  /** Of the first one. */
  readonly detail: string;
}

/** The calls that do not give the same. */
export function differing(expected: Outcomes, found: Outcomes): string[] {
  // What an edit exports anew, nobody has a reference to.
  return Object.keys(expected).filter((key) => key in found && expected[key] !== found[key]);
}

/** Compares what came of calls, those that are restless left out. */
export function difference(
  expected: Outcomes,
  found: Outcomes,
  ...restless: ReadonlySet<string>[]
): Difference | undefined {
  const calls = differing(expected, found).filter((key) => !restless.some((names) => names.has(key)));
  const [name] = calls;
  return name === undefined
    ? undefined
    : { calls, detail: `${name} gives\n  ${found[name]}\nand not\n  ${expected[name]}` };
}

/** Copies of one package in this process, each at a place of its own, and the engine that patches them. */
export class Laboratory {
  readonly #package: Package;
  readonly #runtime: Runtime;
  readonly #workbench = new Workbench();

  constructor(given: Package) {
    this.#package = given;
    const entered = new Entered();
    entered.install();
    this.#runtime = new Runtime(entered);
  }

  /** The format of a module. */
  format(path: string): ModuleFormat {
    return this.#package.files.find((file) => file.path === path)?.format ?? 'commonjs';
  }

  /** The published source of a module. */
  source(path: string): string {
    return readFileSync(join(this.#package.from, path), 'utf8');
  }

  /** Starts a copy with other source, asks it twice, and gives nothing when it does not start. */
  async restarted(name: string, edited?: Edited): Promise<Answers | undefined> {
    const at = this.#place(name, edited);
    try {
      const calls = await this.#load(at).catch(() => undefined);
      const expected = await calls?.();
      const again = await calls?.();
      return expected && again && { expected, restless: new Set(differing(expected, again)) };
    } finally {
      rmSync(at, { recursive: true });
    }
  }

  /** Starts a copy as it was published, and gives what its calls come to of each module that it loads. */
  async reached(): Promise<Map<string, readonly Ran[]>> {
    const at = this.#place('reached');
    const ran = await counted(async () => (await this.#load(at))());
    const all = this.#package.files.map(({ path }) => [path, ran.get(this.#urlOf(at, path)) ?? []] as const);
    return new Map(all.filter(([, parts]) => parts.length > 0));
  }

  /** Starts a copy that can be patched. */
  async live(name: string, edited?: Edited): Promise<Live> {
    const { files, exercise } = this.#package;
    const at = this.#place(name, edited);
    const urlOf = (path: string): string => this.#urlOf(at, path);
    const sources: LoadedSource[] = [];
    for (const { path, format } of files) {
      const file = join(at, 'subject', path);
      const [source, url] = [readFileSync(file, 'utf8'), urlOf(path)];
      const made = instrument(source, { url, format });
      if (!made.ok) continue;
      writeFileSync(file, made.code);
      sources.push({ url, format, source, stripped: false });
    }
    const calls = await this.#load(at);
    // A plan looks at every module that it knows of, and one that is not loaded cannot follow.
    for (const source of sources) if (this.#runtime.scope(source.url)) this.#workbench.loaded(source);
    return {
      calls: () => {
        for (const { path, code } of exercise.forget ?? []) this.#runtime.scope(urlOf(path))?.(code);
        return calls();
      },
      plan: (id, { path, source }) => {
        const url = urlOf(path);
        const edit = { url, source, version: this.#workbench.module(url)?.version ?? 0 };
        return this.#workbench.plan(id, [edit], () => path);
      },
    };
  }

  /** Patches a copy, or says why that cannot be. */
  async patch(id: string, live: Live, edited: Edited): Promise<string | undefined> {
    const { plan, program } = live.plan(id, edited);
    const [refusal] = plan.modules.flatMap((module) => module.refusals);
    return program ? this.inForce(program) : (refusal?.reason ?? 'the plan sees no change');
  }

  /** Puts a program in force, or says why that cannot be. */
  async inForce(program: Program): Promise<string | undefined> {
    const staged = await this.#runtime.stage(program);
    if (!staged.ok) return `it cannot be loaded: ${staged.message}`;
    this.#runtime.commit(program.id);
    this.#workbench.committed(program);
    return undefined;
  }

  /** Takes a patch out again, or says why that cannot be. */
  async rollBack(id: string): Promise<string | undefined> {
    const back = this.#workbench.rollback(id);
    const failed = 'code' in back ? back.message : await this.inForce(back.program);
    return failed && `the rollback: ${failed}`;
  }

  #place(name: string, edited?: Edited): string {
    const { folder, from, exercise } = this.#package;
    const to = join(folder, name);
    mkdirSync(to, { recursive: true });
    cpSync(from, join(to, 'subject'), { recursive: true });
    writeFileSync(join(to, 'package.json'), '{"type":"module"}\n');
    writeFileSync(join(to, 'exercise.js'), exerciseModule(exercise));
    if (edited) writeFileSync(join(to, 'subject', edited.path), edited.source);
    return to;
  }

  #urlOf(at: string, path: string): string {
    return pathToFileURL(join(at, 'subject', path)).href;
  }

  async #load(at: string): Promise<() => Promise<Outcomes>> {
    const { calls } = (await import(pathToFileURL(join(at, 'exercise.js')).href)) as { calls: () => Promise<Outcomes> };
    return calls;
  }
}
