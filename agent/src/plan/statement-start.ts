import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';

const known = new WeakMap<Analysis, ReadonlySet<number>>();

/** Where the expressions begin that stand as statements among others. */
function startsOf(analysis: Analysis): ReadonlySet<number> {
  const starts = new Set<number>();
  const visit = (node: AnyNode, isListed: boolean): void => {
    if (isListed && node.type === 'ExpressionStatement') starts.add(node.start);
    const isList = /^(Program|BlockStatement|StaticBlock|SwitchCase)$/.test(node.type);
    for (const child of childrenOf(node)) visit(child, isList);
  };
  visit(analysis.program as AnyNode, false);
  return starts;
}

/**
 * Text that begins with a parenthesis, for a place in a source: where it begins a statement, the one before may have no
 * semicolon, and would go on in it.
 */
export function parenthesised(analysis: Analysis, start: number, text: string): string {
  const starts = known.get(analysis) ?? startsOf(analysis);
  known.set(analysis, starts);
  return starts.has(start) ? `;${text}` : text;
}
