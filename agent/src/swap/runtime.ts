import { compiledOnce } from './compiled-once.ts';
import type { ScopeHook } from './registry.ts';
import { namedReasonOf } from '../look/reason-of.ts';
import { begin, lookUpIn, type Pending, type PendingModule, runTogether, unload } from './pending.ts';
import { type Migrating, migrate, migrationTools, Statements } from './migration.ts';
import type { Entered } from './entered.ts';
import type { LiveModule } from './live-module.ts';
import { LiveModules } from './live-modules.ts';
import type { MigrationProgram, ModuleProgram, Program } from './program.ts';
import type { LookUp } from './read-import.ts';
import { Offered } from './offered.ts';
import { runStatements, type StagedStatement } from './statements.ts';
import type { Trial, TrialFigures } from './trial.ts';

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
  /** Why `down` of a migration did not come to its end; the code has gone back all the same. */
  readonly downFailed?: string | undefined;
}

/** Why nothing was committed. */
export type NotCommitted =
  | { readonly conflict: string }
  | { readonly migrationFailed: string }
  | { readonly statementFailed: string };

/**
 * The engine's half on the main thread: holds the cells and scopes of each module and is the only
 * writer of running code. Its methods may be called from a macrotask of the main thread only.
 */
export class Runtime {
  readonly #modules: LiveModules;
  readonly #pending = new Map<string, Pending>();
  /** The program that is being prepared. */
  #staging: Pending | undefined;
  readonly #offered = new Offered(
    (url) => this.#modules.get(url),
    (live) => this.#staging?.modules.find((known) => known.live === live)?.staged.exports,
  );
  /** Migrations of live patches: `up` and `down` share what their file declares. */
  readonly #migrations = new Map<string, Migrating & { readonly gone?: readonly StagedStatement[] }>();
  /** What is in force and still tried out, by the id of its program. */
  readonly #onTrial = new Map<string, { readonly trial: Trial; readonly modules: PendingModule[] }>();

  /** `entered`: the modules that run. */
  constructor(entered: Entered) {
    this.#modules = new LiveModules(entered, this.#offered);
    entered.call(this.#offered);
  }

  /** Evaluates the new code and loads new dependencies; everything that can throw happens here. */
  async stage(program: Program): Promise<Staged> {
    const stale = this.#conflict(program);
    if (stale) return { ok: false, code: 'conflict', message: stale };
    const pending = begin(program);
    const lookUp = lookUpIn(pending, () => this.#pending.has(program.id), this.#modules);
    this.#pending.set(program.id, pending);
    this.#staging = pending;
    try {
      return await this.#prepare(program, pending, lookUp);
    } finally {
      if (this.#staging === pending) this.#staging = undefined;
    }
  }

  async #prepare(program: Program, pending: Pending, lookUp: LookUp): Promise<Staged> {
    for (const part of program.modules) {
      const live = this.#modules.get(part.url) as LiveModule;
      try {
        const staged = await live.stage(part, program.id, lookUp, (run) => runTogether(pending, run));
        const prepared = pending.trial ? live.tryOut(staged, pending.trial) : staged;
        pending.modules.push({ live, staged: prepared });
        if (exportsAnew(part)) await this.#offered.begin(live);
      } catch (thrown) {
        this.discard(program.id);
        return { ok: false, code: 'load_failed', message: `${part.url}: ${namedReasonOf(thrown)}` };
      }
    }
    try {
      pending.migrating = program.migration && this.#migrating(pending, program.migration);
    } catch (thrown) {
      this.discard(program.id);
      return { ok: false, code: 'load_failed', message: `The migration cannot be evaluated: ${namedReasonOf(thrown)}` };
    }
    return { ok: true };
  }

  /** Evaluates a migration in the scope that the patch gives its module. */
  #migrating({ modules }: Pending, { patch, url, code, run }: MigrationProgram): Migrating | undefined {
    const known = this.#migrations.get(patch);
    if (run === 'down' && known) return known;
    const staged = modules.find(({ live }) => live.url === url)?.staged;
    const scope = run === 'up' && staged ? staged.state.scope : this.#modules.get(url)?.scope;
    const make = scope?.(`${compiledOnce(code)}\n//# sourceURL=suture-migration:${patch}`) as
      | (() => Migrating)
      | undefined;
    return make?.();
  }

  /**
   * Prepares and commits a program in one go, for a main thread that comes to no turn of its event loop. What has to
   * wait for something, a new ES module say, is refused.
   */
  swapNow(program: Program): Staged | Committed {
    const stale = this.#conflict(program);
    if (stale) return { ok: false, code: 'conflict', message: stale };
    if (program.migration?.run === 'up') {
      const message = 'The thread is stuck, and a migration waits for a turn of its event loop.';
      return { ok: false, code: 'load_failed', message };
    }
    const pending = begin(program);
    const lookUp = lookUpIn(pending, () => this.#pending.has(program.id), this.#modules);
    this.#pending.set(program.id, pending);
    for (const part of program.modules) {
      const live = this.#modules.get(part.url) as LiveModule;
      try {
        const staged = runTogether(pending, () => live.stageNow(part, program.id, lookUp));
        pending.modules.push({ live, staged: pending.trial ? live.tryOut(staged, pending.trial) : staged });
      } catch (thrown) {
        this.discard(program.id);
        return { ok: false, code: 'load_failed', message: `${part.url}: ${namedReasonOf(thrown)}` };
      }
    }
    const committed = this.commit(program.id);
    if ('conflict' in committed) return { ok: false, code: 'conflict', message: committed.conflict };
    if ('migrationFailed' in committed) return { ok: false, code: 'load_failed', message: committed.migrationFailed };
    if ('statementFailed' in committed) return { ok: false, code: 'load_failed', message: committed.statementFailed };
    // Not at hand before the event loop turns again, and nobody imports anything before.
    for (const { live, staged } of pending.modules) if (exportsAnew(staged.part)) void this.#offered.begin(live);
    const isLeft = program.migration?.run === 'down';
    return isLeft ? { ...committed, downFailed: 'was not run, because the thread was stuck' } : committed;
  }

  #conflict(program: Program): string | undefined {
    const wrong = program.modules.find(({ url, from }) => this.#modules.get(url)?.version !== from);
    return wrong && this.#sayConflict(wrong);
  }

  #sayConflict({ url, from }: ModuleProgram): string {
    const live = this.#modules.get(url);
    return live ? `${url} is at version ${live.version}, not ${from}` : `${url} is not loaded`;
  }

  /**
   * Sets every cell of a staged program in one turn; a conflict leaves all as it was, and so does a migration whose `up`
   * does not come to its end. Going back is never held up: a `down` that fails is told.
   */
  commit(id: string): Committed | NotCommitted {
    const pending = this.#pending.get(id);
    if (!pending) return { conflict: `${id} is not prepared` };
    const start = performance.now();
    const conflict = this.#conflict(pending.program);
    if (conflict) {
      this.discard(id);
      return { conflict };
    }
    this.#pending.delete(id);
    const { migrating, program } = pending;
    const run = program.migration?.run;
    const downFailed = run === 'down' ? this.#goDown(program, migrating) : undefined;
    const undo = pending.modules.map(({ live, staged }) => live.rehearse(staged));
    const takeBack = (): void => {
      for (const back of undo.reverse()) back();
    };
    const ran = runStatements(pending.modules);
    if ('failed' in ran) {
      takeBack();
      return { statementFailed: ran.failed };
    }
    if (run === 'up' && migrating) {
      const failed = this.#goUp(pending, migrating);
      if (failed !== undefined) {
        for (const back of [...ran.backs.values()].flat().reverse()) back();
        takeBack();
        return { migrationFailed: `\`up\` ${failed}.` };
      }
    }
    for (const [live, backs] of ran.backs) live.takeBackWith(id, backs);
    if (run === 'down' && program.migration) this.#migrations.delete(program.migration.patch);
    for (const { live } of pending.modules) this.#offered.refresh(live);
    const pauseMs = performance.now() - start;
    const { trial, modules } = pending;
    if (trial) this.#onTrial.set(id, { trial, modules });
    const gone = modules.flatMap(({ live }) => live.sweep().map((state) => ({ url: live.url, state })));
    return { pauseMs, gone, downFailed };
  }

  /** Runs `up`; gives the reason when it did not come to its end, or left something out. */
  #goUp({ modules, program }: Pending, migrating: Migrating): string | undefined {
    const asked = modules.flatMap(({ staged }) => staged.statements.filter(({ how }) => how === 'asked'));
    const adopters = modules.flatMap(({ staged }) => staged.adopters);
    const added = new Statements(asked);
    const failed = migrate(migrating.up, migrationTools(adopters, { added }));
    if (failed !== undefined || added.isLeft) return failed ?? 'did not call `runAdded`';
    this.#migrations.set(program.id, { ...migrating, gone: modules.flatMap(({ staged }) => staged.gone) });
    return undefined;
  }

  #goDown({ migration }: Program, migrating: Migrating | undefined): string | undefined {
    if (!migrating?.down) return undefined;
    const gone = new Statements(this.#migrations.get(migration?.patch ?? '')?.gone ?? []);
    const failed = migrate(migrating.down, migrationTools([], { gone }));
    return failed ?? (gone.isLeft ? 'did not call `runGone`' : undefined);
  }

  /** What has come of each trial so far, by the id of its program. */
  get trials(): Record<string, TrialFigures> {
    return Object.fromEntries([...this.#onTrial].map(([id, { trial }]) => [id, trial.figures]));
  }

  /** Gives the new bodies of a program on trial to every call; they are still counted. */
  promote(id: string): void {
    this.#onTrial.get(id)?.trial.promote();
  }

  /** Ends a trial; what is in force is kept for every call, and what is not is let go. */
  endTrial(id: string): void {
    const { modules = [] } = this.#onTrial.get(id) ?? {};
    this.#onTrial.delete(id);
    for (const { live, staged } of modules) live.settle(staged);
  }

  /** Puts a staged program in force for the length of a rehearsal, with the main thread held; gives what takes it back. */
  rehearse(id: string): () => void {
    const pending = this.#pending.get(id);
    if (!pending) throw new Error(`${id} is not prepared`);
    const conflict = this.#conflict(pending.program);
    if (conflict) throw new Error(conflict);
    const takeBack = pending.modules.map(({ live, staged }) => live.rehearse(staged));
    return () => {
      for (const back of takeBack.reverse()) back();
    };
  }

  /** Forgets a staged program, and modules that saw what it would have exported: whoever wants them loads them anew. */
  discard(id: string): void {
    const pending = this.#pending.get(id);
    if (pending) unload(pending);
    this.#pending.delete(id);
    if (this.#staging === pending) this.#staging = undefined;
    for (const { live } of pending?.modules ?? []) this.#offered.refresh(live);
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

  /** What compiles code inside of each class at the top level of a module. */
  classScopes(url: string): ScopeHook[] {
    return this.#modules.get(url)?.classScopes ?? [];
  }
}

/** Whether those who imported a module otherwise get something else of it. */
function exportsAnew({ format, exports }: ModuleProgram): boolean {
  return format === 'module' && exports.length > 0;
}
