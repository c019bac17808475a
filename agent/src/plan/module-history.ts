import type { Instrumented, Unpatchable } from '../load/instrument.ts';
import type { ReplayedPatch } from '../load/replay.ts';
import type { ClassHook, ModuleProgram } from '../swap/program.ts';
import { classKey } from '../load/names.ts';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { environmentOf } from '../syntax/environment.ts';
import { analyse } from '../syntax/analyse.ts';
import { parse } from '../syntax/parse.ts';
import type { Analysis } from '../syntax/scope.ts';
import { type Ground, type Proposal, propose } from './proposal.ts';
import { retarget } from './retarget.ts';
import type { Stale } from './stale.ts';
import { Reading, type State } from './state.ts';
import type { LoadedSource } from './workbench.ts';

/** Going back to the state before a patch. */
export interface WayBack {
  readonly state: State;
  readonly functions: number;
  readonly program: Omit<ModuleProgram, 'url' | 'from' | 'to'>;
}

/** What the guards of a source hand over when it is instrumented whole, as at load. */
function guardsAtLoad(analysis: Analysis): Map<number, readonly string[] | null> {
  const guards = new Map<number, readonly string[] | null>();
  for (const site of analysis.sites) {
    if (!isFunction(site) || whyUnpatchable(site)) continue;
    const environment = environmentOf(site);
    guards.set(site.index, environment.length === 0 ? null : environment.map(({ key }) => key));
  }
  return guards;
}

/** Everything that one module has been, from its load on. */
export class ModuleHistory {
  readonly loaded: LoadedSource;
  /** 0 as loaded; counts up with each patch and each rollback. */
  version = 0;
  #states: State[] | undefined;
  #current: State | undefined;
  #nextState = 1;
  #lineages = 0;
  /** Patches that it was loaded with and that are still in force. */
  #replayed: readonly ReplayedPatch[];
  #figures: { functions: number; unpatchable: readonly Unpatchable[] } | undefined;

  constructor(loaded: LoadedSource) {
    this.loaded = loaded;
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

  get source(): string {
    return this.#current?.source ?? this.#initial;
  }

  get isPatched(): boolean {
    return this.patches.length > 0;
  }

  /** Live patches, the oldest first. */
  get patches(): string[] {
    const ids: string[] = [];
    for (let state: State | null = this.#current ?? null; state; state = state.parent)
      if (state.patch) ids.unshift(state.patch);
    return [...this.#replayed.map(({ id }) => id), ...ids];
  }

  /** The source without a patch that the module was loaded with; undefined when it was not. */
  replayedFrom(id: string): string | undefined {
    return this.#replayed.find((patch) => patch.id === id)?.before;
  }

  /** Takes note that a patch which the module was loaded with is not in force any more. */
  takenOut(id: string): void {
    this.#replayed = this.#replayed.filter((patch) => patch.id !== id);
  }

  /** Counts of the module as it was loaded; worked out once. */
  figures(make: (module: LoadedSource) => Instrumented): { functions: number; unpatchable: readonly Unpatchable[] } {
    if (this.#figures === undefined) {
      const made = make({ ...this.loaded, source: this.#initial });
      this.#figures = made.ok
        ? { functions: made.functions, unpatchable: made.unpatchable }
        : { functions: 0, unpatchable: [] };
    }
    return this.#figures;
  }

  #first(): State {
    const { format } = this.loaded;
    const source = this.#initial;
    const parsed = parse(source, format);
    if (!parsed.ok) throw new Error(`${this.loaded.url} was instrumented but does not parse: ${parsed.reason}`);
    const analysis = analyse(source, parsed.program, format);
    const hooks = new Map<number, ClassHook>();
    for (const owner of analysis.classes)
      if (!owner.site) hooks.set(owner.index, { state: 0, key: classKey(owner.index) });
    const lineages = analysis.sites.map(() => this.#lineages++);
    const hidden = { imports: new Set<string>(), bindings: new Set<string>(), gone: new Set<string>() };
    const guards = guardsAtLoad(analysis);
    const reading = new Reading(analysis, format);
    const state: State = {
      id: 0,
      parent: null,
      source,
      reading,
      lineages,
      changed: new Set(),
      guards,
      hooks,
      hidden,
      patch: null,
    };
    this.#states = [state];
    return state;
  }

  /** What an edited source would do here. */
  propose(after: Analysis, patch: string | null, stale: Stale, trying?: Ground['trying']): Proposal {
    const { current } = this;
    const ground = {
      trying,
      format: this.loaded.format,
      current,
      states: this.#states ?? [current],
      nextState: this.#nextState,
      newLineage: () => this.#lineages++,
    };
    return propose(ground, after, patch, stale);
  }

  /** The way back to the state before the newest patch. */
  goBack(patch: string): WayBack {
    const { current } = this;
    const { parent } = current;
    if (!parent) throw new Error(`${this.loaded.url} has no state before ${patch}`);
    const { bodies, functions } = retarget(this.#states ?? [], parent, current.changed);
    const program = {
      format: this.loaded.format,
      state: parent.id,
      overlay: null,
      bodies,
      members: [],
      exports: [],
      undo: patch,
    };
    return { state: parent, functions, program };
  }

  /** Takes note that a state runs now. */
  advance(state: State): void {
    this.version++;
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
