import type { Change, Remark } from '@suture/protocol/plan.js';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { patchableAround } from '../load/patchable.ts';
import { classKey } from '../load/names.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { ClassHook, MemberProgram, ModuleProgram } from '../swap/program.ts';
import { compare } from './compare.ts';
import type { Delta } from './delta.ts';
import { emitOverlay, emitPart } from './overlay.ts';
import type { Hidden } from './piece.ts';
import { goneAfter } from './gone.ts';
import { onLine, retarget, type Unreachable } from './retarget.ts';
import type { Stale } from './stale.ts';
import { addGuards, Reading, type State } from './state.ts';

/** What an edit makes of one module. */
export interface Proposal {
  readonly state: State;
  readonly delta: Delta;
  readonly changes: readonly Change[];
  readonly refusals: Remark[];
  readonly warnings: Remark[];
  readonly functions: number;
  readonly program: Omit<ModuleProgram, 'url' | 'from' | 'to'>;
}

/** What a proposal starts from. */
export interface Ground {
  readonly format: ModuleFormat;
  /** Whether the new bodies are tried out: for some calls, beside the old ones, or for all. */
  readonly trying: 'some' | 'all' | undefined;
  readonly current: State;
  readonly states: readonly State[];
  /** Id of the next state. */
  readonly nextState: number;
  /** Hands out a number for a function that was not there before. */
  newLineage(): number;
}

function hiddenAfter(before: Hidden, delta: Delta, gone: ReadonlySet<string>): Hidden {
  const imports = new Set(before.imports);
  const bindings = new Set(before.bindings);
  for (const unit of delta.overlay)
    for (const name of unit.type === 'variable' ? unit.names : [unit.name]) {
      imports.delete(name);
      bindings.add(name);
    }
  for (const { local } of delta.imports) {
    bindings.delete(local);
    imports.add(local);
  }
  return { imports, bindings, gone };
}

function lineagesOf(ground: Ground, after: Analysis, delta: Delta): number[] {
  return after.sites.map((site) => {
    const old = delta.pairing.oldOf(site);
    return (old && ground.current.lineages[old.index]) ?? ground.newLineage();
  });
}

/** Finds the hook of each class: where it was made, or in the new code of this patch. */
function hooksOf(ground: Ground, after: Analysis, delta: Delta): Map<number, ClassHook> {
  const hooks = new Map<number, ClassHook>();
  const old = ground.current.reading.analysis.classes.filter((owner) => owner.site === null);
  for (const owner of after.classes) {
    if (owner.site) continue;
    const isNew = delta.overlay.some((unit) => unit.node.start <= owner.node.start && owner.node.end <= unit.node.end);
    const at = old.findIndex((known) => known.name === owner.name);
    const [match] = at === -1 ? [] : old.splice(at, 1);
    const known = match && ground.current.hooks.get(match.index);
    if (isNew) hooks.set(owner.index, { state: ground.nextState, key: classKey(owner.index) });
    else if (known) hooks.set(owner.index, known);
  }
  return hooks;
}

function goesWithCaller(site: Site, bodies: ReadonlyMap<Site, unknown>): boolean {
  const caller = patchableAround(site.parent);
  return site.endsWithCaller && caller !== undefined && bodies.has(caller);
}

function membersOf(delta: Delta, state: State): MemberProgram[] {
  const { hidden } = state;
  const { analysis } = state.reading;
  const seen: Hidden = {
    imports: new Set([...hidden.imports, ...hidden.bindings]),
    bindings: new Set(),
    gone: hidden.gone,
  };
  return delta.members.flatMap(({ class: owner, key, isStatic, kind, site }): MemberProgram[] => {
    const hook = state.hooks.get(owner.index);
    if (!hook) return [];
    if (!site) return [{ hook, isStatic, key, kind, code: null }];
    const { text, handed } = emitPart(analysis, site.node as never, seen);
    addGuards(state, handed);
    const node = site.node as { async?: boolean; generator?: boolean };
    const prefix = kind === 'method' ? `${node.async ? 'async ' : ''}${node.generator ? '*' : ''}` : `${kind} `;
    const home = `Object.getPrototypeOf(${isStatic ? 'this' : 'this.prototype'})`;
    const code = `($suture,$sutureOverlay)=>({__proto__:${home},${prefix}[${JSON.stringify(key)}]${text}})`;
    return [{ hook, isStatic, key, kind, code: onLine(analysis.source, site.node.start, code) }];
  });
}

function exportsOf(delta: Delta, state: State): ModuleProgram['exports'] {
  return delta.exports.map(({ name, local, value }) => {
    const part = value ? emitPart(state.reading.analysis, value, state.hidden) : undefined;
    if (part) addGuards(state, part.handed);
    const site = value ? state.reading.analysis.siteOf.get(value) : undefined;
    if (part && site?.kind === 'method') {
      const { async, generator } = site.node as { async?: boolean; generator?: boolean };
      const method = `${async ? 'async ' : ''}${generator ? '*' : ''}${name}${part.text}`;
      return { name, code: `($suture,$sutureOverlay)=>()=>({${method}}).${name}` };
    }
    const behind = local !== null && state.hidden.imports.has(local) ? `$sutureOverlay.${local}` : local;
    return { name, code: `($suture,$sutureOverlay)=>()=>(${part?.text ?? behind ?? 'undefined'})` };
  });
}

/** Bodies whose callers must be made again as well, because what is there cannot call them. */
function promote(bodies: Map<Site, 'body' | 'rebound'>, unreachable: readonly Unreachable[]): boolean {
  let again = false;
  for (const { site, isMissing } of unreachable) {
    const caller = patchableAround(site.parent);
    if (!isMissing || !site.endsWithCaller || !caller || bodies.has(caller)) continue;
    bodies.set(caller, 'rebound');
    again = true;
  }
  return again;
}

/** Works out what an edited source would do to a module, and the program that does it. */
export function propose(ground: Ground, after: Analysis, patch: string | null, stale: Stale): Proposal {
  const { current } = ground;
  const before = current.reading.analysis;
  const gone = goneAfter(current.hidden.gone, before, after);
  const delta = compare(before, after, gone, stale);
  const lineages = lineagesOf(ground, after, delta);
  const hooks = hooksOf(ground, after, delta);
  const hidden = hiddenAfter(current.hidden, delta, gone);
  const reading = new Reading(after, ground.format);
  for (;;) {
    const remade = [...delta.bodies.keys()].filter((site) => !goesWithCaller(site, delta.bodies));
    const changed = new Set(remade.map((site) => lineages[site.index] as number));
    const { source } = after;
    const base = { id: ground.nextState, parent: current, source, reading, lineages, hooks, hidden, patch };
    const state: State = { ...base, changed, guards: new Map() };
    const overlay = emitOverlay(after, delta.overlay, hidden);
    addGuards(state, overlay.handed);
    const members = membersOf(delta, state);
    const exports = exportsOf(delta, state);
    const trying = ground.trying && { before: current, forSome: ground.trying === 'some' };
    const { bodies, unreachable, functions } = retarget(ground.states, state, changed, trying);
    if (promote(delta.bodies, unreachable)) continue;
    const lines = new Lines(source);
    const refused = unreachable.map(({ site, reason }) => ({
      reason,
      function: site.path,
      line: lines.at(site.node.start).line,
    }));
    const imports = delta.imports.map(({ local, specifier, imported }) => ({ local, specifier, imported }));
    return {
      state,
      delta,
      changes: delta.changes,
      refusals: unique([...delta.refusals, ...refused]),
      warnings: unique(delta.warnings),
      functions: functions + overlay.handed.size + members.length,
      program: {
        format: ground.format,
        state: state.id,
        overlay: { parent: current.id, imports, code: overlay.code },
        bodies,
        members,
        exports,
        undo: null,
      },
    };
  }
}

function unique(remarks: readonly Remark[]): Remark[] {
  const seen = new Map(remarks.map((remark) => [`${remark.line} ${remark.function} ${remark.reason}`, remark]));
  return [...seen.values()].sort((a, b) => a.line - b.line);
}
