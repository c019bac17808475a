import type { AnyNode } from 'acorn';

/** Whether a node is what its parent calls, so that it is called on the object that it is a member of. */
export function isCalledOn(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'CallExpression') return parent.callee === node;
  return parent?.type === 'TaggedTemplateExpression' && parent.tag === node;
}
