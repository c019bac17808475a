import { compareClass } from './compare-class.ts';
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
  } else if (old.value.type === 'ClassExpression' && unit.value.type === 'ClassExpression')
    compareClass(comparison, old.value, unit.value);
  else if (!delta.pairing.compare(old.value, unit.value)) setProperty(comparison, unit, old);
}

/** Compares the properties of one object, which stays the same for everybody who holds it; those `apart` keep their values. */
export function compareProperties(
  comparison: Comparison,
  old: readonly PropertyUnit[],
  fresh: readonly PropertyUnit[],
  apart: ReadonlySet<string> = new Set(),
): void {
  const known = new Map(old.flatMap((property) => (apart.has(property.key) ? [] : [[property.key, property]])));
  for (const property of fresh.filter(({ key }) => !apart.has(key))) {
    const match = known.get(property.key);
    known.delete(property.key);
    if (match) compareProperty(comparison, match, property);
    else setProperty(comparison, property, undefined);
  }
  for (const gone of known.values()) dropProperty(comparison, gone);
  const [first] = fresh;
  const keys = fresh.map(({ key }) => key);
  if (
    first &&
    isOutOfOrder(
      old.map(({ key }) => key),
      keys,
    )
  )
    comparison.delta.orders.push({ root: first.root, path: first.path, keys });
}

/** Whether keys that stay and keys that come do not stand in the order in which they get there. */
function isOutOfOrder(old: readonly string[], fresh: readonly string[]): boolean {
  const staying = old.filter((key) => fresh.includes(key));
  const coming = fresh.filter((key) => !old.includes(key));
  return [...staying, ...coming].some((key, index) => fresh[index] !== key);
}

/** Compares two enums member by member: who holds the object sees what comes and goes. */
export function compareEnum(comparison: Comparison, old: EnumUnit, unit: EnumUnit): void {
  const { before, after, delta } = comparison;
  if (skeletonOf(before, old.maker).text === skeletonOf(after, unit.maker).text) {
    delta.pairing.compare(old.node, unit.node);
    return;
  }
  compareProperties(comparison, old.members, unit.members);
}
