import type { ModuleEdit, ModulePlan, Plan } from '@suture/protocol/plan.js';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { instrument, type Unpatchable } from '../load/instrument.ts';
import type { ReplayedPatch } from '../load/replay.ts';
import type { ModuleProgram, Program, TrialProgram } from '../swap/program.ts';
import type { Committed } from '../swap/runtime.ts';
import { limits } from '../limits.ts';
import { analyse } from '../syntax/analyse.ts';
import { parse } from '../syntax/parse.ts';
import type { NewImport } from './delta.ts';
import { warnOfMixing, whyNotForSome, whyNotOver } from './for-some.ts';
import { importsFrom, namespacesOf, passedOn } from './importers.ts';
import { ModuleHistory } from './module-history.ts';
import type { Ground, Proposal } from './proposal.ts';
import { nothingStale } from './stale.ts';
import type { State } from './state.ts';

/** A module as a load hook saw it. */
export interface LoadedSource {
  readonly url: string;
  readonly format: ModuleFormat;
  /** JavaScript, before it was instrumented. */
  readonly source: string;
  /** Whether Node stripped the types of a TypeScript file to get it. */
  readonly stripped: boolean;
  /** What was loaded in its place: the source with patches that were applied again. */
  readonly replayed?: { readonly source: string; readonly patches: readonly ReplayedPatch[] } | undefined;
  /** Patches that were to be applied again and do not fit this source. */
  readonly unfit?: readonly string[] | undefined;
}

/** What the workbench knows of a loaded module. */
export interface KnownModule extends LoadedSource {
  /** 0 as loaded. */
  readonly version: number;
  readonly patched: boolean;
  /** The JavaScript that runs now, without guards. */
  readonly running: string;
  readonly functions: number;
  readonly unpatchable: readonly Unpatchable[];
}

/** A plan and, when it is applicable, the program that carries it out. */
export interface Prepared {
  readonly plan: Plan;
  readonly program?: Program | undefined;
}

/** How an edit is to be tried out, if at all, and which live patches are for some calls only. */
export interface TryingOut {
  readonly trial?: TrialProgram | undefined;
  readonly canaries: ReadonlySet<string>;
}

const plainly: TryingOut = { canaries: new Set() };

/** Why a rollback cannot be prepared. */
export interface CannotRollBack {
  readonly code: 'unknown_patch' | 'patch_in_the_way' | 'wrong_state' | 'plan_refused';
  readonly message: string;
}

interface Accepted {
  readonly program: Program;
  readonly apply: readonly (() => void)[];
}

/**
 * The engine's half in the agent's thread: knows the source of every loaded module and of every live
 * patch, and turns edits into plans and programs. Pure: touches neither process nor disk.
 */
export class Workbench {
  readonly #modules = new Map<string, ModuleHistory>();
  /** Programs that were handed out and what to note when the main thread has carried them out. */
  readonly #handedOut = new Map<string, Accepted>();

  /** Takes note of a module that a load hook made patchable; loaded again from another source, it begins anew. */
  loaded(module: LoadedSource): void {
    if (this.#modules.get(module.url)?.loaded.source === module.source) return;
    this.#modules.set(module.url, new ModuleHistory(module));
  }

  /** Every module that can be patched, in load order. */
  modules(): KnownModule[] {
    return [...this.#modules.values()].map((history) => this.#known(history));
  }

  /** One module by URL. */
  module(url: string): KnownModule | undefined {
    const history = this.#modules.get(url);
    return history && this.#known(history);
  }

  /** Version of a module that runs now. */
  version(url: string): number | undefined {
    return this.#modules.get(url)?.version;
  }

  /** The state of a module that runs now. */
  state(url: string): State | undefined {
    return this.#modules.get(url)?.current;
  }

  #known(history: ModuleHistory): KnownModule {
    const { loaded, version } = history;
    const made = history.figures((module) => instrument(module.source, module));
    return { ...loaded, version, patched: history.isPatched, running: history.source, ...made };
  }

  /** Says what an edit would do; `displayPath` turns a URL into the path that people read. */
  plan(
    id: string,
    edits: readonly ModuleEdit[],
    displayPath: (url: string) => string,
    tryingOut: TryingOut = plainly,
  ): Prepared {
    const { plan, proposals } = this.#propose(id, edits, displayPath, tryingOut);
    if (!plan.applicable) return { plan };
    const { trial } = tryingOut;
    return { plan, program: { ...this.#handOut(id, proposals), ...(trial && { trial }) } };
  }

  /** `patch` is null for a state that is none: the way back from a patch that was loaded with its module. */
  #propose(
    patch: string | null,
    edits: readonly ModuleEdit[],
    displayPath: (url: string) => string,
    { trial, canaries }: TryingOut = plainly,
  ): { plan: Plan; proposals: Map<ModuleHistory, Proposal> } {
    const trying = trial && (trial.calls === 'all' ? 'all' : 'some');
    const proposals = new Map<ModuleHistory, Proposal>();
    const plans = new Map<string, ModulePlan>();
    for (const edit of edits) {
      const history = this.#modules.get(edit.url);
      const path = displayPath(edit.url);
      const base = { path, url: edit.url, version: history?.version ?? 0 };
      const refuse = (reason: string, line = 1): void => {
        plans.set(edit.url, { ...base, changes: [], refusals: [{ reason, function: '', line }], warnings: [] });
      };
      if (!history) {
        refuse('The process has not loaded this module.');
        continue;
      }
      if (history.version !== edit.version) {
        refuse(`It was patched since: this edit was made from version ${edit.version}, and ${history.version} runs.`);
        continue;
      }
      if (edit.source.length > limits.planCharacters) {
        refuse(
          `It has more than ${limits.planCharacters} characters, which is more than the agent takes apart in a process.`,
        );
        continue;
      }
      const parsed = parse(edit.source, history.loaded.format);
      if (!parsed.ok) {
        refuse(`It is not JavaScript: ${parsed.reason}.`, parsed.line);
        continue;
      }
      const after = analyse(edit.source, parsed.program, history.loaded.format);
      proposals.set(history, history.propose(after, patch, nothingStale, trying));
    }
    this.#followImporters(patch, proposals, trying);
    if (trying === 'some') warnOfMixing([...proposals.values()]);
    for (const [history, proposal] of proposals) {
      if (trying === 'some') proposal.refusals.push(...whyNotForSome(proposal));
      if (canaries.size > 0) proposal.refusals.push(...whyNotOver(history.current, proposal, canaries));
    }
    for (const [history, { changes, refusals, warnings }] of proposals) {
      const { url } = history.loaded;
      plans.set(url, { path: displayPath(url), url, version: history.version, changes, refusals, warnings });
    }
    const modules = [...plans.values()];
    const applicable = modules.every((m) => m.refusals.length === 0) && modules.some((m) => m.changes.length > 0);
    return { plan: { applicable, modules }, proposals };
  }

  /** Modules that copied a value which changes are made to read it anew, and so are those that copied from them. */
  #followImporters(patch: string | null, proposals: Map<ModuleHistory, Proposal>, trying: Ground['trying']): void {
    const stale = new Map<ModuleHistory, { imports: Map<string, NewImport>; namespaces: Map<string, Set<string>> }>();
    const queue = [...proposals].map(([history, { delta }]) => ({
      history,
      url: history.loaded.url,
      names: new Map([...delta.reexported].map((name) => [name, name])),
      origin: undefined as string | undefined,
    }));
    const passed = new Set<string>();
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { history, url, names, origin } = next;
      if (names.size === 0) continue;
      for (const importer of this.#modules.values()) {
        if (importer === history) continue;
        const proposal = proposals.get(importer);
        const analysis = (proposal?.state ?? importer.current).reading.analysis;
        const again = passedOn(analysis, importer.loaded.url, url, names.keys());
        const way = `${importer.loaded.url} ${origin ?? url} ${[...again.keys()].join()}`;
        if (again.size > 0 && !passed.has(way)) {
          passed.add(way);
          const originals = new Map([...again].map(([name, inner]) => [name, names.get(inner) ?? inner]));
          queue.push({ history: importer, url: importer.loaded.url, names: originals, origin: origin ?? url });
        }
        const taken = importsFrom(analysis, importer.loaded.url, history.loaded);
        const spaces = namespacesOf(analysis, importer.loaded.url, history.loaded);
        const known = stale.get(importer) ?? { imports: new Map(), namespaces: new Map() };
        const fresh = taken.filter(
          (wanted) => !known.imports.has(wanted.local) && (wanted.imported === '*' || names.has(wanted.imported)),
        );
        if (fresh.length === 0 && spaces.length === 0) continue;
        for (const wanted of fresh) {
          const original = names.get(wanted.imported);
          // What is passed on is read from the module that has it.
          const isDirect = origin === undefined || original === undefined;
          known.imports.set(wanted.local, isDirect ? wanted : { ...wanted, specifier: origin, imported: original });
        }
        for (const name of spaces)
          known.namespaces.set(name, new Set([...(known.namespaces.get(name) ?? []), ...names.keys()]));
        stale.set(importer, known);
        const stillStale = { imports: [...known.imports.values()], namespaces: known.namespaces };
        const made = importer.propose(analysis, patch, stillStale, trying);
        if (made.changes.length === 0 && made.refusals.length === 0) continue;
        proposals.set(importer, made);
        const offered = new Map([...made.delta.reexported].map((name) => [name, name]));
        queue.push({ history: importer, url: importer.loaded.url, names: offered, origin: undefined });
      }
    }
  }

  #handOut(id: string, proposals: Map<ModuleHistory, Proposal>): Program {
    let functions = 0;
    const modules: ModuleProgram[] = [];
    const apply: (() => void)[] = [];
    for (const [history, proposal] of importedFirst(proposals)) {
      functions += proposal.functions;
      const { version: from, loaded } = history;
      modules.push({ url: loaded.url, from, to: from + 1, ...proposal.program });
      apply.push(() => history.advance(proposal.state));
    }
    const program: Program = { id, functions, modules };
    this.#handedOut.set(id, { program, apply });
    return program;
  }

  /** Prepares taking a patch out again. */
  rollback(id: string): Program | CannotRollBack {
    const touched = [...this.#modules.values()].filter((history) => history.patches.includes(id));
    if (touched.length === 0) return { code: 'unknown_patch', message: `There is no live patch ${id}.` };
    for (const history of touched) {
      const later = history.patches.at(-1);
      if (later !== id)
        return { code: 'patch_in_the_way', message: `Patch ${later} stands on top of it in ${history.loaded.url}.` };
    }
    if (touched.some((history) => history.replayedFrom(id) !== undefined)) return this.#rollbackReplayed(id, touched);
    const apply: (() => void)[] = [];
    let functions = 0;
    const modules = touched.map((history): ModuleProgram => {
      const back = history.goBack(id);
      functions += back.functions;
      apply.push(() => history.advance(back.state));
      const { version: from, loaded } = history;
      return { url: loaded.url, from, to: from + 1, ...back.program };
    });
    const program: Program = { id: `${id} rolled back`, functions, modules };
    this.#handedOut.set(program.id, { program, apply });
    return program;
  }

  /** What was loaded with a patch in it has no state without it: that one is made, as an edit back. */
  #rollbackReplayed(id: string, touched: readonly ModuleHistory[]): Program | CannotRollBack {
    const edits = touched.map((history): ModuleEdit => {
      const { version, loaded } = history;
      return { url: loaded.url, version, source: history.replayedFrom(id) ?? history.source };
    });
    const { plan, proposals } = this.#propose(null, edits, (url) => url);
    const [refusal] = plan.modules.flatMap(({ path, refusals }) =>
      refusals.map(({ line, reason }) => `${path}:${line}: ${reason}`),
    );
    if (refusal !== undefined)
      return { code: 'plan_refused', message: `It cannot be taken out while it runs: ${refusal}` };
    const program = this.#handOut(`${id} rolled back`, proposals);
    const out = this.#handedOut.get(program.id);
    if (out)
      this.#handedOut.set(program.id, {
        program,
        apply: [...out.apply, () => touched.forEach((one) => one.takenOut(id))],
      });
    return program;
  }

  /** Takes note that the main thread carried a program out, and of states that no closure is left of. */
  committed(program: Program, gone: Committed['gone'] = []): void {
    for (const note of this.#handedOut.get(program.id)?.apply ?? []) note();
    this.#handedOut.clear();
    for (const { url, state } of gone) this.#modules.get(url)?.forget(state);
  }
}

/** Puts modules behind those that they import from: what is computed from an import reads its new value. */
function importedFirst(proposals: ReadonlyMap<ModuleHistory, Proposal>): Map<ModuleHistory, Proposal> {
  const sorted = new Map<ModuleHistory, Proposal>();
  const visiting = new Set<ModuleHistory>();
  const visit = (history: ModuleHistory, proposal: Proposal): void => {
    if (visiting.has(history)) return;
    visiting.add(history);
    const { analysis } = proposal.state.reading;
    for (const [other, theirs] of proposals) {
      const [from, to] = [history.loaded.url, other.loaded];
      if (importsFrom(analysis, from, to).length > 0 || namespacesOf(analysis, from, to).length > 0)
        visit(other, theirs);
    }
    sorted.set(history, proposal);
  };
  for (const [history, proposal] of proposals) visit(history, proposal);
  return sorted;
}
