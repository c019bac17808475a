import type { ArrowFunctionExpression, Function as FunctionNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { environmentOf, isDerived, ownerTestKey } from '../syntax/environment.ts';
import { impliedRest, isImplied } from '../syntax/implied-constructor.ts';
import { areBoundAtCall, areParametersPlain, functionNode } from '../syntax/parameters.ts';
import type { Analysis, ClassSite, Site } from '../syntax/scope.ts';
import { skipTrivia } from '../syntax/trivia.ts';
import { bindAtCall, moveParameters } from './bind-parameters.ts';
import { afterDirectives, type Guard, guardBlock, guardOf, guardText, type Surroundings } from './guard.ts';
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

/** Writes the constructor that a class has although nobody wrote it. */
function writeConstructor(edits: Edits, site: Site, guard: Guard): void {
  const [parameter, body] = isDerived(site) ? [`...${impliedRest}`, `super(...${impliedRest})`] : ['', ''];
  edits.open(
    site.node.start,
    `constructor(/*${names.holder}*/${parameter}){${guardText(guard, functionNode(site) as FunctionNode)}${body}}`,
  );
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
  if (areBoundAtCall(node)) return bindAtCall(source, edits, node, make).reached;
  if (!areParametersPlain(node)) return moveParameters(source, edits, site, node, make).reached;
  const head = headOf(source, node);
  const passed = site.kind === 'arrow' ? passOn(source, edits, node as ArrowFunctionExpression, head) : [];
  const guard = make(passed);
  if (node.body.type === 'BlockStatement') guardBlock(source, edits, node, head.bodyStart, guardText(guard, node));
  else edits.open(head.bodyStart, `${guard.condition}?${guard.call}:`);
  return guard.reached;
}

/** Lets new members of a class that is made once be compiled where its `#private` names are seen. */
function emitClass(edits: Edits, owner: ClassSite, holder: string): void {
  edits.open(owner.node.body.start + 1, `static{${holder}.${classKey(owner.index)}=$sutureCode=>eval($sutureCode)}`);
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
