import type { AnyNode } from 'acorn';

/** The nodes directly inside of a node, in source order of its fields. */
export function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      if (item !== null && typeof item === 'object' && typeof (item as AnyNode).type === 'string')
        yield item as AnyNode;
  }
}
