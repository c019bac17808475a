import type { AnyNode, Program } from 'acorn';
import { visitChildren } from '../syntax/children.ts';

/** Whether an expression is `….name`, of whatever object. */
export function isMember(node: AnyNode, name: string): boolean {
  return nameOf(node) === name;
}

// Each property of an object and each static of a class asks for the same.
const known = new WeakMap<Program, ReadonlyMap<string, readonly AnyNode[]>>();

/** Whether a program sets a property of that name somewhere, other than in some nodes. */
export function writesTo(program: Program, name: string, except: ReadonlySet<AnyNode> = new Set()): boolean {
  const found = known.get(program) ?? writesIn(program);
  known.set(program, found);
  return found.get(name)?.some((node) => !except.has(node)) ?? false;
}

/** What sets a property of some object, by the name of the property. */
function writesIn(program: Program): Map<string, AnyNode[]> {
  const writes = new Map<string, AnyNode[]>();
  const visit = (node: AnyNode): void => {
    const target =
      node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined;
    const name = target && nameOf(target);
    const others = name === undefined ? undefined : writes.get(name);
    if (others) others.push(node);
    else if (name !== undefined) writes.set(name, [node]);
    visitChildren(node, visit);
  };
  visit(program);
  return writes;
}

function nameOf(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { property, computed } = node;
  if (property.type === 'Literal') return typeof property.value === 'string' ? property.value : undefined;
  return !computed && 'name' in property ? property.name : undefined;
}
