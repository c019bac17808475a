import type { AnyNode, Class, MethodDefinition, PropertyDefinition, StaticBlock } from 'acorn';
import type { ClassSite, Site } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';
import { serviceOf } from './kind.ts';
import { continueFunction } from './replace-function.ts';
import { skeletonOf } from './skeleton.ts';

type Member = MethodDefinition | PropertyDefinition | StaticBlock;

function memberKey(source: string, member: Member): string {
  if (member.type === 'StaticBlock') return 'static block';
  const kind =
    member.type === 'MethodDefinition' && (member.kind === 'get' || member.kind === 'set') ? `${member.kind} ` : '';
  const what = member.type === 'PropertyDefinition' ? 'field ' : '';
  return `${member.static ? 'static ' : ''}${what}${kind}${source.slice(member.key.start, member.key.end)}`;
}

function refuse(comparison: Comparison, owner: ClassSite, member: Member, reason: string, old = false): void {
  const source = old ? comparison.before.source : comparison.after.source;
  const line = old ? comparison.oldLine(member) : comparison.line(member);
  comparison.delta.refusals.push({ reason, function: `${owner.name}.${memberKey(source, member)}`, line });
}

const blockReason = 'A static block runs once, when the class is made.';
const fieldReason = 'Objects that are already there would not have the change to this field.';

/** Notes a method or accessor that comes or goes; everything else about a class stays as it is. */
function changeMember(
  comparison: Comparison,
  before: ClassSite,
  owner: ClassSite,
  member: Member,
  isNew: boolean,
): void {
  const refuseIt = (reason: string): void => refuse(comparison, owner, member, reason, !isNew);
  if (member.type === 'PropertyDefinition') return refuseIt(fieldReason);
  if (member.type === 'StaticBlock') return refuseIt(blockReason);
  const { key, kind } = member;
  if (key.type === 'PrivateIdentifier')
    return refuseIt('Private methods cannot be added to or removed from objects that exist.');
  if (member.computed || (key.type !== 'Identifier' && key.type !== 'Literal'))
    return refuseIt('Its name is computed.');
  if (kind === 'constructor') return refuseIt('A constructor cannot come or go while the class is in use.');
  if (owner.site) return refuseIt('The class is made anew by each call of the function around it.');
  const { delta, after } = comparison;
  const site = isNew ? (after.siteOf.get(member.value) ?? null) : null;
  const name = key.type === 'Identifier' ? key.name : String(key.value);
  delta.members.push({ class: owner, before, key: name, isStatic: member.static, kind, site });
  const line = isNew ? comparison.line(member) : comparison.oldLine(member);
  delta.changes.push({ kind: isNew ? 'member' : 'removed', function: `${owner.name}.${name}`, line });
  return undefined;
}

/** A method of another kind takes the place of the old one, where that is a property that can be set anew. */
function replaceMethod(
  comparison: Comparison,
  before: ClassSite,
  owner: ClassSite,
  { key, computed, static: isStatic, kind }: MethodDefinition,
  [old, site]: readonly [Site, Site],
): boolean {
  const { delta } = comparison;
  if (serviceOf(old, site) === 'faithful' || kind !== 'method' || owner.site || computed) return false;
  if (key.type !== 'Identifier' && key.type !== 'Literal') return false;
  const name = key.type === 'Identifier' ? key.name : String(key.value);
  if (!continueFunction(comparison, old, site))
    delta.changes.push({ kind: 'body', function: site.path, line: comparison.line(site.node) });
  delta.members.push({ class: owner, before, key: name, isStatic, kind, site });
  return true;
}

/** Compares two versions of a class whose instances stay. */
export function compareClass(comparison: Comparison, old: Class, fresh: Class): void {
  const { before, after, delta } = comparison;
  const [was, is] = [before.classOf.get(old), after.classOf.get(fresh)];
  if (!was || !is) return;
  if (skeletonOf(before, old.superClass).text !== skeletonOf(after, fresh.superClass).text) {
    const reason = 'The superclass of a class with instances cannot change.';
    delta.refusals.push({ reason, function: is.name, line: comparison.line(fresh) });
  }
  const known = new Map<string, Member[]>();
  for (const member of old.body.body) {
    const key = memberKey(before.source, member);
    known.set(key, [...(known.get(key) ?? []), member]);
  }
  const added: Member[] = [];
  for (const member of fresh.body.body) {
    const match = known.get(memberKey(after.source, member))?.shift();
    if (!match) added.push(member);
    else if (member.type === 'MethodDefinition' && match.type === 'MethodDefinition') {
      const [a, b] = [before.siteOf.get(match.value), after.siteOf.get(member.value)];
      if (a && b && !replaceMethod(comparison, was, is, member, [a, b])) delta.pairing.pair(a, b);
    } else if (!delta.pairing.compare(match as AnyNode, member as AnyNode))
      refuse(comparison, is, member, member.type === 'StaticBlock' ? blockReason : fieldReason);
  }
  // An accessor that becomes a method, or the other way round, goes before it comes.
  for (const gone of known.values()) for (const member of gone) changeMember(comparison, was, is, member, false);
  for (const member of added) changeMember(comparison, was, is, member, true);
}
