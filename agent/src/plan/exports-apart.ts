import type { AnyNode, Program } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import { isExports, type Unit } from './units.ts';

/**
 * Whether a unit sets a property of `exports` where that is not what the module exports: `module.exports` was given another
 * object, and `exports` was not.
 */
export function isSetApart(program: Program, unit: Unit): boolean {
  if (unit.type !== 'export' || unit.node.type !== 'AssignmentExpression') return false;
  const { left } = unit.node;
  if (left.type !== 'MemberExpression' || left.object.type !== 'Identifier') return false;
  return program.body.some((statement) => {
    const targets = targetsIn(statement);
    return (
      targets.some(({ type }) => type === 'MemberExpression') && !targets.some(({ type }) => type === 'Identifier')
    );
  });
}

/** Where a statement puts another object in the place of the one that the module exports. */
function targetsIn(node: AnyNode): AnyNode[] {
  if ('params' in node) return [];
  const inner = childrenOf(node).flatMap(targetsIn);
  return node.type === 'AssignmentExpression' && isExports(node.left) ? [node.left, ...inner] : inner;
}
