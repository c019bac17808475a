import { functionNode } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';

/** What those who call a function get: what it returns, a promise, or an iterator. */
export type FunctionKind = 'plain' | 'async' | 'generator' | 'async generator';

/** The kind of a function. */
export function kindOf(site: Site): FunctionKind {
  const node = functionNode(site);
  if (node?.generator) return node.async ? 'async generator' : 'generator';
  return node?.async ? 'async' : 'plain';
}
