import type { MethodDefinition, PropertyDefinition, StaticBlock } from 'acorn';
import type { Analysis, ClassSite } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';

type Member = MethodDefinition | PropertyDefinition | StaticBlock;

/** The name of a member that is not computed, without the `#` of a private one; undefined otherwise. */
export function plainKey({ key, computed }: MethodDefinition | PropertyDefinition): string | undefined {
  if (computed) return undefined;
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

/** The name of a well-known symbol that a member is declared under, as in `[Symbol.iterator]`; undefined otherwise. */
export function symbolName(
  { source, module }: Analysis,
  { key, computed }: MethodDefinition | PropertyDefinition,
): string | undefined {
  if (!computed || module.bindings.has('Symbol')) return undefined;
  const name = /^Symbol\.(\w+)$/.exec(source.slice(key.start, key.end))?.[1];
  return name !== undefined && typeof Reflect.get(Symbol, name) === 'symbol' ? name : undefined;
}

/** An expression for the key of a public member; undefined when it is computed by the application. */
export function keyExpression(analysis: Analysis, member: MethodDefinition | PropertyDefinition): string | undefined {
  const symbol = symbolName(analysis, member);
  const plain = plainKey(member);
  return symbol === undefined ? plain && JSON.stringify(plain) : `Symbol.${symbol}`;
}

/** What tells a member from the others of its class, as one would write it. */
export function memberKey(source: string, member: Member): string {
  if (member.type === 'StaticBlock') return 'static block';
  const kind =
    member.type === 'MethodDefinition' && (member.kind === 'get' || member.kind === 'set') ? `${member.kind} ` : '';
  const what = member.type === 'PropertyDefinition' ? 'field ' : '';
  const name = plainKey(member) ?? source.slice(member.key.start, member.key.end);
  return `${member.static ? 'static ' : ''}${what}${kind}${member.key.type === 'PrivateIdentifier' ? '#' : ''}${name}`;
}

/** Refuses a change of a member; `old` when it is one of the running source. */
export function refuseMember(
  comparison: Comparison,
  owner: ClassSite,
  member: Member,
  reason: string,
  old = false,
): void {
  const source = old ? comparison.before.source : comparison.after.source;
  const place = old ? comparison.oldPlaceOf(member) : comparison.placeOf(member);
  comparison.delta.refusals.push({ reason, function: `${owner.name}.${memberKey(source, member)}`, ...place });
}

/** Says of a class that a function makes why its members cannot come and go. */
export const madeAnewReason = 'The class is made anew by each call of the function around it.';

/** The fields that each instance of a class is given, in the order in which it gets them. */
export function instanceFields({ node }: ClassSite): PropertyDefinition[] {
  return node.body.body.filter(
    (member) => member.type === 'PropertyDefinition' && !member.static,
  ) as PropertyDefinition[];
}

/** The fields that a class itself has. */
export function staticFields({ node }: ClassSite): PropertyDefinition[] {
  return node.body.body.filter(
    (member) => member.type === 'PropertyDefinition' && member.static,
  ) as PropertyDefinition[];
}
