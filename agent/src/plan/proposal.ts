import type { Change, Remark } from '@suture/protocol/plan.js';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { OwnMap } from '../load/own-map.ts';
import { patchableAround } from '../load/patchable.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { ModuleProgram } from '../swap/program.ts';
import { classesAfter, extensionsOf, hiddenAfter, membersOf } from './class-program.ts';
import { compare } from './compare.ts';
import type { Covers, Delta } from './delta.ts';
import { emitOverlay, emitPart } from './overlay.ts';
import { finish } from './finish.ts';
import { goneAfter } from './gone.ts';
import { LeftClosures } from './left-closures.ts';
import { tellMoved } from './moved/tell-moved.ts';
import { linesOf, nameAsLive } from './moved/written.ts';
import { byPlace, placeIn } from './place.ts';
import { arrangementsOf, propertiesOf } from './property-program.ts';
import { retarget } from './retarget.ts';
import { returnedFunctions } from './returned.ts';
import { goneOf, statementsOf } from './statement-program.ts';
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

/** What a state is made by. */
export interface Making {
  /** Id of the program. */
  readonly program: string;
  /** The patch that it loads, or null. */
  readonly patch: string | null;
  /** The patch that it takes out, or null. */
  readonly out: string | null;
  /** Whether the new bodies are tried out: for some calls, beside the old ones, or for all. */
  readonly trying?: 'some' | 'all' | undefined;
  readonly covers?: Covers | undefined;
}

const coversNothing: Covers = { added: false, gone: false };

/** What a proposal starts from. */
export interface Ground {
  readonly format: ModuleFormat;
  readonly current: State;
  readonly states: readonly State[];
  /** Id of the next state. */
  readonly nextState: number;
  /** Hands out a number for a function that was not there before. */
  newLineage(): number;
}

function lineagesOf(ground: Ground, after: Analysis, delta: Delta, returned: ReadonlyMap<Site, number>): number[] {
  return after.sites.map((site) => {
    const old = delta.pairing.oldOf(site);
    return (old && ground.current.lineages[old.index]) ?? returned.get(site) ?? ground.newLineage();
  });
}

function goesWithCaller(site: Site, bodies: ReadonlyMap<Site, unknown>): boolean {
  const caller = patchableAround(site.parent);
  return site.endsWithCaller && caller !== undefined && bodies.has(caller);
}

function exportsOf(delta: Delta, state: State): ModuleProgram['exports'] {
  return delta.exports.map(({ name, local, value, isLive = false, isGone }) => {
    if (isGone) return { name, isLive, code: null };
    const part = value ? emitPart(state.reading.analysis, value, state.hidden) : undefined;
    if (part) addGuards(state, part.handed);
    const site = value ? state.reading.analysis.siteOf.get(value) : undefined;
    if (part && site?.kind === 'method') {
      const { async, generator } = site.node as { async?: boolean; generator?: boolean };
      const method = `${async ? 'async ' : ''}${generator ? '*' : ''}${name}${part.text}`;
      return { name, isLive, code: finish(state, `($suture,$sutureOverlay)=>()=>({${method}}).${name}`) };
    }
    const behind = local !== null && state.hidden.imports.has(local) ? `$sutureOverlay.${local}` : local;
    // What has no name of its own is called `default`.
    const isNameless = part !== undefined && name === 'default' && value?.type !== 'Identifier';
    const result = isNameless ? `{default:${part.text}}.default` : (part?.text ?? behind ?? 'undefined');
    return { name, isLive, code: finish(state, `($suture,$sutureOverlay)=>()=>(${result})`) };
  });
}

/** Works out what an edited source would do to a module, and the program that does it. The `map` is that of the edited source. */
export function propose(ground: Ground, edited: Analysis, making: Making, stale: Stale, map?: OwnMap): Proposal {
  const { current } = ground;
  const { after, written, lost } = nameAsLive(current, edited, ground.format);
  const { trying: how, covers = coversNothing, ...made } = making;
  const trying = how && { before: current, forSome: how === 'some' };
  const before = current.reading.analysis;
  const gone = goneAfter(current.hidden.gone, before, after);
  const delta = compare(before, after, { gone, stamps: current.hidden.stamps, covers }, stale);
  tellMoved(delta, written, lost, edited);
  const returned = returnedFunctions(current, { analysis: after, pairing: delta.pairing }, making.out);
  const lineages = lineagesOf(ground, after, delta, returned);
  const classes = classesAfter(ground, after, delta);
  const { hooks } = classes;
  const hidden = hiddenAfter(current.hidden, delta, classes, gone);
  const reading = new Reading(after, ground.format);
  const promised = new Set([...current.promised, ...[...delta.promised].map((site) => lineages[site.index] as number)]);
  const left = new LeftClosures(delta, after);
  for (;;) {
    const remade = [...delta.bodies.keys()].filter((site) => !goesWithCaller(site, delta.bodies));
    const changed = new Set([...remade.map((site) => lineages[site.index] as number), ...returned.values()]);
    const { source } = after;
    const base = {
      id: ground.nextState,
      parent: current,
      source,
      written,
      map,
      reading,
      lineages,
      promised,
      hooks,
      hidden,
      ...made,
    };
    const edited = new Set(
      [...delta.bodies].flatMap(([site, why]) => (why === 'body' ? (lineages[site.index] as number) : [])),
    );
    const state: State = { ...base, changed, edited, guards: new Map() };
    const overlay = emitOverlay(after, delta.overlay, hidden);
    addGuards(state, overlay.handed);
    const extensions = extensionsOf(ground, delta, state);
    const members = membersOf(ground, delta, state, trying?.forSome === true);
    const properties = propertiesOf(delta, state);
    const exports = exportsOf(delta, state);
    const { bodies, unreachable: all, functions } = retarget(ground.states, state, changed, trying);
    // What cannot have its body back keeps the one that it has.
    const unreachable = all.filter(({ site }) => !returned.has(site));
    if (left.promote(unreachable)) continue;
    const lines = linesOf(after);
    const refused = left.refused(unreachable).map(({ site, reason }) => ({
      reason,
      function: site.path,
      ...placeIn(lines, site.node),
    }));
    const imports = delta.imports.map(({ local, specifier, imported }) => ({ local, specifier, imported }));
    return {
      state,
      delta,
      changes: [...delta.changes].sort(byPlace),
      refusals: unique([...delta.refusals, ...refused]),
      warnings: unique(delta.warnings),
      functions: functions + overlay.handed.size + members.length + properties.length,
      program: {
        format: ground.format,
        state: state.id,
        overlay: { parent: current.id, imports, symbols: classes.symbols, code: finish(state, overlay.code) },
        extensions,
        bodies,
        members,
        properties,
        arrangements: arrangementsOf(delta, state),
        statements: statementsOf(delta, state),
        gone: goneOf(delta, current),
        exports,
        undo: [],
      },
    };
  }
}

function unique(remarks: readonly Remark[]): Remark[] {
  const seen = new Map(remarks.map((remark) => [`${remark.line} ${remark.function} ${remark.reason}`, remark]));
  return [...seen.values()].sort(byPlace);
}
