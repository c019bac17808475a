import assert from 'node:assert/strict';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { instrument } from '../../../../agent/dist/load/instrument.js';
import { Workbench } from '../../../../agent/dist/plan/workbench.js';
import type { Program } from '../../../../agent/dist/swap/program.js';
import type { Runtime } from '../../../../agent/dist/swap/runtime.js';
import type { Folders, Loaded, Sources } from './loaded.ts';

/** What became of a patch, and what its plan said. */
export interface Patched {
  readonly outcome: 'loaded' | 'refused' | 'nothing';
  readonly said: readonly string[];
}

/** A program that was loaded with guards, and is patched. */
export class LiveProgram {
  readonly #workbench = new Workbench();
  readonly #urls = new Map<string, string>();

  readonly #runtime: Runtime;
  readonly #sources: Sources;

  private constructor(runtime: Runtime, sources: Sources) {
    this.#runtime = runtime;
    this.#sources = sources;
  }

  /** Rejects where the program does not load. */
  static async load(
    runtime: Runtime,
    folders: Folders,
    sources: Sources,
  ): Promise<{ live: LiveProgram; loaded: Loaded }> {
    const live = new LiveProgram(runtime, sources);
    const loaded = await folders.load(sources, (source, name, url) => live.#guarded(source, name, url));
    return { live, loaded };
  }

  #guarded(source: string, name: string, url: string): string {
    const format: ModuleFormat = name.endsWith('.mjs') ? 'module' : 'commonjs';
    const result = instrument(source, { url, format });
    assert.ok(result.ok, result.ok ? '' : `${result.reason}\n${source}`);
    this.#workbench.loaded({ url, format, source, stripped: false });
    this.#urls.set(name, url);
    return result.code;
  }

  /** The sources as they run now. */
  get running(): Sources {
    return new Map(
      [...this.#sources].map(([name, first]) => [
        name,
        this.#workbench.module(this.#urls.get(name) ?? '')?.running ?? first,
      ]),
    );
  }

  /** Whether a module has been needed by some other one. */
  isLoaded(name: string): boolean {
    return this.#runtime.module(this.#urls.get(name) ?? '') !== undefined;
  }

  /** Plans other sources for some of the modules, and loads what the plan accepts. */
  async patch(id: string, edited: Sources): Promise<Patched> {
    const { plan, program } = this.#plan(id, edited);
    const said = plan.modules.flatMap(({ refusals, warnings }) => [
      ...refusals.map(({ reason }) => reason),
      ...warnings.map(({ reason }) => reason),
    ]);
    if (program) await this.#carryOut(program);
    return { outcome: program ? 'loaded' : said.length > 0 ? 'refused' : 'nothing', said };
  }

  /** What a plan would say of an edit; loads nothing. */
  ask(id: string, edited: Sources): Patched {
    const { plan, program } = this.#plan(id, edited);
    const said = plan.modules.flatMap(({ refusals, warnings }) =>
      [...refusals, ...warnings].map(({ reason }) => reason),
    );
    return { outcome: program ? 'loaded' : said.length > 0 ? 'refused' : 'nothing', said };
  }

  #plan(id: string, edited: Sources): ReturnType<Workbench['plan']> {
    const edits = [...edited].flatMap(([name, source]) => {
      const url = this.#urls.get(name) ?? '';
      const version = this.#workbench.version(url) ?? 0;
      return this.isLoaded(name) ? [{ url, source, version }] : [];
    });
    return this.#workbench.plan(id, edits, (url) => url.slice(url.lastIndexOf('/') + 1));
  }

  /** Takes a patch out; gives why not where it cannot be, or what stays as the patch made it. */
  async rollback(id: string): Promise<Patched> {
    const back = this.#workbench.rollback(id);
    if ('code' in back) return { outcome: 'refused', said: [back.message] };
    await this.#carryOut(back.program);
    return { outcome: 'loaded', said: back.left.map(({ reason }) => reason) };
  }

  async #carryOut(program: Program): Promise<void> {
    const staged = await this.#runtime.stage(program);
    if (!staged.ok) throw new Error(`${program.id} cannot be loaded: ${staged.message}`);
    const committed = this.#runtime.commit(program.id);
    assert.ok('gone' in committed, 'conflict' in committed ? committed.conflict : '');
    this.#workbench.committed(program, committed.gone);
  }
}
