import type { AnyNode, Program } from 'acorn';
import { keyName, memberName } from './member-name.ts';
import { isExports } from './units.ts';
import type { Analysis } from '../syntax/scope.ts';

/** What compilers call the function that gives exports getters, from an object of functions. */
const definers = /^_*export$/;

/** What a function does nothing but give. */
function givenBy(node: AnyNode): AnyNode | undefined {
  if (!('params' in node) || Array.isArray(node.body)) return undefined;
  if (node.body.type !== 'BlockStatement') return node.body;
  const [only] = node.body.body;
  return only?.type === 'ReturnStatement' ? (only.argument ?? undefined) : undefined;
}

interface ExportGetter {
  readonly name: string;
  readonly getter: AnyNode;
}

/** Getters among the exports of a CommonJS module, as esbuild, swc and tsc write them, or in a literal of its own. */
function exportGetters({ body }: Program): ExportGetter[] {
  return body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement') return [];
    const { expression } = statement;
    if (expression.type === 'AssignmentExpression')
      return isExports(expression.left) ? gettersOf(expression.right, ['get']) : [];
    if (expression.type !== 'CallExpression') return [];
    const { callee } = expression;
    const [target, second, third] = expression.arguments as AnyNode[];
    const called = memberName(callee) ?? (callee.type === 'Identifier' ? callee.name : '');
    if (definers.test(called)) return gettersOf(second, ['init', 'get']);
    if (called !== 'defineProperty' || !target || !isExports(target) || second?.type !== 'Literal') return [];
    const name = String(second.value);
    return gettersOf(third, ['init']).flatMap((found) => (found.name === 'get' ? [{ ...found, name }] : []));
  });
}

function gettersOf(literal: AnyNode | undefined, kinds: readonly string[]): ExportGetter[] {
  if (literal?.type !== 'ObjectExpression') return [];
  return literal.properties.flatMap((property) => {
    const name = property.type === 'Property' && kinds.includes(property.kind) ? keyName(property) : undefined;
    return name === undefined || property.type !== 'Property' ? [] : [{ name, getter: property.value }];
  });
}

/**
 * Exports of a CommonJS module that are read by a getter, with the name that each gives: who reads them follows, who copied them
 * does not.
 */
export function getterExports(
  program: Program,
): { readonly name: string; readonly local: string; readonly node: AnyNode }[] {
  return exportGetters(program).flatMap(({ name, getter }) => {
    const value = givenBy(getter);
    return value?.type === 'Identifier' ? [{ name, local: value.name, node: getter }] : [];
  });
}

/** Exports whose getter gives what another object has, that of a module say: `get: () => require('./a').b`. */
export function passingGetters(
  program: Program,
): { readonly name: string; readonly object: AnyNode; readonly imported: string; readonly node: AnyNode }[] {
  return exportGetters(program).flatMap(({ name, getter }) => {
    const value = givenBy(getter);
    const imported = value && memberName(value);
    if (value?.type !== 'MemberExpression' || imported === undefined) return [];
    return [{ name, object: value.object as AnyNode, imported, node: getter }];
  });
}

/** Exports whose getter reads otherwise than before: it may give something else to who reads it anew. */
export function changedGetters(before: Analysis, after: Analysis): ExportGetter[] {
  const textOf = ({ getter }: ExportGetter, { source }: Analysis) => source.slice(getter.start, getter.end);
  const former = new Map(exportGetters(before.program).map((one) => [one.name, textOf(one, before)]));
  return exportGetters(after.program).filter(
    (one) => (former.get(one.name) ?? textOf(one, after)) !== textOf(one, after),
  );
}
