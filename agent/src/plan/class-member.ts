import type { MethodDefinition, PropertyDefinition, StaticBlock } from 'acorn';
import type { ClassSite } from '../syntax/scope.ts';
import { plainKey } from './class-key.ts';
import type { Comparison } from './delta.ts';

type Member = MethodDefinition | PropertyDefinition | StaticBlock;

/** What tells a member from the others of its class, as one would write it. */
export function memberKey(source: string, member: Member): string {
  if (member.type === 'StaticBlock') return 'static block';
  const kind =
    member.type === 'MethodDefinition' && (member.kind === 'get' || member.kind === 'set') ? `${member.kind} ` : '';
  const what = member.type === 'PropertyDefinition' ? 'field ' : '';
  const name = plainKey(member) ?? `[${source.slice(member.key.start, member.key.end)}]`;
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
