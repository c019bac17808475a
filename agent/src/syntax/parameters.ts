import type { Function as FunctionNode, Pattern } from 'acorn';
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

function isPlainOrLiteral(parameter: Pattern): boolean {
  if (parameter.type !== 'AssignmentPattern') return areParametersPlain({ params: [parameter] } as FunctionNode);
  return parameter.left.type === 'Identifier' && parameter.right.type === 'Literal';
}

/**
 * Says why the parameters of a function cannot be bound inside of its body, after the guard, without
 * changing what the program does; undefined when they can.
 */
export function whyParametersStay(site: Site, node: FunctionNode): string | undefined {
  if (areParametersPlain(node)) return undefined;
  if (node.generator && !node.params.every(isPlainOrLiteral))
    return 'The parameters of a generator are evaluated when it is called, before its body starts.';
  const first = node.params[0];
  const last = node.params.at(-1);
  if (!first || !last) return undefined;
  for (const { kind, name, references } of site.scope.bindings.values()) {
    if (kind === 'parameter' || kind === 'self') continue;
    if (references.some(({ node: use }) => use.start >= first.start && use.end <= last.end))
      return `A parameter names \`${name}\`, which the body declares as well.`;
  }
  const [redeclared] = site.redeclared;
  return redeclared && `The body declares its parameter \`${redeclared}\` again.`;
}

/** The `length` of a function: its parameters up to the first that has a default or takes the rest. */
export function expectedArguments(site: Site): number {
  const { params } = functionNode(site) ?? { params: [] };
  const optional = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return optional === -1 ? params.length : optional;
}
