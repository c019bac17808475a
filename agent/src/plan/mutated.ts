import type { AnyNode } from 'acorn';
import { visitChildren } from '../syntax/children.ts';
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

/** The names, where they stand, that lead to an object whose inside a module changes. */
interface Changed {
  readonly inside: ReadonlySet<AnyNode>;
  /** Those under keys that the module works out, or that another object brings. */
  readonly keyed: ReadonlySet<AnyNode>;
}

// Asked for each constant that changes.
const known = new WeakMap<Analysis, Changed>();

function changedIn(analysis: Analysis): Changed {
  const found = known.get(analysis) ?? findChanged(analysis);
  known.set(analysis, found);
  return found;
}

function findChanged({ program }: Analysis): Changed {
  const [inside, keyed] = [new Set<AnyNode>(), new Set<AnyNode>()];
  const visit = (node: AnyNode): void => {
    const changed = changedBy(node);
    if (changed) inside.add(changed);
    const target = targetOf(node);
    if (target && !chainOf(target)) keyed.add(root(target));
    const [assigned] = node.type === 'CallExpression' && lastName(node.callee) === 'assign' ? node.arguments : [];
    if (assigned) keyed.add(root(assigned));
    visitChildren(node, visit);
  };
  visit(program);
  return { inside, keyed };
}

/** Whether the module sets properties of an object that a top-level name stands for under keys that it works out. */
export function isKeyed(analysis: Analysis, name: string): boolean {
  return isAmong(analysis, name, changedIn(analysis).keyed);
}

/** Whether the module changes the inside of an object that a top-level name stands for; then it holds state. */
export function isMutated(analysis: Analysis, names: readonly string[]): boolean {
  return names.some((name) => isAmong(analysis, name, changedIn(analysis).inside));
}

function isAmong({ module }: Analysis, name: string, nodes: ReadonlySet<AnyNode>): boolean {
  return module.bindings.get(name)?.references.some(({ node }) => nodes.has(node)) ?? false;
}
