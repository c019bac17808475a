import type { AnyNode } from 'acorn';

/** Whether a call is what esbuild, and tsx with it, writes behind a function to keep its name: `__name(price, "price")`. */
export function keepsName(node: AnyNode | undefined): boolean {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== '__name')
    return false;
  const [named, name] = node.arguments;
  return named?.type === 'Identifier' && name?.type === 'Literal' && name.value === named.name;
}
