import type { AnyNode, CallExpression } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { skeletonOf } from './skeleton.ts';

const takesPath = new Set('get post put patch delete head options all use'.split(' '));
const registers = new Set(
  'route register addHook decorate decorateRequest decorateReply decorateToolkit ext'.split(' '),
);

/** A call that a function makes for what it does, and not for what it gives. */
export interface PlainCall {
  readonly node: CallExpression;
  /** What it is but for functions in it. */
  readonly text: string;
}

/** The calls that stand as statements in the own body of a function. */
export function plainCalls(analysis: Analysis, site: Site): PlainCall[] {
  const calls: PlainCall[] = [];
  const note = (node: AnyNode): void => {
    if (node.type === 'AwaitExpression') note(node.argument);
    else if (node.type === 'CallExpression') calls.push({ node, text: skeletonOf(analysis, node).text });
    else if (node.type === 'SequenceExpression') for (const one of node.expressions) note(one);
  };
  const visit = (node: AnyNode): void => {
    if ('params' in node || node.type === 'ClassBody') return;
    if (node.type === 'ExpressionStatement') note(node.expression);
    else for (const child of childrenOf(node)) visit(child);
  };
  const body = functionNode(site)?.body as AnyNode | undefined;
  if (body?.type === 'BlockStatement') visit(body);
  else if (body) note(body);
  return calls;
}

/** Of some calls those that others do not have, each as often as it is there more often. */
export function without(calls: readonly PlainCall[], others: readonly PlainCall[]): PlainCall[] {
  const left = others.map(({ text }) => text);
  return calls.filter(({ text }) => {
    const at = left.indexOf(text);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/**
 * Whether a call registers something on what the function around it was given, as plugins do: `app.get('/x', handler)`,
 * `server.route({…})`. What handlers do for a request has other forms.
 */
export function isRegistration(
  { references }: Analysis,
  site: Site,
  { callee, arguments: given }: CallExpression,
): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false;
  const { object, property } = callee;
  const binding = references.find(({ node }) => node === object)?.binding;
  if (binding?.kind !== 'parameter' || binding.scope !== site.scope) return false;
  if (registers.has(property.name)) return given.length > 0;
  const [path] = given;
  const isPath =
    (path?.type === 'Literal' && (path.value instanceof RegExp || String(path.value).startsWith('/'))) ||
    (path?.type === 'TemplateLiteral' && (path.quasis[0]?.value.raw ?? '').startsWith('/'));
  return takesPath.has(property.name) && isPath && given.length > 1;
}
