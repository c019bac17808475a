import type { AnyNode } from 'acorn';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { visitChildren } from '../syntax/children.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis, Site } from '../syntax/scope.ts';

/** A place in a function before which something can be inserted. */
export interface Anchor {
  readonly site: Site;
  readonly start: number;
  readonly end: number;
  /** How an insertion is joined to it: among statements, as the only statement of a branch, or before an expression. */
  readonly join: 'list' | 'single' | 'expression';
}

const lists = new Set(['BlockStatement', 'Program', 'StaticBlock', 'SwitchCase']);
const statement = /Statement$|^VariableDeclaration$|^ClassDeclaration$/;

/** Lists the statements of functions, in source order, and the bodies of arrows that are expressions. */
export function anchorsOf(analysis: Analysis): Anchor[] {
  const anchors: Anchor[] = [];
  const visit = (node: AnyNode, parent: AnyNode | undefined, around: Site | null): void => {
    const site = analysis.siteOf.get(node) ?? around;
    if (around && isFunction(around)) {
      const join = joinOf(node, parent);
      if (join) anchors.push({ site: around, start: node.start, end: node.end, join });
    }
    visitChildren(node, (child) => visit(child, node, site));
  };
  visit(analysis.program, undefined, null);
  return anchors;
}

function joinOf(node: AnyNode, parent: AnyNode | undefined): Anchor['join'] | undefined {
  if (!parent) return undefined;
  if (parent.type === 'ArrowFunctionExpression')
    return node === parent.body && parent.expression ? 'expression' : undefined;
  if (!statement.test(node.type) || node.type === 'BlockStatement' || node.type === 'EmptyStatement') return undefined;
  if (node.type === 'ExpressionStatement' && node.directive !== undefined) return undefined;
  if (lists.has(parent.type)) return 'list';
  // A declaration in the head of a loop is no statement, and a label belongs to the loop behind it.
  if (parent.type.startsWith('For')) return 'body' in parent && parent.body === node ? 'single' : undefined;
  return /^(IfStatement|WhileStatement|DoWhileStatement|WithStatement)$/.test(parent.type) ? 'single' : undefined;
}

/** Finds the anchor that a line means: the first that begins there, else the innermost that reaches over it. */
export function anchorAt(analysis: Analysis, line: number): Anchor | { readonly reason: string } {
  const lines = new Lines(analysis.source);
  const lineOf = (offset: number): number => lines.at(offset).line;
  const anchors = anchorsOf(analysis);
  const found =
    anchors.find(({ start }) => lineOf(start) === line) ??
    anchors.findLast(({ start, end }) => lineOf(start) < line && lineOf(end - 1) >= line);
  if (found) {
    const reason = whyUnpatchable(found.site);
    return reason === undefined ? found : { reason: `${found.site.path} has no guard: ${reason}` };
  }
  const around = analysis.sites.findLast(
    (site) => isFunction(site) && lineOf(site.node.start) <= line && lineOf(site.node.end - 1) >= line,
  );
  if (!around) return { reason: `Line ${line} is in no function: what is there runs once, while the module loads.` };
  const next = anchors.find(({ site, start }) => site === around && lineOf(start) > line);
  const hint = next ? `the next one is on line ${lineOf(next.start)}` : 'nor below it';
  return { reason: `There is no statement on line ${line} of ${around.path}; ${hint}.` };
}
