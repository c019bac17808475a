import type { AnyNode, AssignmentExpression, Expression } from 'acorn';

/** A property that the top level sets on an object which it has a name for: `Router.prototype.find = …`. */
export interface PropertyUnit {
  readonly type: 'property';
  /** As one would write it: `Router.prototype.find`. */
  readonly name: string;
  /** The top-level name that the chain to the object starts with. */
  readonly root: string;
  /** The keys from there to the object. */
  readonly path: readonly string[];
  readonly key: string;
  readonly value: Expression;
  /** Whether an object literal holds it, which names functions after their keys and gives methods a `super`. */
  readonly isInLiteral: boolean;
  readonly node: AnyNode;
}

/** A chain of members with plain keys. */
export interface Chain {
  readonly root: string;
  readonly keys: readonly string[];
}

/** Other objects would stand behind these, with instances that know the former one. */
export const otherObjects: ReadonlySet<string> = new Set(['prototype', '__proto__']);

/** The key of a member when it is written out. */
export function writtenKey(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

/** Reads `a.b['c']`; undefined for everything else. */
export function chainOf(node: AnyNode): Chain | undefined {
  if (node.type === 'Identifier') return { root: node.name, keys: [] };
  const key = writtenKey(node);
  const before = node.type === 'MemberExpression' && key !== undefined ? chainOf(node.object) : undefined;
  return before && key !== undefined ? { root: before.root, keys: [...before.keys, key] } : undefined;
}

/** Writes a chain as one would. */
export function chainText(root: string, keys: readonly string[]): string {
  return root + keys.map((key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('');
}

/** The property that an assignment sets; undefined when it is none that is written out, or sets something else as well. */
export function assignedProperty(node: AssignmentExpression): PropertyUnit | undefined {
  const { operator, left, right } = node;
  if (operator !== '=' || left.type !== 'MemberExpression' || right.type === 'AssignmentExpression') return undefined;
  const chain = chainOf(left);
  const key = chain?.keys.at(-1);
  if (!chain || key === undefined || chain.root === 'exports' || chain.root === 'module') return undefined;
  return otherObjects.has(key) ? undefined : propertyOf(chain.root, chain.keys.slice(0, -1), key, right, node);
}

/** Describes a property by the way to it. */
export function propertyOf(
  root: string,
  path: readonly string[],
  key: string,
  value: Expression,
  node: AnyNode,
  isInLiteral = false,
): PropertyUnit {
  return { type: 'property', name: chainText(root, [...path, key]), root, path, key, value, isInLiteral, node };
}
