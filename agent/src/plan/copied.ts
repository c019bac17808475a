import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';
import { type Exporter, namespacesOf, required } from './importers.ts';
import { resolvesTo } from './specifier.ts';

/** Whether something is taken out of a whole module where it stands: spread, given to `Object.assign`, or read by name. */
function isTakenApart(node: AnyNode, parents: readonly AnyNode[], changed: ReadonlySet<string>): boolean {
  const [parent, around] = parents;
  if (parent?.type === 'SpreadElement') return true;
  if (parent?.type === 'CallExpression' && node !== parent.callee) {
    const { callee } = parent;
    return callee.type === 'MemberExpression' && nameOf(callee.property as AnyNode) === 'assign';
  }
  // A variable that is declared so is made to read it anew.
  if (parent?.type !== 'MemberExpression' || parent.object !== node || around?.type === 'VariableDeclarator')
    return false;
  return !parent.computed && changed.has(nameOf(parent.property as AnyNode) ?? '');
}

function nameOf(node: AnyNode): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined;
}

/** Where the top level of a module copies exports of a CommonJS one, out of reach of what these become later. */
export function copiesOf(
  analysis: Analysis,
  from: string,
  to: Exporter,
  changed: ReadonlySet<string>,
): readonly { readonly start: number }[] {
  if (to.format === 'module') return [];
  const spaces = new Set(namespacesOf(analysis, from, to));
  const found: AnyNode[] = [];
  const visit = (node: AnyNode, parents: readonly AnyNode[]): void => {
    if ('params' in node) return;
    const specifier = required(node);
    const isModule = specifier !== undefined && resolvesTo(specifier, from, to.url);
    const isSpace = node.type === 'Identifier' && spaces.has(node.name) && parents[0]?.type !== 'MemberExpression';
    if ((isModule || isSpace) && isTakenApart(node, parents, changed)) found.push(node);
    for (const child of childrenOf(node)) visit(child, [node, ...parents.slice(0, 1)]);
  };
  visit(analysis.program as AnyNode, []);
  return found;
}
