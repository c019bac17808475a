import type { AnyNode, PropertyDefinition } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { ClassSite } from '../syntax/scope.ts';
import { awaits } from './awaits.ts';
import { madeAnewReason, memberKey, plainKey, refuseMember, staticFields } from './class-member.ts';
import type { Comparison } from './delta.ts';
import { isMember, writesTo } from './member-use.ts';
import { holdsState } from './purity.ts';

function isPrivate({ key }: PropertyDefinition): boolean {
  return key.type === 'PrivateIdentifier';
}

/** Whether a property is read of a class, going by what it is called. */
function isClass(node: AnyNode, { name }: ClassSite): boolean {
  if (node.type !== 'MemberExpression') return false;
  const { object } = node;
  return object.type === 'ThisExpression' || (object.type === 'Identifier' && object.name === name);
}

/** Where code that runs while the module loads reads a static of a class, past a place in the source. */
function readAtLoad(node: AnyNode, name: string, owner: ClassSite, behind: number): AnyNode | undefined {
  if ('params' in node || (node.type === 'PropertyDefinition' && !node.static)) return undefined;
  if (node.start >= behind && isMember(node, name) && isClass(node, owner)) return node;
  for (const child of childrenOf(node)) {
    const found = readAtLoad(child, name, owner, behind);
    if (found) return found;
  }
  return undefined;
}

/** Compares the static fields of a class: one that is new or changed is evaluated when the patch is loaded. */
export function compareStatic(comparison: Comparison, was: ClassSite, is: ClassSite): void {
  const { before, after, delta } = comparison;
  const known = new Map(staticFields(was).map((member) => [memberKey(before.source, member), member]));
  for (const member of staticFields(is)) {
    const key = memberKey(after.source, member);
    const match = known.get(key);
    known.delete(key);
    if (match && delta.pairing.compare(match, member)) continue;
    changeStatic(comparison, was, is, member, match);
  }
  for (const gone of known.values()) {
    if (refusesChange(comparison, is, gone, true)) continue;
    const name = plainKey(gone) ?? '';
    const place = comparison.oldPlaceOf(gone);
    if (!isPrivate(gone))
      delta.members.push({
        class: is,
        before: was,
        key: name,
        isSymbol: false,
        isStatic: true,
        isPrivate: false,
        kind: 'field',
        made: null,
      });
    delta.changes.push({ kind: 'removed', function: `${is.name}.${isPrivate(gone) ? '#' : ''}${name}`, ...place });
  }
}

function refusesChange(comparison: Comparison, owner: ClassSite, member: PropertyDefinition, isOld: boolean): boolean {
  const reason = owner.site
    ? madeAnewReason
    : plainKey(member) === undefined
      ? 'Its name is computed.'
      : !isOld && awaits(comparison.after, member)
        ? 'Its value awaits something, and a patch is loaded in one turn.'
        : undefined;
  if (reason !== undefined) refuseMember(comparison, owner, member, reason, isOld);
  return reason !== undefined;
}

function changeStatic(
  comparison: Comparison,
  was: ClassSite,
  is: ClassSite,
  member: PropertyDefinition,
  match: PropertyDefinition | undefined,
): void {
  if (refusesChange(comparison, is, member, false)) return;
  const { delta, after, before } = comparison;
  const key = plainKey(member) ?? '';
  const isHidden = isPrivate(member);
  const at = { function: `${is.name}.${isHidden ? '#' : ''}${key}`, ...comparison.placeOf(member) };
  if (match && (writesTo(before.program, key) || writesTo(after.program, key))) {
    delta.warnings.push({ reason: 'It is state: the live value stays, the new initial value is not used.', ...at });
    return;
  }
  const kind = isHidden && match ? 'assigned' : 'field';
  delta.members.push({
    class: is,
    before: was,
    key,
    isSymbol: false,
    isStatic: true,
    isPrivate: isHidden && !match,
    kind,
    made: member,
  });
  delta.changes.push({ kind: match ? 'constant' : 'member', note: 'a static field', ...at });
  const reader = readAtLoad(after.program, key, is, member.end);
  if (reader) {
    const reason = `It used \`${key}\` while the module loaded, and cannot be made again.`;
    delta.refusals.push({ reason, function: at.function, ...comparison.placeOf(reader) });
  }
  if (!match) return;
  const reason = holdsState(match.value)
    ? 'It is made anew; what the live one holds stays behind.'
    : 'Whoever saved its former value keeps that.';
  delta.warnings.push({ reason, ...at });
}
