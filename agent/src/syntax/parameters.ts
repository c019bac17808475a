import type { AnyNode, Function as FunctionNode } from 'acorn';
import { patternNames } from './pattern-names.ts';
import type { Site } from './scope.ts';

/** The function node of a site that has parameters. */
export function functionNode(site: Site): FunctionNode | undefined {
  const { node } = site;
  return 'params' in node ? (node as FunctionNode) : undefined;
}

/** Whether every parameter is a plain name, so that binding them runs no code. */
export function areParametersPlain(node: FunctionNode): boolean {
  return node.params.every(
    (parameter) =>
      parameter.type === 'Identifier' || (parameter.type === 'RestElement' && parameter.argument.type === 'Identifier'),
  );
}

/** Whether a default may as well be evaluated later, or never: it reads nothing, and nobody can tell when it was made. */
function isTimeless(node: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true;
    case 'ObjectExpression':
      return node.properties.length === 0;
    case 'ArrayExpression':
      return node.elements.length === 0;
    case 'UnaryExpression':
      return node.operator !== 'delete' && node.argument.type === 'Literal';
    default:
      return false;
  }
}

/**
 * Whether binding the parameters of a generator runs code that is to run when it is called, before its body starts: there
 * they are bound in the parameter list itself.
 */
export function areBoundAtCall(node: FunctionNode): boolean {
  if (!node.generator) return false;
  return !node.params.every((parameter) =>
    parameter.type === 'AssignmentPattern'
      ? parameter.left.type === 'Identifier' && isTimeless(parameter.right)
      : areParametersPlain({ params: [parameter] } as FunctionNode),
  );
}

/** A parameter that one before it, or its own default, names. */
function namedEarly(site: Site, { params }: FunctionNode): string | undefined {
  const start = params[0]?.start ?? 0;
  for (const parameter of params)
    for (const name of patternNames(parameter)) {
      const uses = site.scope.bindings.get(name)?.references ?? [];
      if (uses.some(({ node: use }) => use.start >= start && use.end <= parameter.end)) return name;
    }
  return undefined;
}

/**
 * Says why the parameters of a function cannot be bound inside of its body, after the guard, without
 * changing what the program does; undefined when they can.
 */
export function whyParametersStay(site: Site, node: FunctionNode): string | undefined {
  if (areParametersPlain(node)) return undefined;
  const first = node.params[0];
  const last = node.params.at(-1);
  if (!first || !last) return undefined;
  for (const { kind, name, references } of site.scope.bindings.values()) {
    if (kind === 'parameter' || kind === 'self') continue;
    if (references.some(({ node: use }) => use.start >= first.start && use.end <= last.end))
      return `A parameter names \`${name}\`, which the body declares as well.`;
  }
  const [redeclared] = site.redeclared;
  if (redeclared) return `The body declares its parameter \`${redeclared}\` again.`;
  const early = areBoundAtCall(node) ? namedEarly(site, node) : undefined;
  return early && `A parameter of a generator names \`${early}\`, which may not be bound yet.`;
}

/** The `length` of a function: its parameters up to the first that has a default or takes the rest. */
export function expectedArguments(site: Site): number {
  const { params } = functionNode(site) ?? { params: [] };
  const optional = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return optional === -1 ? params.length : optional;
}
