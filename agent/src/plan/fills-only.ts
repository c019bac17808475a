import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis, Binding } from '../syntax/scope.ts';
import { isRepeatable } from './purity.ts';

const statements = new Set(
  'ExpressionStatement BlockStatement IfStatement ForStatement ForOfStatement WhileStatement DoWhileStatement EmptyStatement'.split(
    ' ',
  ),
);

/**
 * Whether a top-level statement does nothing but fill variables that `mayFill` allows, as a loop that makes a table does: then
 * it can run with a patch that brings them, and leaves nothing behind with one that takes them away.
 */
export function fillsOnly(analysis: Analysis, statement: AnyNode, mayFill: (binding: Binding) => boolean): boolean {
  if (!statements.has(statement.type)) return false;
  const bindings = new Map<AnyNode, Binding | null>();
  for (const { node, binding } of analysis.references)
    if (node.start >= statement.start && node.end <= statement.end) bindings.set(node, binding);
  const isFillable = (target: AnyNode): boolean => {
    if (target.type === 'MemberExpression') return isFillable(target.object) && isHarmless(target.property as AnyNode);
    const binding = target.type === 'Identifier' ? bindings.get(target) : undefined;
    return Boolean(binding && (binding.scope.kind !== 'module' || mayFill(binding)));
  };
  const isHarmless = (node: AnyNode): boolean => {
    if ('params' in node) return true;
    switch (node.type) {
      case 'AssignmentExpression':
        return isFillable(node.left) && isHarmless(node.right);
      case 'UpdateExpression':
        return isFillable(node.argument);
      case 'CallExpression':
      case 'NewExpression':
        return isRepeatable(node);
      case 'AwaitExpression':
      case 'ImportExpression':
      case 'TaggedTemplateExpression':
      case 'ClassExpression':
      case 'ThisExpression':
        return false;
      case 'UnaryExpression':
        return node.operator !== 'delete' && isHarmless(node.argument);
      case 'VariableDeclaration':
        return node.kind !== 'var' && childrenOf(node).every(isHarmless);
      default:
        return (!node.type.endsWith('Statement') || statements.has(node.type)) && childrenOf(node).every(isHarmless);
    }
  };
  return isHarmless(statement);
}
