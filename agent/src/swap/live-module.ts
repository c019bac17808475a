import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { Layers } from './layers.ts';
import type { BodyProgram, ClassHook, ModuleProgram, OverlayProgram, TrialProgram } from './program.ts';
import type { Around, Callable, ProbedCell } from './probe.ts';
import { assertChangeable, setProperty, type StagedMember, stageMember } from './property.ts';
import type { Holder, Overlay, ScopeHook } from './registry.ts';
import type { Chooser, Trial } from './trial.ts';

/** A state of the module whose code has been evaluated. */
interface LiveState {
  readonly parent: number | null;
  readonly scope: ScopeHook;
  /** Cells of code that was evaluated for this state. */
  readonly cells: Holder;
  readonly overlay: Overlay;
}

/** One cell, everywhere it is, and what it will hold. */
interface StagedBody {
  readonly holders: readonly Holder[];
  readonly key: string;
  readonly body: unknown;
  /** What it is to hold when the trial of that body is over. */
  readonly kept: unknown;
}

/** A trial, and which calls it is for. */
export interface StagedTrial {
  readonly trial: Trial;
  readonly program: TrialProgram;
}

/** Everything about one module of a program that is evaluated but not yet in force. */
export interface StagedModule {
  readonly part: ModuleProgram;
  readonly format: ModuleFormat;
  readonly program: string;
  readonly state: LiveState;
  readonly bodies: readonly StagedBody[];
  readonly members: readonly StagedMember[];
  readonly exports: ReadonlyMap<string, () => unknown>;
}

type Factory = (cells: Holder, overlay: Overlay) => unknown;

/** Finds a module by URL: as staged in the same program, or as it runs. */
export type LookUp = (url: string) => StagedModule | LiveModule | undefined;

/** A module that runs: its cells, its scopes, and what is in force. Belongs to the main thread. */
export class LiveModule {
  readonly url: string;
  readonly format: ModuleFormat;
  version = 0;
  /** Exports that patches added or changed; CommonJS has them on `module.exports` itself. */
  readonly exports: Map<string, () => unknown> = new Map();
  readonly #holders: readonly Holder[];
  /** The state in force and those below it. */
  readonly #states = new Map<number, LiveState>();
  /** States that were left: only closures that their code made keep their cells alive. */
  readonly #left = new Map<number, WeakRef<Holder>>();
  readonly #layers = new Layers();
  readonly #undo = new Map<string, (() => void)[]>();
  readonly #meta: ImportMeta | undefined;
  #current = 0;

  constructor(url: string, holders: object[], scope: ScopeHook, meta: ImportMeta | undefined) {
    this.url = url;
    this.#holders = holders as Holder[];
    this.#meta = meta;
    this.format = meta ? 'module' : 'commonjs';
    const overlay = Object.create(null, { $meta: { value: meta } }) as Overlay;
    this.#states.set(0, { parent: null, scope, cells: {}, overlay });
  }

  /** The innermost scope of the state that is in force. */
  get scope(): ScopeHook {
    return this.#state(this.#current).scope;
  }

  #state(id: number): LiveState {
    const state = this.#states.get(id);
    if (!state) throw new Error(`${this.url} has no state ${id}`);
    return state;
  }

  /** Evaluates the code of a program; changes nothing that runs. */
  async stage(
    part: ModuleProgram,
    program: string,
    lookUp: LookUp,
    tried: StagedTrial | undefined,
  ): Promise<StagedModule> {
    const reads = part.overlay ? await this.#importAll(part, part.overlay, lookUp) : [];
    return this.#stage(part, program, reads, tried);
  }

  /** As {@link stage}, at once; throws when a new ES module would have to be loaded. */
  stageNow(part: ModuleProgram, program: string, tried: StagedTrial | undefined): StagedModule {
    const { imports } = part.overlay ?? { imports: [] };
    if (part.format === 'module' && imports.length > 0) {
      throw new Error(`${imports[0]?.specifier ?? ''} cannot be imported while the main thread is stuck`);
    }
    const reads = imports.map(({ specifier, imported }) => this.#require(specifier, imported));
    return this.#stage(part, program, reads, tried);
  }

  #stage(
    part: ModuleProgram,
    program: string,
    reads: readonly (() => unknown)[],
    tried: StagedTrial | undefined,
  ): StagedModule {
    const state = part.overlay ? this.#stageOverlay(part.overlay, program, reads) : this.#state(part.state);
    const made = (id: number): LiveState | undefined => (id === part.state ? state : undefined);
    const evaluate = (hook: ScopeHook, code: string): unknown => {
      const factory = hook(`${code}\n//# sourceURL=${this.url}?suture=${encodeURIComponent(program)}`) as Factory;
      return factory(state.cells, state.overlay);
    };
    const hookOf = ({ state: id, key }: { state: number; key: string }): ScopeHook => {
      const holder = this.#holdersOf(id, key, made(id)).find((known) => typeof known[key] === 'function');
      if (!holder) throw new Error(`${this.url} has no class ${key} in state ${id}`);
      return holder[key] as ScopeHook;
    };
    const chooser = tried && chooserOf(tried.program, state.scope);
    const bodies = part.bodies.map(({ state: id, key, code, hook, tried: how }: BodyProgram): StagedBody => {
      const kept = code === null ? undefined : evaluate(hook ? hookOf(hook) : state.scope, code);
      const isChosen = part.overlay && tried?.program.calls !== 'all';
      const old = how?.old && isChosen ? this.#bodyOf(part.overlay.parent, how.old) : undefined;
      const body = tried && chooser && how && kept ? tried.trial.between(old, kept as Callable, how, chooser) : kept;
      return { holders: this.#holdersOf(id, key, made(id)), key, body, kept };
    });
    const members: StagedMember[] = [];
    for (const member of part.members) members.push(stageMember(member, hookOf(member.hook), evaluate, members));
    const exports = new Map<string, () => unknown>();
    for (const { name, code } of part.exports) {
      const read = evaluate(state.scope, code) as () => unknown;
      exports.set(name, part.format === 'module' ? read : this.#settle(name, read()));
    }
    return { part, format: part.format, program, state, bodies, members, exports };
  }

  /**
   * Puts something around what a cell calls, whoever set it; gives what takes it away again. A commit that sets the cell
   * anew takes it away as well.
   */
  probe({ state: id, key, scope, code, hook, handsOver }: ProbedCell, around: Around): () => void {
    const known: { own?: Callable } = {};
    const own = (): Callable => (known.own ??= this.#bodyOf(scope, { code, hook }));
    const takeAway = this.#holdersOf(id, key, undefined).map((holder) =>
      this.#layers.put(holder, key, around, handsOver, own),
    );
    return () => {
      for (const each of takeAway) each();
    };
  }

  /** A body that the module had before, or has, evaluated once more in a state of it. */
  #bodyOf(id: number, { code, hook }: { code: string; hook: ClassHook | null }): Callable {
    const state = this.#state(id);
    const classHolder = hook && this.#holdersOf(hook.state, hook.key, undefined).find((known) => hook.key in known);
    const scope = hook && classHolder ? (classHolder[hook.key] as ScopeHook) : state.scope;
    const factory = scope(`${code}\n//# sourceURL=${this.url}?suture=watch`) as Factory;
    return factory(state.cells, state.overlay) as Callable;
  }

  /** Ends the trial of what a commit put in: every call gets the new bodies, and none is counted. */
  settle({ bodies }: StagedModule): void {
    for (const { holders, key, body, kept } of bodies)
      for (const holder of holders) this.#layers.replace(holder, key, body, kept);
  }

  /** A CommonJS export is worked out before the commit, which must not run code of the application. */
  #settle(name: string, value: unknown): () => unknown {
    const target = this.#moduleExports();
    assertChangeable(target, name, Object.getOwnPropertyDescriptor(target, name));
    return () => value;
  }

  #moduleExports(): object {
    return this.#state(0).scope('module.exports') as object;
  }

  /** The objects that hold a cell: code of state 0 has those that it was loaded with. */
  #holdersOf(id: number, key: string, made: LiveState | undefined): Holder[] {
    const own = id === 0 ? this.#holders.filter((holder) => key in holder) : [];
    const cells = (made ?? this.#states.get(id))?.cells ?? this.#left.get(id)?.deref();
    return cells ? [...own, cells] : own;
  }

  /** States that were left and that no closure is left of; each is told once. */
  sweep(): number[] {
    const gone = [...this.#left].filter(([, cells]) => cells.deref() === undefined).map(([id]) => id);
    for (const id of gone) this.#left.delete(id);
    return gone;
  }

  /** Lets go of the states that a rollback would not lead to. */
  #leave(): void {
    const below = new Set<number>();
    for (let id: number | null = this.#current; id !== null; id = this.#state(id).parent) below.add(id);
    for (const [id, { cells }] of this.#states) {
      if (below.has(id)) continue;
      this.#left.set(id, new WeakRef(cells));
      this.#states.delete(id);
    }
  }

  async #importAll(part: ModuleProgram, made: OverlayProgram, lookUp: LookUp): Promise<(() => unknown)[]> {
    const reads: (() => unknown)[] = [];
    for (const { specifier, imported } of made.imports) {
      reads.push(await this.#import(part, specifier, imported, lookUp));
    }
    return reads;
  }

  #stageOverlay(made: OverlayProgram, program: string, reads: readonly (() => unknown)[]): LiveState {
    const parent = this.#state(made.parent);
    const overlay = Object.create(parent.overlay) as Overlay;
    for (const [index, { local }] of made.imports.entries()) {
      Object.defineProperty(overlay, local, { get: reads[index] as () => unknown, enumerable: true });
    }
    const cells: Holder = {};
    const code = `${made.code}\n//# sourceURL=${this.url}?suture=${encodeURIComponent(program)}`;
    const factory = parent.scope(code) as (cells: Holder, overlay: Overlay) => { scope: ScopeHook; bindings: object };
    const { scope, bindings } = factory(cells, overlay);
    Object.defineProperties(overlay, Object.getOwnPropertyDescriptors(bindings));
    return { parent: made.parent, scope, cells, overlay };
  }

  #require(specifier: string, imported: string, lookUp?: LookUp): () => unknown {
    const require = this.#state(0).scope('require') as NodeJS.Require;
    const loaded = require(specifier) as Record<string, unknown>;
    if (imported === '*') return () => loaded;
    const url = pathToFileURL(require.resolve(specifier)).href;
    return () => {
      // What the same patch exports is set at its commit only; until then it is with what is prepared.
      const staged = lookUp?.(url);
      const now = staged && 'part' in staged ? staged.exports.get(imported) : undefined;
      return now ? now() : loaded[imported];
    };
  }

  /** Loads a dependency and makes a reader of one of its exports, patched ones included. */
  async #import(part: ModuleProgram, specifier: string, imported: string, lookUp: LookUp): Promise<() => unknown> {
    const { scope } = this.#state(0);
    if (part.format === 'commonjs') return this.#require(specifier, imported, lookUp);
    const load = scope('$specifier=>import($specifier)') as (specifier: string) => Promise<Record<string, unknown>>;
    const loaded = await load(specifier);
    const url = this.#meta?.resolve(specifier) ?? '';
    const read = (name: string): unknown => {
      const source = lookUp(url);
      const patched = source?.exports.get(name);
      if (patched) return patched();
      // What a module namespace says of a CommonJS module is what it exported when it was loaded.
      const isCommonJs = source !== undefined && source.format === 'commonjs' && name !== 'default';
      const { default: live } = loaded as { default?: Record<string, unknown> };
      return isCommonJs && live && name in live ? live[name] : loaded[name];
    };
    if (imported !== '*') return () => read(imported);
    const everything = new Proxy(loaded, {
      get: (_target, key) => (typeof key === 'string' ? read(key) : Reflect.get(loaded, key)),
    });
    return () => everything;
  }

  /** Puts a staged part in force. Synchronous, and runs no code of the application. */
  commit({ part, program, state, bodies, members, exports }: StagedModule): void {
    for (const { holders, key, body } of bodies) for (const holder of holders) this.#layers.set(holder, key, body);
    this.#states.set(part.state, state);
    this.#current = part.state;
    this.version = part.to;
    this.#leave();
    const undo: (() => void)[] = [];
    for (const { home, key, descriptor } of members) {
      undo.push(setProperty(home, key, descriptor));
    }
    this.#setExports(part, exports, undo);
    if (undo.length > 0) this.#undo.set(program, undo);
    if (part.undo === null) return;
    for (const back of (this.#undo.get(part.undo) ?? []).reverse()) back();
    this.#undo.delete(part.undo);
  }

  #setExports(part: ModuleProgram, exports: ReadonlyMap<string, () => unknown>, undo: (() => void)[]): void {
    for (const [name, read] of exports) {
      if (part.format === 'module') {
        const before = this.exports.get(name);
        this.exports.set(name, read);
        undo.push(() => (before ? this.exports.set(name, before) : this.exports.delete(name)));
      } else {
        const target = this.#moduleExports();
        const was = Object.getOwnPropertyDescriptor(target, name);
        const value = { value: read(), writable: true, enumerable: was?.enumerable ?? true, configurable: true };
        undo.push(setProperty(target, name, value));
      }
    }
  }
}

function chooserOf(trial: TrialProgram, scope: ScopeHook): Chooser {
  if (trial.calls === 'when') return scope(trial.code) as Chooser;
  return trial.calls === 'share' ? () => Math.random() < trial.share : () => true;
}
