import type { AnyNode, Program } from 'acorn';
import { keyName, memberName } from './member-name.ts';
import { isExports } from './units.ts';

/** What compilers call the function that gives exports getters, from an object of functions. */
const definers = /^_*export$/;

/** The name that a function does nothing but give. */
function given(node: AnyNode): string | undefined {
  if (!('params' in node) || Array.isArray(node.body)) return undefined;
  if (node.body.type === 'Identifier') return node.body.name;
  const [only] = node.body.type === 'BlockStatement' ? node.body.body : [];
  return only?.type === 'ReturnStatement' && only.argument?.type === 'Identifier' ? only.argument.name : undefined;
}

/**
 * Exports of a CommonJS module that are read by a getter, as esbuild and swc write them, with the name that each gives: who reads
 * them follows, who copied them does not.
 */
export function getterExports({ body }: Program): { readonly name: string; readonly local: string }[] {
  return body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return [];
    const { callee } = statement.expression;
    const [target, second, third] = statement.expression.arguments as AnyNode[];
    const found: { name: string; local: string }[] = [];
    const take = (name: string | undefined, getter: AnyNode): void => {
      const local = given(getter);
      if (name !== undefined && local !== undefined) found.push({ name, local });
    };
    const called = memberName(callee) ?? (callee.type === 'Identifier' ? callee.name : '');
    if (definers.test(called) && second?.type === 'ObjectExpression') {
      for (const property of second.properties)
        if (property.type === 'Property') take(keyName(property), property.value);
    } else if (called === 'defineProperty' && target && isExports(target) && third?.type === 'ObjectExpression') {
      for (const property of third.properties) {
        const isGetter = property.type === 'Property' && keyName(property) === 'get';
        if (isGetter && second?.type === 'Literal') take(String(second.value), property.value);
      }
    }
    return found;
  });
}
