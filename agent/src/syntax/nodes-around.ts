import type { AnyNode, Program } from 'acorn';
import { childrenOf } from './children.ts';

/** The nodes around a node of a program, the innermost first; none when it is not in there. */
export function nodesAround(program: Program, node: { readonly start: number; readonly end: number }): AnyNode[] {
  const around: AnyNode[] = [];
  const find = (at: AnyNode): boolean => {
    if (at === node) return true;
    // Decorated exports aside, a node lies within those that are made of it.
    if (at.start > node.start || at.end < node.end) return false;
    if (!childrenOf(at).some(find)) return false;
    around.push(at);
    return true;
  };
  find(program as AnyNode);
  return around;
}

/** Whether an expression is called where it stands, `(0, f)()`, `new F()` and `f.call()` included. */
export function isCalled(node: { readonly start: number }, around: readonly AnyNode[]): boolean {
  let at: unknown = node;
  for (const parent of around) {
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee === at;
      case 'TaggedTemplateExpression':
        return parent.tag === at;
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== at) return false;
        break;
      case 'MemberExpression': {
        const { object, property, computed } = parent;
        if (object !== at || computed || property.type !== 'Identifier' || !/^(call|apply)$/.test(property.name))
          return false;
        break;
      }
      case 'ChainExpression':
        break;
      default:
        return false;
    }
    at = parent;
  }
  return false;
}
