import type { AnyNode, MemberExpression } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';
import { writtenKey } from './property-unit.ts';
import { isExports } from './units.ts';

const none: readonly MemberExpression[] = [];
const known = new WeakMap<Analysis, ReadonlyMap<string, readonly MemberExpression[]>>();

/**
 * Where a CommonJS module read one of its own exports while it loaded, by the name of the export: `exports.b = exports.a * 2`, which
 * is how compilers write what the source does with a constant that it exports.
 */
export function ownExportsRead(analysis: Analysis, name: string): readonly MemberExpression[] {
  const found = known.get(analysis) ?? findReads(analysis);
  known.set(analysis, found);
  return found.get(name) ?? none;
}

function findReads({ program }: Analysis): Map<string, MemberExpression[]> {
  const found = new Map<string, MemberExpression[]>();
  if (program.sourceType === 'module') return found;
  const visit = (node: AnyNode): void => {
    // What a function or an instance field reads is read when it runs.
    if ('params' in node) return;
    if (node.type === 'PropertyDefinition' && !node.static) {
      if (node.computed) visit(node.key as AnyNode);
      return;
    }
    if (node.type === 'AssignmentExpression' && node.operator === '=' && isOwn(node.left)) {
      visit(node.right);
      return;
    }
    if (isOwn(node)) {
      const key = writtenKey(node) ?? '';
      found.set(key, [...(found.get(key) ?? []), node]);
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program as AnyNode);
  return found;
}

function isOwn(node: AnyNode): node is MemberExpression {
  return node.type === 'MemberExpression' && isExports(node.object) && writtenKey(node) !== undefined;
}
