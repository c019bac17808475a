import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';
import { lastName } from './last-name.ts';
import { chainOf } from './property-unit.ts';

const mutators = new Set('push pop shift unshift splice sort reverse fill set add delete clear append'.split(' '));

/** The name that a chain of members starts with. */
function root(node: AnyNode): AnyNode {
  return node.type === 'MemberExpression' ? root(node.object) : node;
}

/** Where a node changes the inside of some object: the name that leads there. */
function changedBy(node: AnyNode): AnyNode | undefined {
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { object, property } = node.callee;
    return property.type === 'Identifier' && mutators.has(property.name) ? root(object) : undefined;
  }
  const target = targetOf(node);
  return target && root(target);
}

/** The property that a node sets or deletes. */
function targetOf(node: AnyNode): AnyNode | undefined {
  let target: AnyNode | undefined;
  if (node.type === 'AssignmentExpression') target = node.left;
  else if (node.type === 'UpdateExpression') target = node.argument;
  else if (node.type === 'UnaryExpression' && node.operator === 'delete') target = node.argument;
  return target?.type === 'MemberExpression' ? target : undefined;
}

/** Whether the module sets properties of an object that a top-level name stands for under keys that it works out. */
export function isKeyed(analysis: Analysis, name: string): boolean {
  const uses = new Set<AnyNode>(analysis.module.bindings.get(name)?.references.map(({ node }) => node));
  const visit = (node: AnyNode): boolean => {
    const target = targetOf(node);
    if (target && uses.has(root(target)) && !chainOf(target)) return true;
    const isAssigned = node.type === 'CallExpression' && lastName(node.callee) === 'assign';
    if (isAssigned && node.arguments[0] && uses.has(root(node.arguments[0]))) return true;
    return childrenOf(node).some(visit);
  };
  return visit(analysis.program);
}

/** Whether the module changes the inside of an object that a top-level name stands for; then it holds state. */
export function isMutated(analysis: Analysis, names: readonly string[]): boolean {
  const uses = new Set<AnyNode>();
  for (const name of names) for (const { node } of analysis.module.bindings.get(name)?.references ?? []) uses.add(node);
  const visit = (node: AnyNode): boolean => {
    const changed = changedBy(node);
    if (changed && uses.has(changed)) return true;
    for (const child of childrenOf(node)) if (visit(child)) return true;
    return false;
  };
  return visit(analysis.program);
}
