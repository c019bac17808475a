import type { AnyNode, ObjectExpression } from 'acorn';
import type { Analysis } from '../syntax/scope.ts';
import { compareProperties } from './compare-property.ts';
import type { Comparison } from './delta.ts';
import { writesTo } from './member-use.ts';
import { isKeyed } from './mutated.ts';
import { propertyOf, type PropertyUnit } from './property-unit.ts';
import { readAtLoad, takenAtLoad } from './read-at-load.ts';
import { skeletonOf } from './skeleton.ts';
import { exportsAlike, type Variable, valueOf } from './variable-value.ts';

/** An object literal that has other properties than before, in the old source and in the new one. */
interface Changed {
  readonly old: readonly PropertyUnit[];
  readonly fresh: readonly PropertyUnit[];
  /** Keys of literals inside of it, which stay objects and are compared by themselves. */
  readonly nested: ReadonlySet<string>;
}

/**
 * Compares a constant that holds an object literal property by property, so that it stays the same object with its state.
 * False where that is not to be seen through: where the module read what changes while it loaded, or works keys out.
 */
export function compareObject(comparison: Comparison, old: Variable, unit: Variable): boolean {
  const { before, after } = comparison;
  const [name] = unit.names;
  if (name === undefined || !isNamed(old.node, name) || !isNamed(unit.node, name)) return false;
  if (!exportsAlike(before, old, after, unit) || isKeyed(before, name) || isKeyed(after, name)) return false;
  const [was, is] = [valueOf(old), valueOf(unit)];
  if (was?.type !== 'ObjectExpression' || is?.type !== 'ObjectExpression') return false;
  if (skeletonOf(before, was).text === skeletonOf(after, is).text) return false;
  const found = changedObjects(comparison, was, is, name, []);
  if (!found || found.some((changed) => !isUnseen(comparison, changed))) return false;
  for (const { old: former, fresh, nested } of found) compareProperties(comparison, former, fresh, nested);
  return true;
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === name;
}

/** The literal itself and those inside of it that stay objects; undefined where one is not plain. */
function changedObjects(
  comparison: Comparison,
  old: ObjectExpression,
  unit: ObjectExpression,
  root: string,
  path: readonly string[],
): Changed[] | undefined {
  const { before, after } = comparison;
  const [was, is] = [propertiesOf(old, root, path), propertiesOf(unit, root, path)];
  if (!was || !is) return undefined;
  const inner: Changed[] = [];
  const nested = new Set<string>();
  for (const { key, value } of is) {
    const match = was.find((property) => property.key === key)?.value;
    if (match?.type !== 'ObjectExpression' || value.type !== 'ObjectExpression') continue;
    if (skeletonOf(before, match).text === skeletonOf(after, value).text) continue;
    const found = isReplaced(comparison, key)
      ? undefined
      : changedObjects(comparison, match, value, root, [...path, key]);
    if (!found) return undefined;
    inner.push(...found);
    nested.add(key);
  }
  return [{ old: was, fresh: is, nested }, ...inner];
}

/** The properties of a literal; undefined where one is computed, spread, an accessor, or there twice. */
function propertiesOf(node: ObjectExpression, root: string, path: readonly string[]): PropertyUnit[] | undefined {
  const properties = new Map<string, PropertyUnit>();
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') return undefined;
    const { key, value } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '__proto__';
    if (name === '__proto__' || properties.has(name)) return undefined;
    properties.set(name, propertyOf(root, path, name, value, property, true));
  }
  return [...properties.values()];
}

function isReplaced({ before, after }: Comparison, key: string): boolean {
  return writesTo(before, key) || writesTo(after, key);
}

/** Whether no code that ran while the module loaded has seen what changes; it may have read what stays. */
function isUnseen({ before, after }: Comparison, { old, fresh, nested }: Changed): boolean {
  const textOf = (analysis: Analysis, { key, value }: PropertyUnit): string =>
    `${key} ${skeletonOf(analysis, value).text}`;
  const [was, is] = [new Set(old.map((one) => textOf(before, one))), new Set(fresh.map((one) => textOf(after, one)))];
  const own = [
    ...old.filter((one) => !is.has(textOf(before, one))),
    ...fresh.filter((one) => !was.has(textOf(after, one))),
  ].filter(({ key }) => !nested.has(key));
  return own.every((property) => !readAtLoad(after, property) && !takenAtLoad(after, property));
}
