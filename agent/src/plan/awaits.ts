import type { AnyNode } from 'acorn';
import type { Analysis } from '../syntax/scope.ts';
import { skeletonOf } from './skeleton.ts';

/** Whether evaluating something waits for a promise. */
export function awaits(analysis: Analysis, node: AnyNode): boolean {
  return (
    /\bawait\b/.test(analysis.source.slice(node.start, node.end)) &&
    skeletonOf(analysis, node).text.includes('AwaitExpression')
  );
}
