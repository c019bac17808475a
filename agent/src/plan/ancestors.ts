import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';

/** The nodes around a node, the outermost first. */
export function ancestorsOf({ program }: Analysis, node: AnyNode): AnyNode[] {
  const around: AnyNode[] = [];
  const find = (at: AnyNode): boolean => {
    if (at === node) return true;
    around.push(at);
    for (const child of childrenOf(at))
      if (child.start <= node.start && child.end >= node.end && find(child)) return true;
    around.pop();
    return false;
  };
  find(program);
  return around;
}

/** Whether a node is what its parent calls, so that it is called on the object that it is a member of. */
export function isCalled(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'CallExpression') return parent.callee === node;
  return parent?.type === 'TaggedTemplateExpression' && parent.tag === node;
}
