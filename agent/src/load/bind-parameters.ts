import type { Function as FunctionNode, Pattern } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { patternNames } from '../syntax/pattern-names.ts';
import type { Site } from '../syntax/scope.ts';
import { skipTrivia } from '../syntax/trivia.ts';
import { type Guard, guardBlock, guardText } from './guard.ts';
import { names } from './names.ts';

/** Whether an expression takes its `name` from the variable that it is assigned to. */
function isNamedByAssignment(pattern: Pattern): boolean {
  if (pattern.type !== 'AssignmentPattern' || pattern.left.type !== 'Identifier') return false;
  const { type } = pattern.right;
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'ClassExpression';
}

/** What the first property is bound to in {@link destructured}: a default value changes what V8 says. */
function boundTo(source: string, bound: Pattern): string {
  if (bound.type !== 'AssignmentPattern') return names.holder;
  const { left, right } = bound;
  if (left.type !== 'ObjectPattern') return `${names.holder}=0`;
  return `{}=${right.type === 'Identifier' ? source.slice(right.start, right.end) : '{}'}`;
}

/**
 * Gives what a parameter is bound to. What is nothing throws the error that V8 has for parameters: its text says the
 * value, which has no name there. V8 does not look for a name in the key of a literal; for objects it takes a parameter.
 */
function destructured(source: string, parameter: Pattern, name: string): string {
  if (parameter.type === 'ArrayPattern') return `${name}${iterated(name)}`;
  if (parameter.type !== 'ObjectPattern') return name;
  const [first] = parameter.properties;
  const isNamed = first?.type === 'Property' && !first.computed;
  const property = isNamed ? `${source.slice(first.key.start, first.key.end)}:${boundTo(source, first.value)}` : '';
  return `${name}??(({${property}})=>0)(${name})`;
}

/** Put behind what an array pattern takes apart, so that the error of what cannot be iterated is that of a parameter. */
const iterated = (name: string): string => `??{[[]=${name}]:0}`;

/** Keeps a token of the source for `originalText`, where it may not be a part of the program. */
function hide(edits: Edits, at: number, token: string, before = '', after = ''): number {
  edits.replace(at, at + token.length, `${before}/*${names.holder}${token}*/${after}`);
  return at + token.length;
}

/** Has a parameter, where it stands, take its value from a stand-in. */
function bindParameter(source: string, edits: Edits, parameter: Pattern, name: string): void {
  if (parameter.type !== 'AssignmentPattern') edits.close(parameter.end, `=${destructured(source, parameter, name)}`);
  else if (isNamedByAssignment(parameter)) {
    edits.open(parameter.start, `{${name}:`);
    edits.close(parameter.end, `}={${name}}`);
  } else {
    const { left, right } = parameter;
    const isArray = left.type === 'ArrayPattern';
    // The parentheses of the source stay around the whole: a comma would take what is before it away.
    const isSequence = right.type === 'SequenceExpression';
    const own = isSequence ? `(/*${names.holder}*/` : '';
    edits.open(right.start, `${isArray ? `(${name}=` : ''}${name}!==void 0?${name}:${own}`);
    if (isSequence) edits.close(right.end, `/*${names.holder}*/)`);
    if (isArray) edits.close(parameter.end, `)${iterated(name)}`);
  }
}

/** Moves the binding of parameters behind the guard, in place, so that a new body may change them. */
export function moveParameters(
  source: string,
  edits: Edits,
  site: Site,
  node: FunctionNode,
  make: (passed: string[]) => Guard,
): Guard {
  const signature: string[] = [];
  const passed: string[] = [];
  for (const [index, parameter] of node.params.entries()) {
    const name = names.parameter(index);
    if (parameter.type === 'RestElement') {
      signature.push(`...${name}`);
      passed.push(`...${name}`);
    } else {
      signature.push(parameter.type === 'AssignmentPattern' ? `${name}=void 0` : name);
      passed.push(name);
    }
  }
  if (site.kind === 'arrow' && node.params.at(-1)?.type !== 'RestElement') {
    signature.push(`...${names.rest}`);
    passed.push(`...${names.rest}`);
  }
  const guard = make(passed);
  const first = node.params[0] as Pattern;
  edits.open(first.start, `${signature.join(',')})${site.kind === 'arrow' ? '=>' : ''}{${guardText(guard, node)}let `);
  for (const [index, parameter] of node.params.entries()) {
    const name = names.parameter(index);
    if (parameter.type === 'RestElement') {
      hide(edits, parameter.start, '...');
      edits.close(parameter.end, `=${name}`);
    } else bindParameter(source, edits, parameter, name);
  }
  const last = node.params.at(-1) as Pattern;
  let at = skipTrivia(source, last.end);
  if (source[at] === ',') at = skipTrivia(source, hide(edits, at, ','));
  at = skipTrivia(source, hide(edits, at, ')', ';'));
  const isExpression = node.body.type !== 'BlockStatement';
  // A comma keeps the expression in the statement, on whatever line it begins.
  if (site.kind === 'arrow') at = hide(edits, at, '=>', '', isExpression ? 'return 0,' : '');
  if (isExpression) edits.close(node.end, `/*${names.holder}*/}`);
  else hide(edits, node.body.start, '{');
  return guard;
}

/**
 * Binds the parameters of a generator where they are bound without a guard, when it is called, and asks for a new body there:
 * the rest of what it was called with is taken apart for a property that it does not have, so that its default is evaluated.
 */
export function bindAtCall(source: string, edits: Edits, node: FunctionNode, make: (passed: string[]) => Guard): Guard {
  const signature: string[] = [];
  for (const [index, parameter] of node.params.entries())
    if (parameter.type !== 'RestElement')
      signature.push(`${names.parameter(index)}${parameter.type === 'AssignmentPattern' ? '=void 0' : ''},`);
  const bound = node.params.flatMap(patternNames).map((name, index) => `${names.parameter(index)}:${name},`);
  const guard = make([]);
  const first = node.params[0] as Pattern;
  const asked = `${names.made}:${names.made}=${guard.condition}?${guard.call}:void(`;
  edits.open(first.start, `${signature.join('')}...{${bound.join('')}${asked}`);
  const last = node.params.at(-1) as Pattern;
  const at = skipTrivia(source, last.end);
  const after = source[at] === ',' ? hide(edits, at, ',') : last.end;
  edits.close(after, `/*${names.holder}*/)/*${names.holder}*/}`);
  for (const [index, parameter] of node.params.entries()) {
    if (parameter.type !== 'RestElement') bindParameter(source, edits, parameter, names.parameter(index));
    else {
      edits.open(parameter.start, `[${','.repeat(index)}/*${names.holder}[*/`);
      edits.close(parameter.end, `/*${names.holder}]*/]=arguments`);
    }
  }
  const bodyStart = node.body.start + 1;
  guardBlock(source, edits, node, bodyStart, `if(${names.made}!==void 0)return yield*${names.made};`);
  return guard;
}
