import { registrySymbol, type ScopeHook } from './registry.ts';
import { LiveModule, type StagedModule, type StagedTrial } from './live-module.ts';
import type { ModuleProgram, Program } from './program.ts';
import { Trial, type TrialFigures } from './trial.ts';

/** What the outcome of preparing a program is; nothing that runs has changed yet. */
export type Staged =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'conflict' | 'load_failed'; readonly message: string };

/** What a commit did. */
export interface Committed {
  /** How long the main thread was held. */
  readonly pauseMs: number;
  /** States of modules that no closure is left of. */
  readonly gone: readonly { readonly url: string; readonly state: number }[];
}

interface Pending {
  readonly program: Program;
  readonly modules: readonly { readonly live: LiveModule; readonly staged: StagedModule }[];
  readonly tried: StagedTrial | undefined;
}

/** The name and message of anything that was thrown, without running code of the application. */
function describe(thrown: unknown): string {
  return thrown instanceof Error
    ? `${thrown.name}: ${thrown.message}`
    : `something that is not an error (${typeof thrown})`;
}

/**
 * The engine's half on the main thread: holds the cells and scopes of each module and is the only
 * writer of running code. Its methods may be called from a macrotask of the main thread only.
 */
export class Runtime {
  readonly #modules = new Map<string, LiveModule>();
  readonly #pending = new Map<string, Pending>();
  readonly #onTrial = new Map<string, { readonly trial: Trial; readonly modules: Pending['modules'] }>();

  /** Makes the code of instrumented modules find this runtime, as `globalThis[Symbol.for('suture')]`. */
  install(): void {
    const enter = (url: string, holders: object[], scope: ScopeHook, meta?: ImportMeta): void => {
      this.#modules.set(url, new LiveModule(url, holders, scope, meta));
    };
    const registry = Object.freeze({ enter });
    Object.defineProperty(globalThis, registrySymbol, { value: registry, enumerable: false, configurable: true });
  }

  /** Evaluates the new code and loads new dependencies; everything that can throw happens here. */
  async stage(program: Program): Promise<Staged> {
    const stale = this.#conflict(program);
    if (stale) return { ok: false, code: 'conflict', message: stale };
    const modules: { live: LiveModule; staged: StagedModule }[] = [];
    const lookUp = (url: string): StagedModule | LiveModule | undefined => {
      // What is prepared together sees each other; once in force, the module itself knows best.
      const together = this.#isStaging(program.id) ? modules.find(({ live }) => live.url === url)?.staged : undefined;
      return together ?? this.#modules.get(url);
    };
    const tried = trialOf(program);
    this.#pending.set(program.id, { program, modules, tried });
    for (const part of program.modules) {
      const live = this.#modules.get(part.url) as LiveModule;
      try {
        modules.push({ live, staged: await live.stage(part, program.id, lookUp, tried) });
      } catch (thrown) {
        this.#pending.delete(program.id);
        return { ok: false, code: 'load_failed', message: `${part.url}: ${describe(thrown)}` };
      }
    }
    return { ok: true };
  }

  /**
   * Prepares and commits a program in one go, for a main thread that comes to no turn of its event loop. What has to
   * wait for something, a new ES module say, is refused.
   */
  swapNow(program: Program): Staged | Committed {
    const stale = this.#conflict(program);
    if (stale) return { ok: false, code: 'conflict', message: stale };
    const modules: { live: LiveModule; staged: StagedModule }[] = [];
    const tried = trialOf(program);
    for (const part of program.modules) {
      const live = this.#modules.get(part.url) as LiveModule;
      try {
        modules.push({ live, staged: live.stageNow(part, program.id, tried) });
      } catch (thrown) {
        return { ok: false, code: 'load_failed', message: `${part.url}: ${describe(thrown)}` };
      }
    }
    this.#pending.set(program.id, { program, modules, tried });
    const committed = this.commit(program.id);
    return 'conflict' in committed ? { ok: false, code: 'conflict', message: committed.conflict } : committed;
  }

  #isStaging(id: string): boolean {
    return this.#pending.has(id);
  }

  #conflict(program: Program): string | undefined {
    const wrong = program.modules.find(({ url, from }) => this.#modules.get(url)?.version !== from);
    return wrong && this.#sayConflict(wrong);
  }

  #sayConflict({ url, from }: ModuleProgram): string {
    const live = this.#modules.get(url);
    return live ? `${url} is at version ${live.version}, not ${from}` : `${url} is not loaded`;
  }

  /** Sets every cell of a staged program in one turn; a conflict leaves all as it was. */
  commit(id: string): Committed | { readonly conflict: string } {
    const pending = this.#pending.get(id);
    if (!pending) return { conflict: `${id} is not prepared` };
    this.#pending.delete(id);
    const start = performance.now();
    const conflict = this.#conflict(pending.program);
    if (conflict) return { conflict };
    for (const { live, staged } of pending.modules) live.commit(staged);
    const pauseMs = performance.now() - start;
    if (pending.tried) this.#onTrial.set(id, { trial: pending.tried.trial, modules: pending.modules });
    const gone = pending.modules.flatMap(({ live }) => live.sweep().map((state) => ({ url: live.url, state })));
    return { pauseMs, gone };
  }

  /** What has come of each trial so far, by the id of its program. */
  get trials(): Record<string, TrialFigures> {
    return Object.fromEntries([...this.#onTrial].map(([id, { trial }]) => [id, trial.figures]));
  }

  /** Gives the new bodies of a program on trial to every call; they are still counted. */
  promote(id: string): void {
    this.#onTrial.get(id)?.trial.promote();
  }

  /** Ends a trial; bodies that are in force are kept for every call, and those that are not are let go. */
  endTrial(id: string): void {
    const { modules = [] } = this.#onTrial.get(id) ?? {};
    this.#onTrial.delete(id);
    for (const { live, staged } of modules) live.settle(staged);
  }

  /** Forgets a staged program. */
  discard(id: string): void {
    this.#pending.delete(id);
  }

  /** A module that runs. */
  module(url: string): LiveModule | undefined {
    return this.#modules.get(url);
  }

  /**
   * Compiles code in the innermost live scope of a module without running it, so that reading can be
   * checked for side effects afterwards. Throws a SyntaxError of the application's realm.
   */
  scope(url: string): ScopeHook | undefined {
    return this.#modules.get(url)?.scope;
  }
}

function trialOf({ trial: program }: Program): StagedTrial | undefined {
  return program && { trial: new Trial(program.calls === 'all'), program };
}
