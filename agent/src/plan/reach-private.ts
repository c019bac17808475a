import type { AnyNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import { privateNameKey } from '../syntax/environment.ts';
import { privateKinds } from '../syntax/private-names.ts';
import type { Analysis, ClassSite, Handover, PrivateUse } from '../syntax/scope.ts';
import { nodesAround } from '../syntax/nodes-around.ts';
import { skipTrivia } from '../syntax/trivia.ts';
import { isCalledOn } from './called-on.ts';
import { given } from './given.ts';
import type { Target } from './piece.ts';

/** What a guard hands over for the private names of a class that a function makes. */
export function handoverFor(target: Target, owner: ClassSite): Handover | undefined {
  return target.environment.find(({ privates }) => privates && target.isSameClass(owner, privates.owner));
}

/** Whether a private name means to a guard what it means in the new source. */
export function isHanded(target: Target, handover: Handover, owner: ClassSite, name: string): boolean {
  const { privates } = handover;
  const isSame = privates && privateKinds(privates.owner.node).get(name) === privateKinds(owner.node).get(name);
  return Boolean(isSame && target.handed?.includes(privateNameKey(handover, name)));
}

/** Where the dot before a private name is. */
function dotBefore(source: string, at: number): number {
  let dot = source.lastIndexOf('.', at);
  while (skipTrivia(source, dot + 1) !== at) dot = source.lastIndexOf('.', dot - 1);
  return dot;
}

/** Whether a chain may end before a member of it, `a?.b.#c`. */
function mayEndBefore(node: AnyNode): boolean {
  if (node.type === 'MemberExpression') return node.optional || mayEndBefore(node.object);
  return node.type === 'CallExpression' && (node.optional || mayEndBefore(node.callee));
}

/** Whether a member stands at the head of what `new` makes an instance of, where a call would be taken for its arguments. */
function isConstructed(member: AnyNode, around: readonly AnyNode[]): boolean {
  let node = member;
  for (const parent of around) {
    if (parent.type === 'NewExpression') return parent.callee === node;
    if (parent.type !== 'MemberExpression' || parent.object !== node) return false;
    node = parent;
  }
  return false;
}

/**
 * Has a use of a private name go through what the guard hands over for its class. Outer uses come before those inside of
 * them. Gives the reason where that cannot be.
 */
export function reachPrivate(
  edits: Edits,
  analysis: Analysis,
  { node, around, name }: PrivateUse,
  through: string,
): string | undefined {
  if (around.type !== 'MemberExpression') {
    const right = (around as Extract<AnyNode, { type: 'BinaryExpression' }>).right as AnyNode;
    edits.replace(node.start, right.start, `${through}(2,${JSON.stringify(name)},`);
    edits.close(around.end, ')');
    return undefined;
  }
  const { source } = analysis;
  if (mayEndBefore(around.object))
    return `\`#${name}\` stands behind \`?.\` and belongs to a class that is made inside of a function.`;
  const above = nodesAround(analysis.program, around);
  const [open, close] = isConstructed(around, above) ? ['(', '))'] : ['', ')'];
  const dot = dotBefore(source, node.start);
  const end = around.optional ? source.lastIndexOf('?', dot) : dot;
  edits.open(around.start, `${open}${given.privates}${around.optional ? '.maybe' : ''}(${through},`);
  edits.close(end, close);
  const isMethod = isCalledOn(around, above[0]);
  if (isMethod && !around.optional) edits.replace(dot, dot + 1, '');
  edits.replace(node.start, node.end, isMethod ? `[${JSON.stringify(`${name}()`)}]` : name);
  return undefined;
}
