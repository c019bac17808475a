import type { AnyNode, MethodDefinition, PropertyDefinition } from 'acorn';
import { Edits } from '../syntax/edits.ts';
import type { Analysis, Reference } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';
import { given } from './given.ts';
import { isMutated } from './mutated.ts';
import type { Hidden } from './piece.ts';

type Keyed = MethodDefinition | PropertyDefinition;

/** The name of a member that is written there, without the `#` of a private one; undefined where it is computed. */
export function plainKey({ key, computed }: Keyed): string | undefined {
  if (key.type === 'Literal') return key.regex ? undefined : String(key.value);
  if (computed) return undefined;
  return key.type === 'Identifier' || key.type === 'PrivateIdentifier' ? key.name : undefined;
}

/** Why a member with another computed name cannot come or go. */
export const computedReason =
  'Its name is computed, and from more than constants of the module: nobody knows what it was when the class was made.';

/** Whether the key of a member can be told: it is written there, or it is made of constants of the module. */
export function hasKnownKey(analysis: Analysis, member: Keyed): boolean {
  return plainKey(member) !== undefined || isConstant(analysis, member.key);
}

/** Whether an expression is what it was while the module loaded: literals, constants and what hangs on them, symbols. */
function isConstant(analysis: Analysis, node: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
      return !node.regex;
    case 'TemplateLiteral':
      return node.expressions.every((part) => isConstant(analysis, part));
    case 'BinaryExpression':
      return node.operator === '+' && isConstant(analysis, node.left) && isConstant(analysis, node.right);
    case 'Identifier': {
      const binding = analysis.module.bindings.get(node.name);
      const isSame = referenceOf(analysis, node)?.binding === binding;
      return Boolean(isSame && binding && isSet(binding.kind) && binding.references.every((use) => !use.writes));
    }
    case 'MemberExpression':
      if (node.computed || node.optional) return false;
      if (isGlobalSymbol(analysis, node.object))
        return node.property.type === 'Identifier' && typeof Reflect.get(Symbol, node.property.name) === 'symbol';
      return isConstant(analysis, node.object) && !isMutated(analysis, [rootName(node)]);
    case 'CallExpression': {
      const { callee, arguments: given } = node;
      if (callee.type !== 'MemberExpression' || !isGlobalSymbol(analysis, callee.object)) return false;
      const isFor = callee.property.type === 'Identifier' && callee.property.name === 'for';
      return isFor && given.every((argument) => isConstant(analysis, argument));
    }
    default:
      return false;
  }
}

function isSet(kind: string): boolean {
  return kind !== 'let' && kind !== 'var';
}

function isGlobalSymbol(analysis: Analysis, node: AnyNode): boolean {
  return node.type === 'Identifier' && node.name === 'Symbol' && referenceOf(analysis, node)?.binding === null;
}

function rootName(node: AnyNode): string {
  return node.type === 'MemberExpression' ? rootName(node.object) : node.type === 'Identifier' ? node.name : '';
}

function referenceOf({ references }: Analysis, node: AnyNode): Reference | undefined {
  return references.find((reference) => reference.node === node);
}

/** Text of an expression for the key of a public member, where its class sees it; `hidden` is that of its own state. */
export function keyCode(analysis: Analysis, member: Keyed, { imports, bindings }: Hidden): string {
  const plain = plainKey(member);
  if (plain !== undefined) return JSON.stringify(plain);
  const { start, end } = member.key;
  const edits = new Edits(analysis.source);
  for (const { node, binding } of analysis.references) {
    if (node.start < start || node.end > end || binding?.scope.kind !== 'module') continue;
    if (imports.has(binding.name) || bindings.has(binding.name))
      edits.replace(node.start, node.end, `${given.overlay}.${binding.name}`);
  }
  return edits.text(start, end);
}

/** A member that goes is found by what its key is made of, which must still be what it was. */
export function refuseMovedKeys(comparison: Comparison): void {
  const { before, delta } = comparison;
  const gone = [...delta.members.flatMap(({ gone: member }) => member ?? []), ...delta.fields.flatMap((f) => f.gone)];
  for (const member of gone) {
    if (plainKey(member) !== undefined) continue;
    const { start, end } = member.key;
    const moved = before.references.find(
      ({ node, binding }) =>
        node.start >= start && node.end <= end && binding && delta.rebound.get(binding.name) === 'constant',
    );
    if (!moved) continue;
    const reason = `Its name is made of \`${moved.node.name}\`, which changes as well.`;
    const name = before.source.slice(start, end);
    delta.refusals.push({ reason, function: `[${name}]`, ...comparison.oldPlaceOf(member) });
  }
}
