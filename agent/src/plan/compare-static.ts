import type { AnyNode, PropertyDefinition } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { ClassSite } from '../syntax/scope.ts';
import { compareOrder } from './static-order.ts';
import { type BlockProperties, isClass, type SetProperty } from './compare-blocks.ts';
import { computedReason, hasKnownKey, plainKey } from './class-key.ts';
import { madeAnewReason, memberKey, refuseMember, staticFields } from './class-member.ts';
import type { Comparison } from './delta.ts';
import { isMember, writesTo } from './member-use.ts';
import { holdsState } from './purity.ts';
import { whyNotInOneTurn } from './variable-value.ts';

function isPrivate({ key }: PropertyDefinition): boolean {
  return key.type === 'PrivateIdentifier';
}

/** Where code that runs while the module loads reads a static of a class, past a place in the source. */
function readAtLoad(node: AnyNode, name: string, owner: ClassSite, behind: number): AnyNode | undefined {
  if ('params' in node || (node.type === 'PropertyDefinition' && !node.static)) return undefined;
  if (node.start >= behind && node.type === 'MemberExpression' && isMember(node, name) && isClass(node.object, owner))
    return node;
  for (const child of childrenOf(node)) {
    const found = readAtLoad(child, name, owner, behind);
    if (found) return found;
  }
  return undefined;
}

/** What gives the statics of a class their values: of those under one name the last one. */
function valuesOf(source: string, owner: ClassSite, set: readonly SetProperty[]): Map<string, PropertyDefinition> {
  const all = [...staticFields(owner), ...set].sort((a, b) => a.start - b.start);
  return new Map(all.map((member) => [memberKey(source, member), member]));
}

/**
 * Compares the static fields of a class, and what its static blocks set: one that is new or changed is evaluated when the
 * patch is loaded.
 */
export function compareStatic(comparison: Comparison, was: ClassSite, is: ClassSite, blocks: BlockProperties): void {
  const { before, after, delta } = comparison;
  const known = valuesOf(before.source, was, blocks.old);
  const fresh = valuesOf(after.source, is, blocks.fresh);
  compareOrder(comparison, was, is);
  for (const [key, member] of fresh) {
    const match = known.get(key);
    known.delete(key);
    if (match && isSameValue(comparison, match, member)) continue;
    changeStatic(comparison, was, is, { member, match, blocks });
  }
  for (const gone of known.values()) {
    if (refusesChange(comparison, is, gone, true)) continue;
    const name = plainKey(gone) ?? before.source.slice(gone.key.start, gone.key.end);
    const place = comparison.oldPlaceOf(gone);
    if (!isPrivate(gone))
      delta.members.push({
        class: is,
        before: was,
        key: name,
        keyed: plainKey(gone) === undefined ? gone : null,
        isStatic: true,
        isPrivate: false,
        kind: 'field',
        made: null,
        gone,
      });
    delta.changes.push({ kind: 'removed', function: `${is.name}.${isPrivate(gone) ? '#' : ''}${name}`, ...place });
  }
}

function isSameValue({ delta }: Comparison, match: PropertyDefinition, member: PropertyDefinition): boolean {
  return 'isSet' in match === 'isSet' in member && delta.pairing.compare(match, member);
}

function refusesChange(comparison: Comparison, owner: ClassSite, member: PropertyDefinition, isOld: boolean): boolean {
  const reason = owner.site
    ? madeAnewReason
    : !hasKnownKey(isOld ? comparison.before : comparison.after, member)
      ? computedReason
      : !isOld && member.value
        ? whyNotInOneTurn(comparison.after, member.value)
        : undefined;
  if (reason !== undefined) refuseMember(comparison, owner, member, reason, isOld);
  return reason !== undefined;
}

function changeStatic(
  comparison: Comparison,
  was: ClassSite,
  is: ClassSite,
  change: {
    readonly member: PropertyDefinition;
    readonly match: PropertyDefinition | undefined;
    readonly blocks: BlockProperties;
  },
): void {
  const { member, match, blocks } = change;
  if (refusesChange(comparison, is, member, false)) return;
  const { delta, after, before } = comparison;
  const plain = plainKey(member);
  const key = plain ?? after.source.slice(member.key.start, member.key.end);
  const isHidden = isPrivate(member);
  const at = { function: `${is.name}.${isHidden ? '#' : ''}${key}`, ...comparison.placeOf(member) };
  const { assignments } = blocks;
  const isState = writesTo(before, key, assignments) || writesTo(after, key, assignments);
  if (match && isState) {
    delta.warnings.push({ reason: 'It is state: the live value stays, the new initial value is not used.', ...at });
    return;
  }
  const kind = isHidden && match ? 'assigned' : 'field';
  delta.members.push({
    class: is,
    before: was,
    key,
    keyed: plain === undefined ? member : null,
    isStatic: true,
    isPrivate: isHidden && !match,
    kind,
    made: member,
    gone: null,
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
