import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { cellKey } from '../load/names.ts';
import { isImplied } from '../syntax/implied-constructor.ts';
import { functionNode } from '../syntax/parameters.ts';
import { Lines } from '../syntax/lines.ts';
import type { Site } from '../syntax/scope.ts';
import type { ProbedCell } from '../swap/probe.ts';
import { compilePiece } from './piece.ts';
import { evaluable, targetOf } from './retarget.ts';
import { addGuards, type State, siteOf } from './state.ts';

/** A function that can be watched. */
export interface Probed {
  readonly function: string;
  readonly line: number;
  readonly lineage: number;
  readonly isAsync: boolean;
  /** Names of its parameters; empty where one is destructured. */
  readonly parameters: readonly string[];
}

/** Finds the one function that a person means: by path, by key, by name, or by a line inside of it. */
export function findSite(state: State, wanted: string): Site | { readonly reason: string } {
  const { analysis } = state.reading;
  const lines = new Lines(state.source);
  const lineOf = (offset: number): number => lines.at(offset).line;
  const sites = analysis.sites.filter((site) => isFunction(site) && !isImplied(site));
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const tries: ((site: Site) => boolean)[] =
    number === undefined
      ? [(site) => site.path === wanted, (site) => site.key === wanted, (site) => site.name === wanted]
      : [(site) => lineOf(site.node.start) <= number && lineOf(site.node.end - 1) >= number];
  for (const matches of tries) {
    const found = sites.filter(matches);
    // Of those around a line the innermost is meant.
    const [first, ...others] = number === undefined ? found : found.slice(-1);
    if (!first) continue;
    if (others.length === 0) return first;
    const some = found.slice(0, 5).map((site) => `${site.path} (line ${lineOf(site.node.start)})`);
    return { reason: `${wanted} may be ${some.join(', ')}${found.length > 5 ? ', …' : ''}.` };
  }
  return { reason: `There is no function ${wanted} in it.` };
}

/** Finds the one function that a person means, if it can be watched. */
export function findFunction(state: State, wanted: string): Probed | { readonly reason: string } {
  const first = findSite(state, wanted);
  if ('reason' in first) return first;
  const unpatchable = whyUnpatchable(first);
  if (unpatchable) return { reason: `${first.path} has no guard: ${unpatchable}` };
  const node = functionNode(first);
  if (node?.generator)
    return { reason: `${first.path} is a generator: a call of it does nothing but make an iterator.` };
  return {
    function: first.path,
    line: new Lines(state.source).at(first.node.start).line,
    lineage: state.lineages[first.index] ?? -1,
    isAsync: node?.async === true,
    parameters: node?.params.map((parameter) => (parameter.type === 'Identifier' ? parameter.name : '')) ?? [],
  };
}

/** A function by its lineage, as it is now. */
export function functionOf(
  state: State,
  lineage: number,
): { function: string; line: number; isAsync: boolean; isConstructor: boolean } | undefined {
  const site = siteOf(state, lineage);
  if (!site) return undefined;
  const { line } = new Lines(state.source).at(site.node.start);
  const isAsync = functionNode(site)?.async === true;
  return { function: site.path, line, isAsync, isConstructor: site.kind === 'constructor' };
}

/** The cells to watch for one function, in every state that the running one stands on. */
export function probeCells(current: State, lineage: number): ProbedCell[] | { readonly reason: string } {
  const cells: ProbedCell[] = [];
  for (let state: State | null = current; state; state = state.parent) {
    const { analysis } = state.reading;
    for (const index of state.guards.keys()) {
      const site = analysis.sites[index];
      if (!site || state.lineages[index] !== lineage) continue;
      const target = targetOf(state, site, state);
      const piece = compilePiece(analysis, site, target, state.hidden);
      if (!piece.ok) return { reason: piece.reason };
      addGuards(state, piece.handed);
      cells.push({
        state: state.id,
        key: cellKey(index),
        scope: state.id,
        ...evaluable(state, site, piece.text),
        handsOver: target.handed !== null,
      });
    }
  }
  return cells.length > 0 ? cells : { reason: 'It has no guard that still runs.' };
}
