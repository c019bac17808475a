import type { ModuleFormat } from '@suture/protocol/process.js';
import { names } from '../load/names.ts';
import { Layers } from './layers.ts';
import { type ImportGround, type LookUp, readImport, readRequired } from './read-import.ts';
import { loadedNamespace, PatchedNamespace } from './namespace.ts';
import type { ClassHook, ModuleProgram } from './program.ts';
import type { Around, Callable, ProbedCell, ReplacedCell } from './probe.ts';
import { assignExports, readExports } from './live-exports.ts';
import { LiveStates } from './live-states.ts';
import { ownerOf, toldToMake } from './made-instance.ts';
import { reachPrivates, reachSuper } from './reached.ts';
import { setMember, stageLength } from './property.ts';
import type { Holder, Overlay, ScopeHook } from './registry.ts';
import { stageModule } from './stage-module.ts';
import type { StagedBody, StagedModule } from './staged-module.ts';
import { watchProgram, withSourceUrl } from './source-url.ts';
import type { Trial } from './trial.ts';

/** How a module gets at others. */
export interface Imports extends Pick<ImportGround, 'aside'> {
  /** Shows the promise of an `import(…)` what patches made of the module. */
  readonly importer: (promise: Promise<object>) => Promise<object>;
}

// As they were before the application came to them.
const { construct, getPrototypeOf } = Reflect;

type Factory = (cells: Holder, overlay: Overlay) => unknown;

/** Runs something while CommonJS exports are what the modules prepared so far make of them. */
export type Together = <Result>(run: () => Result) => Result;

/** A module that runs: its cells, its scopes, and what is in force. Belongs to the main thread. */
export class LiveModule {
  readonly url: string;
  readonly format: ModuleFormat;
  version = 0;
  /** Exports that patches added or changed; CommonJS has them on `module.exports` itself. */
  readonly exports: Map<string, () => unknown> = new Map();
  /** The namespace that others got of it; undefined until it was wanted and at hand. */
  loaded: object | undefined;
  /** The namespace of an ES module, with these. */
  readonly namespace: PatchedNamespace = new PatchedNamespace(this.exports);
  readonly #states: LiveStates;
  readonly #layers = new Layers();
  /** Bodies that choose between two of them. */
  readonly #choosers = new WeakSet<object>();
  readonly #undo = new Map<string, (() => void)[]>();
  readonly #meta: ImportMeta | undefined;
  readonly #imports: Imports;

  constructor(url: string, holders: Holder[], scope: ScopeHook, meta: ImportMeta | undefined, imports: Imports) {
    this.url = url;
    this.#meta = meta;
    this.#imports = imports;
    this.format = meta ? 'module' : 'commonjs';
    const tools = {
      meta,
      import: imports.importer,
      super: reachSuper,
      privates: reachPrivates,
      construct,
      above: getPrototypeOf,
      told: toldToMake,
      owner: ownerOf,
      length: stageLength,
    };
    // Under the one name that no binding of a module has.
    const overlay = Object.create(null, { [names.holder]: { value: tools } }) as Overlay;
    this.#states = new LiveStates(url, holders, scope, overlay);
  }

  /** The innermost scope of the state that is in force. */
  get scope(): ScopeHook {
    return this.#states.current.scope;
  }

  /** The scopes inside of its classes. */
  get classScopes(): ScopeHook[] {
    return this.#states.classScopes();
  }

  /** What imports of the module are resolved from. */
  get #ground(): ImportGround {
    return { scope: this.#states.get(0).scope, meta: this.#meta, aside: this.#imports.aside };
  }

  /** Evaluates the code of a program; changes nothing that runs. `together` runs it as what is prepared before it demands. */
  async stage(part: ModuleProgram, program: string, lookUp: LookUp, together: Together): Promise<StagedModule> {
    if (part.format === 'commonjs') return together(() => this.stageNow(part, program, lookUp));
    const reads: (() => unknown)[] = [];
    for (const wanted of part.overlay?.imports ?? []) reads.push(await readImport(wanted, this.#ground, lookUp));
    return together(() => this.#stage(part, program, reads));
  }

  /** As {@link stage}, at once; throws when a new ES module would have to be loaded. */
  stageNow(part: ModuleProgram, program: string, lookUp: LookUp): StagedModule {
    const { imports } = part.overlay ?? { imports: [] };
    if (part.format === 'module' && imports.length > 0) {
      throw new Error(`${imports[0]?.specifier ?? ''} cannot be imported while the thread is stuck`);
    }
    const reads = imports.map((wanted) => readRequired(wanted, this.#ground, lookUp));
    return this.#stage(part, program, reads);
  }

  /** Gets the namespace that others got of it, if that is at hand. */
  async findNamespace(): Promise<void> {
    this.loaded ??= await loadedNamespace(this.#states.get(0).scope, this.url);
  }

  #stage(part: ModuleProgram, program: string, reads: readonly (() => unknown)[]): StagedModule {
    const exported = (): object => this.#moduleExports();
    return stageModule({ url: this.url, states: this.#states, layers: this.#layers, exported }, part, program, reads);
  }

  /**
   * Puts something around what a cell calls, whoever set it; gives what takes it away again. A commit that sets the cell
   * anew takes it away as well.
   */
  probe({ state: id, key, scope, code, hook, handsOver }: ProbedCell, around: Around): () => void {
    const known: { own?: Callable } = {};
    const own = (): Callable => (known.own ??= this.#bodyOf(scope, { code, hook }));
    return this.#put(id, key, (holder) => this.#layers.put(holder, key, around, handsOver, own));
  }

  /** What the guard of a cell calls, or its own body while the cell is empty; with `handsOver` what makes that. */
  callee({ state: id, key, scope, code, hook }: ProbedCell): Callable {
    const [holder] = this.#states.holdersOf(id, key);
    return (holder?.[key] as Callable | undefined) ?? this.#bodyOf(scope, { code, hook });
  }

  /** Puts a staged part in force; gives what makes everything as it was, within the same turn or with the main thread held. */
  rehearse(staged: StagedModule): () => void {
    const cells = staged.bodies.flatMap(({ holders, key }) => holders.map((holder) => this.#layers.save(holder, key)));
    const back = this.#states.save();
    const { version } = this;
    this.commit(staged);
    return () => {
      for (const undo of (this.#undo.get(staged.program) ?? []).reverse()) undo();
      this.#undo.delete(staged.program);
      for (const putBack of cells) putBack();
      back();
      this.version = version;
    };
  }

  /** Has a cell call another body for a while, which is given something; gives what puts the former one back. */
  replace({ state: id, key, scope, code, hook, handsOver }: ReplacedCell, given: object): () => void {
    const { cells, overlay } = this.#states.get(scope);
    const make = this.#evaluateIn(scope, hook, code) as (given: object) => Factory;
    const body = make(given)(cells, overlay) as Callable;
    const instead = (_own: Callable, handed?: readonly unknown[]): Callable =>
      handed ? (Reflect.apply(body, undefined, handed) as Callable) : body;
    return this.#put(id, key, (holder) => {
      if (this.#choosers.has(this.#layers.base(holder, key) as object))
        throw new Error('It runs for some calls only, as a canary');
      return this.#layers.put(holder, key, instead, handsOver, () => body);
    });
  }

  #put(id: number, key: string, into: (holder: Holder) => () => void): () => void {
    const takeAway = this.#states.holdersOf(id, key).map(into);
    return () => {
      for (const each of takeAway) each();
    };
  }

  /** Puts what counts and chooses into the cells of a staged part: the new bodies, or beside them those of now. */
  tryOut(staged: StagedModule, trial: Trial): StagedModule {
    const { part, state } = staged;
    const chooser = trial.chooser(state.scope);
    const bodies = staged.bodies.map((cell, index): StagedBody => {
      const how = part.bodies[index]?.tried;
      if (!how || cell.plain === undefined) return cell;
      const old = chooser && how.old && part.overlay ? this.#bodyOf(part.overlay.parent, how.old) : undefined;
      const body = trial.between(old, cell.plain as Callable, how, chooser);
      if (old) this.#choosers.add(body);
      return { ...cell, body };
    });
    return { ...staged, bodies };
  }

  /** Ends the trial of what a commit put in: every call gets the new bodies, and none is counted. */
  settle({ bodies }: StagedModule): void {
    for (const { holders, key, body, plain } of bodies)
      for (const holder of holders) this.#layers.replace(holder, key, body, plain);
  }

  /** The body that a function has in a state, evaluated once more. */
  #bodyOf(id: number, { code, hook }: { code: string; hook: ClassHook | null }): Callable {
    const { cells, overlay } = this.#states.get(id);
    return (this.#evaluateIn(id, hook, code) as Factory)(cells, overlay) as Callable;
  }

  #evaluateIn(state: number, hook: ClassHook | null, code: string): unknown {
    const classHolder = hook && this.#states.holdersOf(hook.state, hook.key).find((known) => hook.key in known);
    const { scope: own, cells } = this.#states.get(state);
    const scope = hook && classHolder ? (classHolder[hook.key] as ScopeHook) : own;
    return scope(withSourceUrl(code, this.url, watchProgram, cells));
  }

  #moduleExports(): object {
    return this.#states.get(0).scope('module.exports') as object;
  }

  /** Keeps what takes back what a patch did beside what it put in force; that goes first. */
  takeBackWith(program: string, backs: readonly (() => void)[]): void {
    if (backs.length > 0) this.#undo.set(program, [...(this.#undo.get(program) ?? []), ...backs]);
  }

  /** States that were left and that no closure is left of; each is told once. */
  sweep(): number[] {
    return this.#states.sweep();
  }

  /** Puts a staged part in force. Synchronous, and runs no code of the application. */
  commit({ part, program, state, bodies, members, exports }: StagedModule): void {
    for (const { holders, key, body } of bodies) for (const holder of holders) this.#layers.set(holder, key, body);
    this.#states.enter(part.state, state);
    this.version = part.to;
    const undo: (() => void)[] = [];
    for (const member of members) undo.push(setMember(member));
    if (part.format === 'module') readExports(this.exports, exports, undo);
    else if (exports.size > 0) assignExports(this.#moduleExports(), exports, undo);
    if (undo.length > 0) this.#undo.set(program, undo);
    for (const undone of part.undo) {
      for (const back of (this.#undo.get(undone) ?? []).reverse()) back();
      this.#undo.delete(undone);
    }
  }
}
