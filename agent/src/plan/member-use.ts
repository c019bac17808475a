import type { AnyNode } from 'acorn';
import { visitChildren } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';
import { madeInCall } from './made-in-call.ts';

/** Whether an expression is `….name`, of whatever object. */
export function isMember(node: AnyNode, name: string): boolean {
  return nameOf(node) === name;
}

// Each property of an object and each static of a class asks for the same.
const known = new WeakMap<Analysis, ReadonlyMap<string, readonly AnyNode[]>>();

/**
 * Whether a module sets a property of that name somewhere, other than in some nodes. Any object may be the one that is asked
 * about, but for those that a function has just made.
 */
export function writesTo(analysis: Analysis, name: string, except: ReadonlySet<AnyNode> = new Set()): boolean {
  const found = known.get(analysis) ?? writesIn(analysis);
  known.set(analysis, found);
  return found.get(name)?.some((node) => !except.has(node)) ?? false;
}

/** What sets a property of some object, by the name of the property. */
function writesIn(analysis: Analysis): Map<string, AnyNode[]> {
  const writes = new Map<string, AnyNode[]>();
  let own: ReadonlySet<AnyNode> | undefined;
  const visit = (node: AnyNode): void => {
    const target =
      node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined;
    const name = target && nameOf(target);
    if (name !== undefined && target?.type === 'MemberExpression') {
      own ??= madeInCall(analysis);
      if (!own.has(target.object)) writes.set(name, [...(writes.get(name) ?? []), node]);
    }
    visitChildren(node, visit);
  };
  visit(analysis.program);
  return writes;
}

function nameOf(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { property, computed } = node;
  if (property.type === 'Literal') return typeof property.value === 'string' ? property.value : undefined;
  return !computed && 'name' in property ? property.name : undefined;
}
