import type { AnyNode } from 'acorn';

/** The name that an expression ends in, as compilers write what they call: `b` of `a.b`, and of `(0, a.b)`. */
export function lastName(node: AnyNode): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'SequenceExpression') return lastName(node.expressions.at(-1) as AnyNode);
  return node.type === 'MemberExpression' && !node.computed ? lastName(node.property as AnyNode) : undefined;
}
