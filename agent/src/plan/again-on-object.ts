import type { AnyNode, Expression } from 'acorn';
import type { Comparison } from './delta.ts';
import { isKeyed } from './mutated.ts';
import { propertyOf, type PropertyUnit } from './property-unit.ts';
import { holdsState, isRepeatable } from './purity.ts';
import { readAtLoad, takenAtLoad } from './read-at-load.ts';
import { isStateAt, setProperty } from './set-property.ts';
import type { Unit } from './units.ts';
import { valueOf } from './variable-value.ts';

/**
 * Sets one property again on an object that the top level has a name for, because the property was computed from a constant
 * that changed: `limits.size` of `const limits = { size: SIZE }`, `Parser.version = VERSION`. Who holds the object sees it. False where the
 * use at `node` is not in such a property, or has been seen while the module loaded.
 */
export function setAgain(comparison: Comparison, unit: Unit, node: AnyNode): boolean {
  const { after, delta } = comparison;
  const property = propertyAround(unit, node);
  if (!property || !isRepeatable(property.value) || holdsState(property.value)) return false;
  const { root, path, key } = property;
  if (unit.type === 'variable' && (isKeyed(after, root) || isStateAt(comparison, property))) return false;
  if (readAtLoad(after, property) || takenAtLoad(after, property)) return false;
  const isSet = delta.properties.some(
    (known) => known.root === root && known.key === key && known.path.join() === path.join(),
  );
  if (!isSet) setProperty(comparison, property, property);
  return true;
}

/** The innermost property, of an assignment or of literals in it, that a use stands in the value of. */
function propertyAround(unit: Unit, node: AnyNode): PropertyUnit | undefined {
  if (unit.type === 'property') return inLiteral(unit, [...unit.path, unit.key], node) ?? unit;
  if (unit.type !== 'variable' || unit.node.type !== 'VariableDeclarator' || unit.node.id.type !== 'Identifier')
    return undefined;
  const value = valueOf(unit);
  return value ? inLiteral({ root: unit.node.id.name, value }, [], node) : undefined;
}

function inLiteral(
  { root, value }: { readonly root: string; readonly value: Expression },
  path: readonly string[],
  node: AnyNode,
): PropertyUnit | undefined {
  if (value.type !== 'ObjectExpression') return undefined;
  const at = value.properties.findIndex((property) => property.start <= node.start && node.end <= property.end);
  const property = value.properties[at];
  if (property?.type !== 'Property' || property.computed || property.kind !== 'init') return undefined;
  const key = nameOf(property.key);
  // What comes later may be of the same key.
  const isLast = value.properties.every(
    (other, index) => index <= at || (other.type === 'Property' && !other.computed && nameOf(other.key) !== key),
  );
  if (!isLast || key === '__proto__') return undefined;
  const found = propertyOf(root, path, key, property.value, property, true);
  return inLiteral(found, [...path, key], node) ?? found;
}

function nameOf(key: AnyNode): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}
