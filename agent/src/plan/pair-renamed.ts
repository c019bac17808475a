import type { Analysis, Site } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';
import { continueFunction } from './replace-function.ts';
import type { Unit } from './units.ts';

/** A function that is exported as before under a new name of its own: references to the old one reach the new. */
export function pairByExport(comparison: Comparison, old: readonly Unit[], fresh: readonly Unit[]): Set<Unit> {
  const named = (units: readonly Unit[], name: string | null): Unit | undefined =>
    units.find((unit) => unit.type !== 'export' && unit.type !== 'import' && unit.name === name);
  const renamed = new Set<Unit>();
  for (const was of old) {
    if (was.type !== 'export') continue;
    const is = fresh.find((unit) => unit.type === 'export' && unit.name === was.name);
    if (is?.type !== 'export' || is.local === was.local) continue;
    const [gone, unit] = [named(old, was.local), named(fresh, is.local)];
    if (!gone || !unit || named(fresh, was.local) || named(old, is.local)) continue;
    if (pairAcross(comparison, gone, unit)) renamed.add(gone);
  }
  return renamed;
}

/** `function f` that became `const f = () =>`, or the other way round: references to the old one reach the new. */
export function pairAcross(comparison: Comparison, old: Unit, unit: Unit): boolean {
  const siteOf = (analysis: Analysis, { type, node, ...rest }: Unit): Site | undefined =>
    analysis.siteOf.get(type === 'variable' && 'init' in rest && rest.init ? rest.init : node);
  const [a, b] = [siteOf(comparison.before, old), siteOf(comparison.after, unit)];
  if (!a || !b) return false;
  return continueFunction(comparison, a, b);
}
