import type { ModuleEdit, ModulePlan, Plan } from '@suture/protocol/plan.js';
import type { LeftBehind } from '@suture/protocol/remark.js';
import { instrument } from '../load/instrument.ts';
import type { ModuleProgram, Program } from '../swap/program.ts';
import type { Committed } from '../swap/runtime.ts';
import { warnOfMixing, whyNotForSome, whyNotOver } from './for-some.ts';
import { FormerStates } from './former-states.ts';
import { followImporters, importedFirst } from './follow-importers.ts';
import type { KnownModule, LoadedSource } from './loaded-source.ts';
import { ModuleHistory } from './module-history.ts';
import { type Outlook, outlookOf } from './outlook.ts';
import type { Making, Proposal } from './proposal.ts';
import type { CannotRollBack, Prepared, TryingOut, WayBack } from './prepared.ts';
import { readEdit } from './read-edit.ts';
import { nothingStale } from './stale.ts';
import { sourceWithout, stateWithout, whyItStays } from './take-out.ts';
import { resolvesTo } from './specifier.ts';
import type { State } from './state.ts';
import { warnAcross } from './warn-across.ts';

const plainly: TryingOut = { canaries: new Set() };

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
  /** How many programs had been carried out when each live patch was, itself included. */
  readonly #taken = new Map<string, number>();
  #carriedOut = 0;
  readonly #former = new FormerStates();
  readonly #standsIn: boolean;

  /** `standsIn`: an ES module that is loaded later gets what patches export of those that it imports from. */
  constructor({ standsIn = false }: { standsIn?: boolean } = {}) {
    this.#standsIn = standsIn;
  }

  /** Takes note of a module that a load hook made patchable; loaded again from another source, it begins anew. */
  loaded(module: LoadedSource): void {
    if (this.#modules.get(module.url)?.loaded.source === module.source) return;
    const history = new ModuleHistory(module, this.#carriedOut);
    this.#former.loaded(history, this.#taken.keys());
    this.#modules.set(module.url, history);
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
    { trial, canaries, covers }: TryingOut = plainly,
  ): Prepared {
    const trying = trial && (trial.calls === 'all' ? 'all' : 'some');
    const making: Making = { program: id, patch: id, out: null, trying, covers };
    const { plan, proposals } = this.#propose(making, edits, displayPath, canaries);
    return plan.applicable ? { plan, program: { ...this.#handOut(id, proposals), ...(trial && { trial }) } } : { plan };
  }

  /** What an edit would change, and every module as it would be then; notes nothing. */
  outlook(edits: readonly ModuleEdit[]): Outlook {
    const making: Making = { program: 'outlook', patch: null, out: null };
    const { plan, proposals } = this.#propose(making, edits, (url) => url);
    return outlookOf(this.#modules.values(), plan, proposals);
  }

  #propose(
    making: Making,
    edits: readonly ModuleEdit[],
    displayPath: (url: string) => string,
    canaries: ReadonlySet<string> = new Set(),
  ): { plan: Plan; proposals: Map<ModuleHistory, Proposal> } {
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
      const read = readEdit(history, edit);
      if ('reason' in read) {
        refuse(read.reason, read.line);
        continue;
      }
      proposals.set(history, history.propose(read.after, making, nothingStale, edit.map));
    }
    followImporters(() => this.#modules.values(), making, proposals);
    if (making.trying === 'some') {
      warnOfMixing([...proposals.values()]);
      for (const proposal of proposals.values()) proposal.refusals.push(...whyNotForSome(proposal));
    }
    for (const [history, proposal] of proposals)
      proposal.refusals.push(...whyNotOver(history.current, proposal, canaries));
    // Who takes a patch out is asked nothing.
    if (making.patch !== null) warnAcross([...this.#modules.values()], proposals, displayPath, this.#standsIn);
    for (const [history, { changes, refusals, warnings, delta }] of proposals) {
      const { url } = history.loaded;
      const base = { path: displayPath(url), url, version: history.version };
      const lacking = [...delta.lacking].map(([name, fields]) => ({ class: name, fields, count: null, pauseMs: null }));
      plans.set(url, { ...base, changes, refusals, warnings, ...(lacking.length > 0 && { lacking }) });
    }
    const modules = [...plans.values()];
    const applicable = modules.every((m) => m.refusals.length === 0) && modules.some((m) => m.changes.length > 0);
    return { plan: { applicable, modules }, proposals };
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

  /** Prepares taking a patch out again, wherever it is in the order of patches; `canaries` and `displayPath` as for a plan. */
  rollback(
    id: string,
    canaries: ReadonlySet<string> = new Set(),
    displayPath: (url: string) => string = (url) => url,
  ): WayBack | CannotRollBack {
    const all = [...this.#modules.values()];
    const touched = all.filter((history) => history.patches.includes(id));
    if (touched.length === 0) return { code: 'unknown_patch', message: `There is no live patch ${id}.` };
    const edits: ModuleEdit[] = [];
    const targets = new Map<ModuleHistory, State>();
    for (const history of touched) {
      const { url } = history.loaded;
      const without = sourceWithout(history, id);
      if (!without.ok) return whyItStays(url, without.inTheWay);
      edits.push({ url, version: history.version, source: without.source });
      const target = stateWithout(history, id, without.source);
      if (target) targets.set(history, target);
    }
    const program = `${id} rolled back`;
    const isWhole = targets.size === touched.length;
    // What one module goes back to by itself, another would have to compute anew: then all of them are edited.
    if (isWhole && !this.#isTakenLater(touched, id))
      return { program: this.#goBack(program, this.#former.with(targets, id, all)), left: [] };
    const { plan, proposals } = this.#propose(
      { program, patch: null, out: id },
      edits,
      displayPath,
      new Set([...canaries].filter((canary) => canary !== id)),
    );
    const remarks = (kind: 'refusals' | 'warnings'): LeftBehind[] =>
      plan.modules.flatMap(({ path, [kind]: all }) => all.map((remark) => ({ path, ...remark })));
    const [refusal] = remarks('refusals');
    // What came of a load stays, rather than the patch.
    if (refusal && isWhole) return { program: this.#goBack(program, targets), left: remarks('refusals') };
    if (refusal) {
      const { path, line, reason } = refusal;
      return { code: 'plan_refused', message: `It cannot be taken out while it runs: ${path}:${line}: ${reason}` };
    }
    return { program: this.#handOut(program, proposals), left: remarks('warnings') };
  }

  /** Whether a module that was loaded after a patch imports from those which it changed. */
  #isTakenLater(touched: readonly ModuleHistory[], id: string): boolean {
    const since = this.#taken.get(id) ?? 0;
    return [...this.#modules.values()].some(
      ({ loaded, specifiers, loadedAfter }) =>
        loadedAfter >= since &&
        specifiers.some((one) => touched.some((other) => resolvesTo(one, loaded.url, other.loaded.url))),
    );
  }

  #goBack(id: string, targets: ReadonlyMap<ModuleHistory, State>): Program {
    const apply: (() => void)[] = [];
    let functions = 0;
    const modules = [...targets].map(([history, target]): ModuleProgram => {
      const back = history.goBack(target);
      functions += back.functions;
      apply.push(() => history.advance(target));
      const { version: from, loaded } = history;
      return { url: loaded.url, from, to: from + 1, ...back.program };
    });
    const program: Program = { id, functions, modules };
    this.#handedOut.set(id, { program, apply });
    return program;
  }

  /** Takes note that the main thread carried a program out, and of states that no closure is left of. */
  committed(program: Program, gone: Committed['gone'] = []): void {
    for (const note of this.#handedOut.get(program.id)?.apply ?? []) note();
    this.#taken.set(program.id, ++this.#carriedOut);
    const live = new Set([...this.#modules.values()].flatMap(({ patches }) => patches));
    for (const id of this.#taken.keys()) if (!live.has(id)) this.#taken.delete(id);
    this.#handedOut.clear();
    for (const { url, state } of gone) this.#modules.get(url)?.forget(state);
  }
}
