import { cellKey } from '../load/names.ts';
import { functionNode } from '../syntax/parameters.ts';
import { environmentOf } from '../syntax/environment.ts';
import type { Site } from '../syntax/scope.ts';
import type { BodyProgram, TriedBody } from '../swap/program.ts';
import { finish, onLine } from './finish.ts';
import { placeOf, placeOfClass } from './namesakes.ts';
import { compilePiece, hookClass, type Piece, type Target } from './piece.ts';
import { addGuards, isSameIn, type State, siteOf } from './state.ts';

/** A body that cannot be called from somewhere it would have to be. */
export interface Unreachable {
  readonly site: Site;
  readonly reason: string;
  /** The guard of one that is there stands in the way: one that is made anew can have the body. */
  readonly isOfTarget: boolean;
  /** Whose guard that is. */
  readonly holder: State;
  readonly index: number;
}

/** The cells to set so that some functions have the bodies of a state. */
export interface Retargeted {
  readonly bodies: BodyProgram[];
  readonly unreachable: Unreachable[];
  /** How many functions get a body. */
  readonly functions: number;
}

/** What the guard of a site of one state hands over, as seen from another state. */
export function targetOf(holder: State, site: Site, to: State): Target {
  const environment = environmentOf(site);
  return {
    site,
    environment,
    handed: holder.guards.get(site.index) ?? null,
    mayPromise: to.promised.has(holder.lineages[site.index] ?? -1),
    isSame: (binding) => {
      const known = environment.find(({ key }) => key === binding.name)?.binding;
      if (!known) return false;
      const old = known.scope.site;
      const now = binding.scope.site;
      if (!old || !now) return old === now;
      if (holder.lineages[old.index] !== to.lineages[now.index]) return false;
      return placeOf(holder.reading.analysis, known) === placeOf(to.reading.analysis, binding);
    },
    isSameClass: (owner, known) =>
      holder.lineages[known.site?.index ?? -1] === to.lineages[owner.site?.index ?? -1] &&
      placeOfClass(holder.reading.analysis, known) === placeOfClass(to.reading.analysis, owner),
  };
}

/** That the new bodies are to be tried out, beside those of the state before or after them. */
export interface Trying {
  readonly before: State;
  /** Whether some calls go on getting the old ones: then those must be within reach. */
  readonly forSome: boolean;
}

/** Says which cells of all states must hold what for some functions to behave as in one state. Pure but for noting guards. */
export function retarget(states: readonly State[], to: State, lineages: Iterable<number>, trying?: Trying): Retargeted {
  const result: Retargeted = { bodies: [], unreachable: [], functions: 0 };
  let functions = 0;
  for (const lineage of lineages) {
    const site = siteOf(to, lineage);
    if (!site) continue;
    let reached = false;
    for (const state of states) {
      for (const index of state.guards.keys()) {
        if (state.lineages[index] !== lineage) continue;
        reached = true;
        setCell(result, state, index, to, site, lineage, trying);
      }
    }
    if (reached) functions++;
  }
  return { ...result, functions };
}

/** As {@link retarget}, for a state that was in force: a closure that could not take a body of it has the one that it had then. */
export function retargetBack(states: readonly State[], to: State, lineages: Iterable<number>): Retargeted {
  const result = retarget(states, to, lineages);
  for (const { holder, index } of result.unreachable.slice()) {
    const lineage = holder.lineages[index] as number;
    for (let from = to.parent; from; from = from.parent) {
      const site = siteOf(from, lineage);
      const left = result.unreachable.length;
      if (site) setCell(result, holder, index, from, site, lineage);
      if (site && result.unreachable.length === left) break;
    }
  }
  return result;
}

function setCell(
  result: Retargeted,
  state: State,
  index: number,
  to: State,
  site: Site,
  lineage: number,
  trying?: Trying,
): void {
  const key = cellKey(index);
  if (isSameIn(state, to, lineage)) {
    result.bodies.push({ state: state.id, key, code: null, hook: null, of: to.id });
    return;
  }
  const target = targetOf(state, state.reading.analysis.sites[index] as Site, to);
  const piece: Piece = compilePiece(to.reading.analysis, site, target, to.hidden);
  if (!piece.ok) {
    const { reason, isOfTarget } = piece;
    result.unreachable.push({ site, reason, isOfTarget, holder: state, index });
    return;
  }
  addGuards(to, piece.handed);
  const body: BodyProgram = { state: state.id, key, ...evaluable(to, site, piece.text), of: to.id };
  if (!trying) {
    result.bodies.push(body);
    return;
  }
  const before = bodyBefore(trying.before, state, target, lineage);
  const reason = before && 'reason' in before ? before.reason : undefined;
  if (reason !== undefined && trying.forSome)
    result.unreachable.push({ site, reason, isOfTarget: false, holder: state, index });
  const old = before && 'code' in before ? before : null;
  const isAsync = functionNode(target.site)?.async === true;
  result.bodies.push({ ...body, tried: { old, handsOver: target.handed !== null, isAsync } });
}

/** The text of a body on its line, and the class that it is evaluated inside of. */
export function evaluable(state: State, site: Site, text: string): { code: string; hook: BodyProgram['hook'] } {
  const owner = hookClass(site);
  const hook = owner ? (state.hooks.get(owner.index) ?? null) : null;
  return { code: finish(state, onLine(state.source, site.node.start, text)), hook };
}

/** The body that a function has in the state before, to be called from the same guard as the new one. */
function bodyBefore(
  before: State,
  holder: State,
  { site: at }: Target,
  lineage: number,
): TriedBody['old'] | { readonly reason: string } {
  const site = siteOf(before, lineage);
  if (!site) return null;
  const piece = compilePiece(before.reading.analysis, site, targetOf(holder, at, before), before.hidden);
  if (!piece.ok) return { reason: `Its old body cannot run beside the new one: ${piece.reason}` };
  addGuards(before, piece.handed);
  return evaluable(before, site, piece.text);
}
