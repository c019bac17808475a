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

/** How the guard of an old function serves a body of another kind: its callers get what they get now, a promise of it, or nonsense. */
export type Service = 'faithful' | 'promise' | 'none';

/** Says how references to an old function are served when its new body is of the kind of another. */
export function serviceOf(old: Site, site: Site): Service {
  const [was, is] = [kindOf(old), kindOf(site)];
  if (was === is || was === 'plain') return 'faithful';
  return was === 'async' && is === 'plain' ? 'promise' : 'none';
}
