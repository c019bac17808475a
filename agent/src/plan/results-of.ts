import type { AnyNode } from 'acorn';
import { visitChildren } from '../syntax/children.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';

/** The function whose `this` is meant in another one. */
export function thisOf(site: Site | null): Site | null {
  let from = site;
  while (from?.kind === 'arrow') from = from.parent;
  return from;
}

/** The statements of a function that give its value, or the expression that does. */
export function resultsOf(site: Site): AnyNode[] {
  const node = functionNode(site);
  if (!node) return [];
  if (node.body.type !== 'BlockStatement') return [node.body];
  const results: AnyNode[] = [];
  const visit = (inner: AnyNode): void => {
    if ('params' in inner || inner.type === 'ClassBody') return;
    if (inner.type === 'ReturnStatement' && inner.argument) results.push(inner.argument);
    visitChildren(inner, visit);
  };
  visit(node.body);
  return results;
}
