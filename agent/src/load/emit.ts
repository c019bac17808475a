import type { ArrowFunctionExpression, Function as FunctionNode, Pattern } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { environmentOf, isDerived, ownerTestKey } from '../syntax/environment.ts';
import { impliedRest, isImplied } from '../syntax/implied-constructor.ts';
import { areParametersPlain, functionNode } from '../syntax/parameters.ts';
import type { Analysis, ClassSite, Site } from '../syntax/scope.ts';
import { skipTrivia } from '../syntax/trivia.ts';
import { type Guard, guardOf, type Surroundings } from './guard.ts';
import { classKey, names } from './names.ts';
import { isFunction, whyUnpatchable } from './patchable.ts';

/** Where the parts of a function's head are. */
interface Head {
  /** After the last parameter and any trailing comma. */
  readonly parametersEnd: number;
  /** After the `{` of a block, or after `=>` where the body is an expression. */
  readonly bodyStart: number;
}

function headOf(source: string, node: FunctionNode): Head {
  const last = node.params.at(-1);
  let at = last ? last.end : node.start;
  if (last) {
    const comma = skipTrivia(source, at);
    if (source[comma] === ',') at = comma + 1;
  }
  const parametersEnd = at;
  if (node.body.type === 'BlockStatement') return { parametersEnd, bodyStart: node.body.start + 1 };
  if (!last) at = openParenthesis(source, node) + 1;
  at = skipTrivia(source, at);
  if (source[at] === ')') at = skipTrivia(source, at + 1);
  return { parametersEnd, bodyStart: at + '=>'.length };
}

function openParenthesis(source: string, node: FunctionNode): number {
  let at = node.start;
  if (node.async) at = skipTrivia(source, at + 'async'.length);
  return at;
}

/** Puts a guard at the head of a block, behind its directives. */
function guardBlock(source: string, edits: Edits, node: FunctionNode, bodyStart: number, text: string): void {
  const at = afterDirectives(node, bodyStart);
  // A directive may end with its line, and what follows on that line must not become a part of it.
  edits.open(at, at === bodyStart || source[at - 1] === ';' ? text : `;{}${text}`);
}

function afterDirectives(node: FunctionNode, bodyStart: number): number {
  let at = bodyStart;
  if (node.body.type !== 'BlockStatement') return at;
  for (const statement of node.body.body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    at = statement.end;
  }
  return at;
}

/** Adds a rest parameter to an arrow, which has no `arguments`, and says how to pass everything on. */
function passOn(source: string, edits: Edits, node: ArrowFunctionExpression, head: Head): string[] {
  const passed = node.params.map((parameter) => {
    const name = parameter.type === 'RestElement' ? parameter.argument : parameter;
    const text = name.type === 'Identifier' ? name.name : '';
    return parameter.type === 'RestElement' ? `...${text}` : text;
  });
  const last = node.params.at(-1);
  const strict = afterDirectives(node, head.bodyStart) !== head.bodyStart;
  if (last?.type === 'RestElement' || strict) return passed;
  const rest = `...${names.rest}`;
  const bare = `...${names.bare}`;
  if (!last) edits.open(openParenthesis(source, node) + 1, rest);
  // The space tells the comma of the source from one that is added.
  else if (head.parametersEnd !== last.end) edits.close(head.parametersEnd, ` ${rest}`);
  else if (source[skipTrivia(source, last.end)] === ')') edits.close(last.end, `,${rest}`);
  else {
    edits.open(last.start, '(');
    edits.close(last.end, `,${bare})`);
    return [...passed, bare];
  }
  return [...passed, rest];
}

function guardText(guard: Guard): string {
  return `if(${guard.condition})return ${guard.call};`;
}

/** Whether an expression takes its `name` from the variable that it is assigned to. */
function isNamedByAssignment(pattern: Pattern): boolean {
  if (pattern.type !== 'AssignmentPattern' || pattern.left.type !== 'Identifier') return false;
  const { type } = pattern.right;
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'ClassExpression';
}

/**
 * Gives what a parameter is bound to. What is nothing throws the error that V8 has for parameters: its text says the
 * value, which has no name there. V8 does not look for a name in the key of a literal; for objects it takes a parameter.
 */
function destructured(source: string, parameter: Pattern, name: string): string {
  if (parameter.type === 'ArrayPattern') return `${name}??{[[]=${name}]:0}`;
  if (parameter.type !== 'ObjectPattern') return name;
  const [first] = parameter.properties;
  const isNamed = first?.type === 'Property' && !first.computed;
  const property = isNamed ? `${source.slice(first.key.start, first.key.end)}:${names.holder}` : '';
  return `${name}??(({${property}})=>0)(${name})`;
}

/** Keeps a token of the source for `originalText`, where it may not be a part of the program. */
function hide(edits: Edits, at: number, token: string, before = '', after = ''): number {
  edits.replace(at, at + token.length, `${before}/*${names.holder}${token}*/${after}`);
  return at + token.length;
}

/** Moves the binding of parameters behind the guard, in place, so that a new body may change them. */
function moveParameters(
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
  edits.open(first.start, `${signature.join(',')})${site.kind === 'arrow' ? '=>' : ''}{${guardText(guard)}let `);
  for (const [index, parameter] of node.params.entries()) {
    const name = names.parameter(index);
    if (parameter.type === 'RestElement') {
      hide(edits, parameter.start, '...');
      edits.close(parameter.end, `=${name}`);
    } else if (parameter.type !== 'AssignmentPattern')
      edits.close(parameter.end, `=${destructured(source, parameter, name)}`);
    else if (isNamedByAssignment(parameter)) {
      edits.open(parameter.start, `{${name}:`);
      edits.close(parameter.end, `}={${name}}`);
    } else edits.open(parameter.right.start, `${name}!==void 0?${name}:`);
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

/** Writes the constructor that a class has although nobody wrote it. */
function writeConstructor(edits: Edits, site: Site, guard: Guard): void {
  const [parameter, body] = isDerived(site) ? [`...${impliedRest}`, `super(...${impliedRest})`] : ['', ''];
  edits.open(site.node.start, `constructor(/*${names.holder}*/${parameter}){${guardText(guard)}${body}}`);
}

function emitSite(edits: Edits, analysis: Analysis, site: Site, surroundings: Surroundings): readonly string[] | null {
  const node = functionNode(site) as FunctionNode;
  const { source } = analysis;
  const environment = environmentOf(site);
  const make = (passed: readonly string[]): Guard => guardOf(site, environment, passed, surroundings);
  // A method: a field would have V8 make a function to set it, for twice the time that the class takes.
  if (site.memberOf && environment.some(({ key }) => key === ownerTestKey))
    edits.open(site.memberOf.node.body.start + 1, `static ${names.own}(){}`);
  if (isImplied(site)) {
    const guard = make([]);
    writeConstructor(edits, site, guard);
    return guard.reached;
  }
  if (!areParametersPlain(node)) return moveParameters(source, edits, site, node, make).reached;
  const head = headOf(source, node);
  const passed = site.kind === 'arrow' ? passOn(source, edits, node as ArrowFunctionExpression, head) : [];
  const guard = make(passed);
  if (node.body.type === 'BlockStatement') guardBlock(source, edits, node, head.bodyStart, guardText(guard));
  else edits.open(head.bodyStart, `${guard.condition}?${guard.call}:`);
  return guard.reached;
}

/** Lets new members of a class that is made once be compiled where its `#private` names are seen. */
function emitClass(edits: Edits, owner: ClassSite, holder: string): void {
  edits.open(owner.node.body.start + 1, `static{${holder}.${classKey(owner.index)}=$code=>eval($code)}`);
}

/** What the guards of a piece of source hand over: for each site the names, or null for nothing. */
export type Handed = Map<number, readonly string[] | null>;

/** Puts a guard into each function of a range of the source, a hook into each class that is made once, and a step behind `import()`. */
export function emitGuards(
  edits: Edits,
  analysis: Analysis,
  range: { readonly start: number; readonly end: number; readonly except?: Site },
  surroundings: Surroundings,
): Handed {
  const handed: Handed = new Map();
  const within = (node: { start: number; end: number }): boolean => node.start >= range.start && node.end <= range.end;
  for (const site of analysis.sites) {
    if (!isFunction(site) || site === range.except || !within(site.node) || whyUnpatchable(site)) continue;
    handed.set(site.index, emitSite(edits, analysis, site, surroundings));
  }
  for (const owner of analysis.classes) {
    if (owner.site !== null || !within(owner.node)) continue;
    emitClass(edits, owner, surroundings.classHolder);
  }
  for (const node of analysis.imports) {
    if (!within(node)) continue;
    edits.open(node.start, `${surroundings.importer}(`);
    edits.close(node.end, `/*${names.holder}*/)`);
  }
  return handed;
}
