import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis, Binding } from '../syntax/scope.ts';
import { isRepeatable } from './purity.ts';

const statements = new Set(
  'ExpressionStatement BlockStatement IfStatement ForStatement ForOfStatement WhileStatement DoWhileStatement EmptyStatement'.split(
    ' ',
  ),
);

const questions = new Set('startsWith endsWith includes indexOf slice trim toLowerCase toUpperCase'.split(' '));

/**
 * Whether a top-level statement does nothing but fill variables that `mayFill` allows, each as a whole or inside, as a loop that makes a table does: then
 * it can run with a patch that brings them, and leaves nothing behind with one that takes them away.
 */
export function fillsOnly(
  analysis: Analysis,
  statement: AnyNode,
  mayFill: (binding: Binding, isWhole: boolean) => boolean,
): boolean {
  if (!statements.has(statement.type)) return false;
  const bindings = new Map<AnyNode, Binding | null>();
  for (const { node, binding } of analysis.references)
    if (node.start >= statement.start && node.end <= statement.end) bindings.set(node, binding);
  const isFillable = (target: AnyNode, isWhole = true): boolean => {
    if (target.type === 'MemberExpression')
      return isFillable(target.object, false) && isHarmless(target.property as AnyNode);
    const binding = target.type === 'Identifier' ? bindings.get(target) : undefined;
    return Boolean(binding && (binding.scope.kind !== 'module' || mayFill(binding, isWhole)));
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
        return isRepeatable(node) || asksText(node);
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
  /** `navigator.userAgent?.startsWith('Mozilla')`: what a text that no name of the module leads to is asked. */
  const asksText = (node: AnyNode): boolean => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return false;
    const { object, property } = node.callee;
    const root = rootOf(object);
    const isForeign = root.type === 'Identifier' && bindings.get(root) === null;
    return (
      isForeign && property.type === 'Identifier' && questions.has(property.name) && node.arguments.every(isRepeatable)
    );
  };
  return isHarmless(statement);
}

function rootOf(node: AnyNode): AnyNode {
  if (node.type === 'ChainExpression') return rootOf(node.expression);
  return node.type === 'MemberExpression' ? rootOf(node.object) : node;
}
