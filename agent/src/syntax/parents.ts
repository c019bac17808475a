import type { AnyNode } from 'acorn';
import { childrenOf } from './children.ts';

/** The node around each of some nodes. */
export function parentsOf(root: AnyNode, wanted: (node: AnyNode) => boolean): Map<AnyNode, AnyNode> {
  const parents = new Map<AnyNode, AnyNode>();
  const visit = (node: AnyNode): void => {
    for (const child of childrenOf(node)) {
      if (wanted(child)) parents.set(child, node);
      visit(child);
    }
  };
  visit(root);
  return parents;
}
