import type { Comparison } from './delta.ts';
import type { EnumUnit } from './enum-unit.ts';
import { serviceOf } from './kind.ts';
import type { PropertyUnit } from './property-unit.ts';
import { continueFunction } from './replace-function.ts';
import { dropProperty, setProperty } from './set-property.ts';
import { skeletonOf } from './skeleton.ts';

/** Compares what the top level sets one property to. */
export function compareProperty(comparison: Comparison, old: PropertyUnit, unit: PropertyUnit): void {
  const { before, after, delta } = comparison;
  const [a, b] = [before.siteOf.get(old.value), after.siteOf.get(unit.value)];
  if (a && b) {
    if (serviceOf(a, b) === 'faithful') delta.pairing.pair(a, b);
    else if (!continueFunction(comparison, a, b)) setProperty(comparison, unit, old);
    else setProperty(comparison, unit, undefined);
  } else if (!delta.pairing.compare(old.value, unit.value)) setProperty(comparison, unit, old);
}

/** Compares two enums member by member: who holds the object sees what comes and goes. */
export function compareEnum(comparison: Comparison, old: EnumUnit, unit: EnumUnit): void {
  const { before, after, delta } = comparison;
  if (skeletonOf(before, old.maker).text === skeletonOf(after, unit.maker).text) {
    delta.pairing.compare(old.node, unit.node);
    return;
  }
  const known = new Map(old.members.map((member) => [member.name, member]));
  for (const member of unit.members) {
    const match = known.get(member.name);
    known.delete(member.name);
    if (!match || !delta.pairing.compare(match.value, member.value)) setProperty(comparison, member, match);
  }
  for (const gone of known.values()) dropProperty(comparison, gone);
}
