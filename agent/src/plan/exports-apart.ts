import type { AnyNode, Program } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import { isExports, type Unit } from './units.ts';

/**
 * Whether a unit sets a property of an object that is not what the module exports: `module.exports` was given another object, and
 * `exports` was not, or the property was set before that.
 */
export function isSetApart(program: Program, unit: Unit): boolean {
  if (unit.type !== 'export' || unit.node.type !== 'AssignmentExpression') return false;
  const { left, start } = unit.node;
  if (left.type !== 'MemberExpression') return false;
  const isByName = left.object.type === 'Identifier';
  return replacementsOf(program).some(({ statement, all }) => {
    const whole = all.filter(({ target }) => target.type === 'MemberExpression');
    if (isByName && whole.length > 0 && all.length === whole.length) return true;
    return statement.start > start && whole.some(({ value }) => !names(value));
  });
}

/** Another object in the place of the one that the module exports. */
export interface Replacement {
  readonly target: AnyNode;
  readonly value: AnyNode;
}

interface Replacing {
  readonly statement: AnyNode;
  readonly all: readonly Replacement[];
}

// Asked for each name that a module exports.
const known = new WeakMap<Program, readonly Replacing[]>();

function replacementsOf(program: Program): readonly Replacing[] {
  const found = known.get(program) ?? program.body.map((statement) => ({ statement, all: replacementsIn(statement) }));
  known.set(program, found);
  return found;
}

/** Where a statement puts another object in the place of the one that the module exports. */
export function replacementsIn(node: AnyNode): Replacement[] {
  if ('params' in node) return [];
  const inner = childrenOf(node).flatMap(replacementsIn);
  return node.type === 'AssignmentExpression' && isExports(node.left)
    ? [{ target: node.left, value: node.right }, ...inner]
    : inner;
}

/** Whether an object may have been made of the one before it: `{ ...module.exports, a }`. */
function names(node: AnyNode): boolean {
  if (node.type === 'AssignmentExpression') return names(node.right);
  return isExports(node) || (!('params' in node) && childrenOf(node).some(names));
}
