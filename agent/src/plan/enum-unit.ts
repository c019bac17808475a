import type { AnyNode, ArrowFunctionExpression, AssignmentExpression, Expression, FunctionExpression } from 'acorn';
import { type PropertyUnit, propertyOf } from './property-unit.ts';

/** An `enum` of TypeScript: a function that fills an object and is called at once. */
export interface EnumUnit {
  readonly type: 'enum';
  /** `enum Kind` */
  readonly name: string;
  /** The variable that holds the object. */
  readonly of: string;
  /** CommonJS exports that are set to the object. */
  readonly exported: readonly string[];
  readonly members: readonly PropertyUnit[];
  readonly maker: FunctionExpression | ArrowFunctionExpression;
  readonly node: AnyNode;
}

/** Reads `(function (Kind) { Kind["A"] = "a"; … })(Kind || (exports.Kind = Kind = {}))`; undefined for everything else. */
export function enumOf(statement: AnyNode): EnumUnit | undefined {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return undefined;
  const { callee, arguments: given } = statement.expression;
  const [argument] = given;
  if (callee.type !== 'FunctionExpression' || callee.id || callee.async || callee.generator) return undefined;
  const [parameter] = callee.params;
  if (!argument || given.length !== 1 || callee.params.length !== 1 || parameter?.type !== 'Identifier')
    return undefined;
  const made = madeObject(argument);
  if (!made || parameter.name !== made.of) return undefined;
  const members: PropertyUnit[] = [];
  for (const inner of callee.body.body) {
    const set = inner.type === 'ExpressionStatement' ? membersOf(inner.expression, made.of, made.of) : undefined;
    if (!set) return undefined;
    members.push(...set);
  }
  return { type: 'enum', name: `enum ${made.of}`, ...made, members, maker: callee, node: statement };
}

/**
 * Reads what esbuild and swc declare an enum as: `Kind = ((Kind2) => { Kind2["A"] = "a"; … return Kind2; })(Kind || {})`; undefined for
 * everything else.
 */
export function declaredEnum(node: AnyNode): EnumUnit | undefined {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.init?.type !== 'CallExpression')
    return undefined;
  const of = node.id.name;
  const { callee, arguments: given } = node.init;
  if (callee.type !== 'FunctionExpression' && callee.type !== 'ArrowFunctionExpression') return undefined;
  const [parameter] = callee.params;
  if (callee.async || callee.generator || callee.params.length !== 1 || parameter?.type !== 'Identifier')
    return undefined;
  if (callee.body.type !== 'BlockStatement' || given.length !== 1 || !isEmptyFor(given[0], of)) return undefined;
  const inner = callee.body.body;
  const last = inner.at(-1);
  if (last?.type !== 'ReturnStatement' || last.argument?.type !== 'Identifier' || last.argument.name !== parameter.name)
    return undefined;
  const members: PropertyUnit[] = [];
  for (const statement of inner.slice(0, -1)) {
    const set =
      statement.type === 'ExpressionStatement' ? membersOf(statement.expression, parameter.name, of) : undefined;
    if (!set) return undefined;
    members.push(...set);
  }
  return { type: 'enum', name: `enum ${of}`, of, exported: [], members, maker: callee, node };
}

/** `{}`, or `Kind || {}`. */
function isEmptyFor(node: AnyNode | undefined, of: string): boolean {
  if (node?.type === 'LogicalExpression' && node.operator === '||')
    return node.left.type === 'Identifier' && node.left.name === of && isEmptyFor(node.right, of);
  return node?.type === 'ObjectExpression' && node.properties.length === 0;
}

/** Reads `Kind || (exports.Kind = Kind = {})`. */
function madeObject(node: AnyNode): { of: string; exported: string[] } | undefined {
  if (node.type !== 'LogicalExpression' || node.operator !== '||' || node.left.type !== 'Identifier') return undefined;
  const of = node.left.name;
  const exported: string[] = [];
  let value: AnyNode = node.right;
  for (; value.type === 'AssignmentExpression' && value.operator === '='; value = value.right) {
    const { left } = value;
    if (left.type === 'Identifier' && left.name === of) continue;
    const isExport =
      left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === 'exports';
    if (!isExport || left.computed || left.property.type !== 'Identifier') return undefined;
    exported.push(left.property.name);
  }
  const isEmpty = value.type === 'ObjectExpression' && value.properties.length === 0;
  return isEmpty ? { of, exported } : undefined;
}

/** Reads `Kind["A"] = "a"`, and `Kind[Kind["A"] = 0] = "A"`, which are two. */
function membersOf(node: Expression, holder: string, of: string): PropertyUnit[] | undefined {
  const outer = setOn(node, holder);
  if (!outer) return undefined;
  const { key, value } = outer;
  if (key.type === 'Literal' && typeof key.value === 'string')
    return constantOf(value) === undefined ? undefined : [propertyOf(of, [], key.value, value, node)];
  const inner = setOn(key, holder);
  const number = inner && constantOf(inner.value);
  if (inner?.key.type !== 'Literal' || typeof inner.key.value !== 'string' || typeof number !== 'number')
    return undefined;
  return [propertyOf(of, [], inner.key.value, inner.value, key), propertyOf(of, [], String(number), value, node)];
}

function setOn(node: AnyNode, of: string): { key: AnyNode; value: AssignmentExpression['right'] } | undefined {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=' || node.left.type !== 'MemberExpression')
    return undefined;
  const { object, property, computed } = node.left;
  if (!computed || object.type !== 'Identifier' || object.name !== of) return undefined;
  return { key: property as AnyNode, value: node.right };
}

/** A text or a number that is written out. */
function constantOf(node: AnyNode): string | number | undefined {
  if (node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number')) return node.value;
  const isNegative = node.type === 'UnaryExpression' && node.operator === '-';
  const value = isNegative ? constantOf(node.argument) : undefined;
  return typeof value === 'number' ? -value : undefined;
}
