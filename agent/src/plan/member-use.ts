import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';

/** Whether an expression is `….name`, of whatever object. */
export function isMember(node: AnyNode, name: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  const { property } = node;
  if (property.type === 'Literal') return property.value === name;
  return !node.computed && 'name' in property && property.name === name;
}

/** Whether code sets a property of that name somewhere, other than in some nodes. */
export function writesTo(node: AnyNode, name: string, except: ReadonlySet<AnyNode> = new Set()): boolean {
  if (node.type === 'AssignmentExpression' && isMember(node.left, name) && !except.has(node)) return true;
  if (node.type === 'UpdateExpression' && isMember(node.argument, name)) return true;
  for (const child of childrenOf(node)) if (writesTo(child, name, except)) return true;
  return false;
}
