import type { AnyNode, Class } from 'acorn';
import type { Analysis, Site } from '../syntax/scope.ts';
import { addUnit, refuseSetApart, removeUnit } from './change-unit.ts';
import { comparableUnits } from './comparable-units.ts';
import { collectBodies } from './collect-bodies.ts';
import { refuseMovedKeys } from './class-key.ts';
import { compareClass } from './compare-class.ts';
import { compareEffects, isEffect } from './compare-effects.ts';
import { compareEnum, compareProperty } from './compare-property.ts';
import { declaredEnum } from './enum-unit.ts';
import { compareFields } from './compare-fields.ts';
import { compareVariable } from './compare-variable.ts';
import type { Comparison, Covers, Delta, NewImport } from './delta.ts';
import { followNamespaces } from './follow-namespaces.ts';
import { refuseHiddenGlobals } from './gone.ts';
import type { Stale } from './stale.ts';
import { followConstants } from './follow-constants.ts';
import { changedGetters } from './getter-exports.ts';
import { checkLoad, warnOfGone, warnOfSaved } from './left-behind.ts';
import { linesOf } from './moved/written.ts';
import { Pairing } from './pair.ts';
import { passOn } from './passed-on.ts';
import { pairAcross, pairByExport } from './pair-renamed.ts';
import { byPlace, placeIn } from './place.ts';
import { rebind } from './rebind.ts';
import { continueFunction, replaceFunction } from './replace-function.ts';
import { serviceOf } from './kind.ts';
import type { Unit } from './units.ts';
import { exportsAlike, valueOf } from './variable-value.ts';
import { warnOfRegistrations } from './warn-of-registrations.ts';

function classNode(unit: Unit): Class | null {
  if (unit.type === 'class') return unit.node as Class;
  if (unit.type === 'variable') {
    const value = valueOf(unit);
    if (value?.type === 'ClassExpression') return value;
  }
  if (unit.type === 'export' && unit.value?.type === 'ClassExpression') return unit.value;
  return null;
}

/** The function that a unit declares, exports or has for its value. */
function functionOf(analysis: Analysis, unit: Unit): Site | undefined {
  if (unit.type === 'export') return analysis.siteOf.get(unit.value as AnyNode);
  return analysis.siteOf.get(unit.type === 'variable' ? (unit.init as AnyNode) : unit.node);
}

function compareUnit(comparison: Comparison, old: Unit, unit: Unit, units: readonly Unit[]): void {
  if (refuseSetApart(comparison, old, unit)) return;
  const { delta } = comparison;
  const [a, b] = [functionOf(comparison.before, old), functionOf(comparison.after, unit)];
  if (a && b && unit.type !== 'export' && replaceFunction(comparison, a, b, unit, units)) return;
  const [oldClass, newClass] = [classNode(old), classNode(unit)];
  const isMoved =
    old.type === 'variable' &&
    unit.type === 'variable' &&
    !exportsAlike(comparison.before, old, comparison.after, unit);
  if (oldClass && newClass && !isMoved) compareClass(comparison, oldClass, newClass);
  else if (old.type === 'variable' && unit.type === 'variable') compareVariable(comparison, old, unit);
  else if (old.type === 'property' && unit.type === 'property') compareProperty(comparison, old, unit);
  else if (old.type === 'enum' && unit.type === 'enum') compareEnum(comparison, old, unit);
  else if (old.type === 'function' && unit.type === 'function') {
    if (a && b) delta.pairing.pair(a, b);
  } else if (old.type === 'import' && unit.type === 'import') {
    if (old.source !== unit.source || old.imported !== unit.imported) addUnit(comparison, unit);
  } else if (old.type === 'export' && unit.type === 'export') {
    if (a && b && serviceOf(a, b) !== 'faithful') {
      continueFunction(comparison, a, b);
      addUnit(comparison, unit);
    } else if (a && b) delta.pairing.pair(a, b);
    else if (
      !delta.pairing.compare(old.value, unit.value) ||
      old.local !== unit.local ||
      old.from?.specifier !== unit.from?.specifier ||
      old.from?.imported !== unit.from?.imported
    )
      addUnit(comparison, unit);
  }
}

function settableNodes(units: readonly Unit[]): Set<AnyNode> {
  const made = (unit: Unit) => (unit.type === 'variable' ? declaredEnum(unit.node) : undefined) ?? unit;
  return new Set(
    units.map(made).flatMap((unit) => (unit.type === 'enum' ? unit.members.map(({ node }) => node) : [unit.node])),
  );
}

/** What is known from the patches before, and of the migration. */
interface Known {
  /** Names that the new source does not have and that its code would see all the same. */
  readonly gone: ReadonlySet<string>;
  readonly stamps: Comparison['stamps'];
  readonly covers: Covers;
}

/**
 * Compares the source that runs with an edited one. Pure. `stale` is what the running source took from other modules
 * and what changes there: it is read from there anew. `gone` are names that the new source does not have and that its code
 * would see all the same; `covers` are statements that a migration takes care of.
 */
export function compare(before: Analysis, after: Analysis, { gone, stamps, covers }: Known, stale: Stale): Delta {
  const delta: Delta = {
    pairing: new Pairing(before, after),
    overlay: [],
    imports: [],
    exports: [],
    members: [],
    fields: [],
    properties: [],
    orders: [],
    statements: [],
    gone: [],
    lacking: new Map(),
    classes: new Map(),
    staleFields: new Set(),
    rebound: new Map(),
    reexported: new Set(),
    bodies: new Map(),
    promised: new Set(),
    changes: [],
    refusals: [],
    warnings: [],
  };
  const [lines, oldLines] = [linesOf(after), linesOf(before)];
  const [old, fresh] = comparableUnits(before, after);
  const comparison: Comparison = {
    before,
    after,
    delta,
    settable: settableNodes([...old, ...fresh]),
    stamps,
    covers,
    placeOf: (node) => placeIn(lines, node),
    oldPlaceOf: (node) => placeIn(oldLines, node),
  };
  const identity = (unit: Unit): string => `${unit.type === 'export'}:${unit.name}`;
  const known = new Map<string, Unit[]>();
  for (const unit of old.filter((u) => !isEffect(u)))
    known.set(identity(unit), [...(known.get(identity(unit)) ?? []), unit]);
  for (const unit of fresh.filter((u) => !isEffect(u))) {
    const match = known.get(identity(unit))?.shift();
    if (match && (match.type === unit.type || (classNode(match) && classNode(unit))))
      compareUnit(comparison, match, unit, fresh);
    else {
      addUnit(comparison, unit);
      // What is made in another way is another value, to those who import it as well.
      if (match && !pairAcross(comparison, match, unit) && delta.rebound.has(unit.name))
        delta.rebound.set(unit.name, 'constant');
    }
  }
  const renamed = pairByExport(comparison, old, fresh);
  for (const unit of [...known.values()].flat()) {
    removeUnit(comparison, unit);
    if (!renamed.has(unit)) warnOfGone(comparison, unit);
  }
  compareEffects(comparison, old.filter(isEffect), fresh);
  if (before.strict !== after.strict)
    delta.refusals.push({
      reason: 'Strict code stays strict, and sloppy code sloppy.',
      function: 'use strict',
      line: 1,
    });
  refuseHiddenGlobals(comparison, gone);
  for (const { name, getter } of changedGetters(before, after)) {
    delta.reexported.add(name);
    const reason = `Whoever saved what \`${name}\` gave before keeps that.`;
    delta.warnings.push({ reason, function: name, ...comparison.placeOf(getter) });
  }
  for (const wanted of stale.imports) refresh(comparison, fresh, wanted);
  for (const passed of stale.passed) passOn(comparison, passed);
  followNamespaces(comparison, fresh, stale.namespaces);
  followConstants(comparison, fresh, stale.namespaces);
  collectBodies(comparison);
  rebind(comparison);
  compareFields(comparison);
  refuseMovedKeys(comparison);
  checkLoad(comparison);
  warnOfRegistrations(comparison);
  warnOfSaved(comparison, old, renamed);
  delta.overlay.sort((a, b) => a.node.start - b.node.start);
  delta.changes.sort(byPlace);
  return delta;
}

/** Reads an import anew whose value changed where it comes from. */
function refresh(comparison: Comparison, units: readonly Unit[], wanted: NewImport): void {
  const { delta } = comparison;
  const unit = units.find(
    (u) =>
      (u.type === 'import' && u.name === wanted.local) || (u.type === 'variable' && u.names.includes(wanted.local)),
  );
  if (!unit || delta.imports.some((known) => known.local === wanted.local)) return;
  // Made anew, it would be what it was loaded with: it is read from where it comes.
  const made = delta.overlay.indexOf(unit);
  if (made !== -1 && (unit.type !== 'variable' || unit.names.length > 1)) return;
  if (made !== -1) delta.overlay.splice(made, 1);
  delta.imports.push(wanted);
  delta.rebound.set(wanted.local, 'constant');
  for (const offered of units) {
    if (offered.type !== 'export' || offered.local !== wanted.local) continue;
    const note = `passed on from ${wanted.specifier}`;
    delta.changes.push({ kind: 'export', function: offered.name, ...comparison.placeOf(offered.node), note });
  }
}
