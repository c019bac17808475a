import { type AnyNode, type Function as FunctionNode, type Node, tokenizer, tokTypes } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { visitChildren } from '../syntax/children.ts';
import { Lines } from '../syntax/lines.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Analysis, Site } from '../syntax/scope.ts';

/** A place where a call of an async function waits. */
export interface AwaitMark {
  /** Where the `await` is in the source that runs; columns from 1. */
  readonly line: number;
  readonly column: number;
  /** Source of what is awaited, on one line. */
  readonly text: string;
}

/** Under which a marked body has what notes the place of its call. */
const call = '$sutureCall';
const longestText = 100;

/**
 * Makes the body of an async function note at each `await` which one it is at, and what it awaits; in the order of the
 * source, which the numbers of the notes are. `begin` is the expression that gives what takes the notes. Nothing is put in,
 * and undefined given, where a place cannot be told for sure: with `await using`, which waits where no `await` stands.
 */
export function markAwaits(edits: Edits, analysis: Analysis, site: Site, begin: string): AwaitMark[] | undefined {
  const node = functionNode(site);
  if (!node?.async || node.generator || usesAwaiting(analysis, node.body)) return undefined;
  const lines = new Lines(analysis.source);
  const marks: AwaitMark[] = [];
  const note = (at: Node, awaited: Node, method: 'at' | 'last' = 'at'): number => {
    const { line, column } = lines.at(at.start);
    const text = analysis.source.slice(awaited.start, awaited.end).replaceAll(/\s+/g, ' ');
    marks.push({ line, column: column + 1, text: text.length > longestText ? `${text.slice(0, longestText)}…` : text });
    const number = marks.length - 1;
    edits.open(awaited.start, `${call}.${method}(${number},(`);
    edits.close(awaited.end, '))');
    return number;
  };
  const { body } = node;
  if (body.type === 'BlockStatement') {
    const isDirective = (statement: AnyNode): boolean =>
      statement.type === 'ExpressionStatement' && statement.directive !== undefined;
    const first = body.body.find((statement) => !isDirective(statement));
    if (!first) return undefined;
    edits.open(first.start, `const ${call}=${begin};`);
  } else {
    edits.open(behindArrow(analysis.source, node), `{const ${call}=${begin};return(`);
    edits.close(node.end, ')}');
    if (body.type !== 'AwaitExpression') note(body, body, 'last');
  }
  const visit = (inner: AnyNode): void => {
    if (analysis.siteOf.has(inner)) return;
    if (inner.type === 'AwaitExpression') note(inner, inner.argument);
    else if (inner.type === 'ReturnStatement' && inner.argument && inner.argument.type !== 'AwaitExpression')
      note(inner, inner.argument, 'last');
    else if (inner.type === 'ForOfStatement' && inner.await) markLoop(edits, inner.body, note(inner, inner.right));
    visitChildren(inner, visit);
  };
  visit(body as AnyNode);
  return marks;
}

// The expression may stand in parentheses, and comments before it.
function behindArrow(source: string, { start, params, body }: FunctionNode): number {
  const from = params.at(-1)?.end ?? start;
  const arrows = [...tokenizer(source.slice(from, body.start), { ecmaVersion: 'latest' })].filter(
    ({ type }) => type === tokTypes.arrow,
  );
  return from + (arrows.at(-1)?.end ?? body.start - from);
}

// Each turn of the loop waits for the next value again, however the body has ended.
function markLoop(edits: Edits, body: AnyNode, number: number): void {
  const isBlock = body.type === 'BlockStatement';
  edits.open(isBlock ? body.start + 1 : body.start, isBlock ? 'try{' : '{try{');
  edits.close(isBlock ? body.end - 1 : body.end, `}finally{${call}.back(${number})}${isBlock ? '' : '}'}`);
}

function usesAwaiting(analysis: Analysis, body: AnyNode): boolean {
  let found = false;
  const visit = (node: AnyNode): void => {
    if (analysis.siteOf.has(node)) return;
    if (node.type === 'VariableDeclaration' && (node.kind as string) === 'await using') found = true;
    visitChildren(node, visit);
  };
  visit(body);
  return found;
}
