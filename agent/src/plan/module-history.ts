import type { Instrumented, Unpatchable } from '../load/instrument.ts';
import type { ReplayedPatch } from '../load/replay.ts';
import type { ClassHook, ModuleProgram } from '../swap/program.ts';
import { classKey } from '../load/names.ts';
import { type OwnMap, readOwnMap } from '../load/own-map.ts';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { environmentOf, keysOf } from '../syntax/environment.ts';
import { analyse } from '../syntax/analyse.ts';
import { parse } from '../syntax/parse.ts';
import type { Analysis } from '../syntax/scope.ts';
import type { Hidden } from './piece.ts';
import { type Making, type Proposal, propose } from './proposal.ts';
import { retargetBack } from './retarget.ts';
import { specifiersIn } from './specifier.ts';
import type { Stale } from './stale.ts';
import { textOf } from './moved/written.ts';
import { Reading, type State, sourceOf } from './state.ts';
import type { LoadedSource } from './loaded-source.ts';

/** Going back to an earlier state. */
export interface WayBack {
  readonly functions: number;
  readonly program: Omit<ModuleProgram, 'url' | 'from' | 'to'>;
}

/** What the guards of a source hand over when it is instrumented whole, as at load. */
function guardsAtLoad(analysis: Analysis): Map<number, readonly string[] | null> {
  const guards = new Map<number, readonly string[] | null>();
  for (const site of analysis.sites) {
    if (!isFunction(site) || whyUnpatchable(site)) continue;
    const environment = environmentOf(site);
    guards.set(site.index, environment.length === 0 ? null : environment.flatMap(keysOf));
  }
  return guards;
}

/** Everything that one module has been, from its load on. */
export class ModuleHistory {
  readonly loaded: LoadedSource;
  readonly loadedAfter: number;
  /** 0 as loaded; counts up with each patch and each rollback. */
  version = 0;
  #states: State[] | undefined;
  #current: State | undefined;
  #nextState = 1;
  #lineages = 0;
  /** The newest edit that came with a source map. */
  #given: { readonly source: string; readonly map: string } | undefined;
  /** Patches that it was loaded with. */
  readonly #replayed: readonly ReplayedPatch[];
  /** What the source says, where no state holds it. */
  #analysis: WeakRef<Analysis> | undefined;
  #specifiers: readonly string[] | undefined;
  #figures: { functions: number; unpatchable: readonly Unpatchable[] } | undefined;

  /** `loadedAfter` says when it was loaded, by a count that goes up with each program that is carried out. */
  constructor(loaded: LoadedSource, loadedAfter: number) {
    this.loaded = loaded;
    this.loadedAfter = loadedAfter;
    this.#replayed = loaded.replayed?.patches ?? [];
  }

  /** What state 0 was made from. */
  get #initial(): string {
    return this.loaded.replayed?.source ?? this.loaded.source;
  }

  /** The state that runs. Parsed when it is first asked for: most modules are never patched. */
  get current(): State {
    this.#current ??= this.#first();
    return this.#current;
  }

  /** What the source that runs says; not held for it: most modules are looked into only because they import from others. */
  get analysis(): Analysis {
    if (this.#current) return this.#current.reading.analysis;
    const known = this.#analysis?.deref();
    if (known) return known;
    const made = this.#analyse();
    this.#analysis = new WeakRef(made);
    return made;
  }

  /** What it may import, as the text says: more rather than less. */
  get specifiers(): readonly string[] {
    this.#specifiers ??= specifiersIn(this.source);
    return this.#specifiers;
  }

  get source(): string {
    return this.#current ? sourceOf(this.#current) : this.#initial;
  }

  get isPatched(): boolean {
    return this.patches.length > 0;
  }

  /** The states from the one as loaded to the one that runs. */
  get line(): State[] {
    const line: State[] = [];
    for (let state: State | null = this.#current ?? null; state; state = state.parent) line.unshift(state);
    return line;
  }

  /** Live patches, the oldest first. */
  get patches(): string[] {
    return this.patchesAt(this.line);
  }

  /** The patches that were live when the last of some states was in force. */
  patchesAt(line: readonly State[]): string[] {
    const out = new Set(line.map((state) => state.out));
    const ids = [...this.#replayed.map(({ id }) => id), ...line.flatMap(({ patch }) => patch ?? [])];
    return ids.filter((id) => !out.has(id));
  }

  /** The source just after a patch, and just before it. */
  sourcesOf(id: string): { readonly after: string; readonly before: string } | undefined {
    const state = this.line.find(({ patch }) => patch === id);
    if (state?.parent) return { after: sourceOf(state), before: sourceOf(state.parent) };
    const at = this.#replayed.findIndex((patch) => patch.id === id);
    const before = this.#replayed[at]?.before;
    return before === undefined ? undefined : { after: this.#replayed[at + 1]?.before ?? this.#initial, before };
  }

  /** Counts of the module as it was loaded; worked out once. */
  figures(make: (module: LoadedSource) => Instrumented): { functions: number; unpatchable: readonly Unpatchable[] } {
    if (this.#figures === undefined) {
      const made = make({ ...this.loaded, source: this.#initial });
      this.#figures = made.ok
        ? { functions: made.functions, unpatchable: made.unpatchable() }
        : { functions: 0, unpatchable: [] };
    }
    return this.#figures;
  }

  /** Reads the source that it was loaded with. */
  #analyse(): Analysis {
    const { format, url } = this.loaded;
    const parsed = parse(this.#initial, format);
    if (!parsed.ok) throw new Error(`${url} was instrumented but does not parse: ${parsed.reason}`);
    return analyse(this.#initial, parsed.program, format);
  }

  #first(): State {
    const { format } = this.loaded;
    const source = this.#initial;
    const analysis = this.analysis;
    const hooks = new Map<number, ClassHook>();
    for (const owner of analysis.classes)
      if (!owner.site) hooks.set(owner.index, { state: 0, key: classKey(owner.index) });
    const lineages = analysis.sites.map(() => this.#lineages++);
    const hidden: Hidden = {
      imports: new Set(),
      bindings: new Set(),
      gone: new Set(),
      privates: new Map(),
      stamps: new Map(),
    };
    const guards = guardsAtLoad(analysis);
    const reading = new Reading(analysis, format);
    const { map, replayed } = this.loaded;
    const state: State = {
      id: 0,
      parent: null,
      source,
      written: null,
      map: map === undefined || !replayed ? map : (replayed.map ?? readOwnMap(source)),
      reading,
      lineages,
      changed: new Set(),
      edited: new Set(),
      promised: new Set(),
      guards,
      hooks,
      hidden,
      program: '',
      patch: null,
      out: null,
    };
    this.#states = [state];
    return state;
  }

  /** What an edited source would do here; `map` is the source map that it was handed over with. */
  propose(after: Analysis, making: Making, stale: Stale, map?: string): Proposal {
    const { current } = this;
    const ground = {
      format: this.loaded.format,
      current,
      states: this.#states ?? [current],
      nextState: this.#nextState,
      newLineage: () => this.#lineages++,
    };
    const source = textOf(current, after);
    if (map !== undefined) this.#given = { source, map };
    return propose(ground, after, making, stale, this.#mapOf(source));
  }

  /** The source map of a source of this module; undefined where none is wanted. */
  #mapOf(source: string): OwnMap | undefined {
    if (this.loaded.map === undefined) return undefined;
    const known = this.#given?.source === source ? this.#given : this.#states?.find((one) => sourceOf(one) === source);
    return known?.map === undefined ? readOwnMap(source) : known.map;
  }

  /** The way back to a state that was in force. */
  goBack(target: State): WayBack {
    const left = this.line.slice(this.line.indexOf(target) + 1);
    const changed = new Set(left.flatMap((state) => [...state.changed]));
    const { bodies, functions } = retargetBack(this.#states ?? [], target, changed);
    const undo = left.map(({ program }) => program).reverse();
    const nothing = {
      overlay: null,
      extensions: [],
      members: [],
      properties: [],
      arrangements: [],
      exports: [],
      statements: [],
      gone: [],
    };
    return { functions, program: { format: this.loaded.format, state: target.id, ...nothing, bodies, undo } };
  }

  /** Takes note that a state runs now. */
  advance(state: State): void {
    this.version++;
    this.#specifiers = undefined;
    this.#current?.reading.release();
    state.reading.hold();
    this.#current = state;
    if (!this.#states?.includes(state)) {
      this.#states?.push(state);
      this.#nextState = state.id + 1;
    }
  }

  /** Drops a state that has been left and that no closure is left of. */
  forget(id: number): void {
    this.#states = this.#states?.filter((state) => state.id !== id || this.#isOnTheWay(state));
  }

  #isOnTheWay(wanted: State): boolean {
    for (let state: State | null = this.#current ?? null; state; state = state.parent)
      if (state === wanted) return true;
    return false;
  }
}
