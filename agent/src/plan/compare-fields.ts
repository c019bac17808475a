import type { AnyNode, Class, PropertyDefinition } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { childrenOf } from '../syntax/children.ts';
import { isDerived } from '../syntax/environment.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Analysis, ClassSite, Site } from '../syntax/scope.ts';
import { awaits } from './awaits.ts';
import { computedReason, hasKnownKey } from './class-key.ts';
import { instanceFields, madeAnewReason, memberKey, refuseMember } from './class-member.ts';
import type { Comparison, FieldGiven, Lazily } from './delta.ts';
import { lazilyGiven } from './lazily-given.ts';
import { isRepeatable } from './purity.ts';

/** Whether code reads `this`, that of functions in it left out. */
function readsThis({ receivers }: Analysis, owner: Site, { start, end }: AnyNode): boolean {
  return receivers.some(
    ({ node, site, use }) => site === owner && use === 'this' && node.start >= start && node.end <= end,
  );
}

/** Whether code sets, deletes or waits for something itself, functions in it left out. */
function actsItself(node: AnyNode): boolean {
  if ('params' in node) return false;
  if (/^(Assignment|Update|Await|Yield)Expression$/.test(node.type)) return true;
  if (node.type === 'UnaryExpression' && node.operator === 'delete') return true;
  for (const child of childrenOf(node)) if (actsItself(child)) return true;
  return false;
}

/**
 * Compares the instance fields of each class that stays. New instances get them as the new source says, from the first
 * field on that is not as it was; live ones keep what they have. Comes when it is known what else changed, because a
 * field whose initialiser reads something that changed is another one.
 */
export function compareFields(comparison: Comparison): void {
  for (const [is, was] of comparison.delta.classes) compareFieldsOf(comparison, was, is);
}

function compareFieldsOf(comparison: Comparison, was: ClassSite, is: ClassSite): void {
  const { before, after, delta } = comparison;
  const [old, fresh] = [instanceFields(was), instanceFields(is)];
  const isSame = (a: PropertyDefinition | undefined, b: PropertyDefinition | undefined): boolean =>
    a !== undefined &&
    b !== undefined &&
    memberKey(before.source, a) === memberKey(after.source, b) &&
    delta.pairing.compare(a, b) &&
    !delta.staleFields.has(b);
  let first = 0;
  while (first < fresh.length && isSame(old[first], fresh[first])) first++;
  if (first === old.length && first === fresh.length) return;
  const isWhole = isGivenWhole(comparison, was, is);
  if (isWhole) first = 0;
  const site = after.sites.find((known) => known.kind === 'constructor' && known.memberOf === is);
  const [oldTail, tail] = [old.slice(first), fresh.slice(first)];
  const known = new Map(oldTail.map((member) => [memberKey(before.source, member), member]));
  const lazily = lazilyGiven(comparison, { was, is }, tail, new Set(known.keys()));
  const fields: FieldGiven[] = [];
  const told = delta.changes.length;
  for (const member of tail) {
    const match = known.get(memberKey(after.source, member));
    known.delete(memberKey(after.source, member));
    const stays = isSame(match, member);
    if (is.site) refuseMember(comparison, is, member, madeAnewReason);
    else if (awaits(after, member)) refuseMember(comparison, is, member, 'Its value awaits something.');
    else if (match && !hasKnownKey(before, match)) refuseMember(comparison, is, member, computedReason);
    else if (!stays) tell(comparison, is, member, { match, isWhole, lazily });
    const isPrivate = member.key.type === 'PrivateIdentifier';
    if (isPrivate && match) {
      // What it was given natively is right where nothing before it changes what it is made from.
      if (!stays || isRepeatable(member.value)) fields.push({ member, how: 'assign', stays });
    } else fields.push({ member, how: stays && !isWhole && !isRepeatable(member.value) ? 'keep' : 'define', stays });
  }
  for (const gone of known.values()) {
    if (is.site) refuseMember(comparison, is, gone, madeAnewReason, true);
    else if (!hasKnownKey(before, gone)) refuseMember(comparison, is, gone, computedReason, true);
    const place = comparison.oldPlaceOf(gone);
    const what = { kind: 'removed', note: 'a field: live instances keep it' } as const;
    delta.changes.push({
      ...what,
      function: `${is.name}.${before.source.slice(gone.key.start, gone.key.end)}`,
      ...place,
    });
    if (!isWhole) tellOfFormer(comparison, is, gone, true);
    if (!isWhole && is.node.superClass && gone.key.type !== 'PrivateIdentifier') {
      const reason = 'New instances lose what the class above gives them under that name.';
      delta.warnings.push({ reason, function: is.name, ...place });
    }
  }
  if (delta.changes.length === told) {
    const note = 'the order of its fields';
    delta.changes.push({ kind: 'body', function: is.name, ...comparison.placeOf(is.node), note });
  }
  const gone = isWhole ? [] : oldTail.filter((member) => member.key.type !== 'PrivateIdentifier');
  delta.fields.push({ class: is, gone, fields, isWhole, lazily });
  const early =
    site && !isDerived(site) ? functionNode(site)?.params.find((node) => readsThis(after, site, node)) : undefined;
  if (site && early) {
    const reason = 'A parameter of the constructor reads `this`, and that is before it has the change to its fields.';
    delta.refusals.push({ reason, function: site.path, ...comparison.placeOf(early) });
  }
  if (site && !delta.bodies.has(site)) delta.bodies.set(site, 'rebound');
}

/**
 * Whether instances get none of the fields that their class was made with, but all of the new ones, given to what the class
 * above makes: then a value that this one sets under the same name is seen as in a fresh class. Private members are only
 * to be had from the class itself.
 */
function isGivenWhole({ before, after, stamps }: Comparison, was: ClassSite, is: ClassSite): boolean {
  if (is.site || !is.node.superClass || stamps.get(was.index)?.isWhole === false) return false;
  const isOwn = (member: Class['body']['body'][number]): boolean =>
    'key' in member && member.key.type === 'PrivateIdentifier' && !member.static;
  if (was.node.body.body.some(isOwn)) return false;
  return (
    instanceFields(was).every((member) => hasKnownKey(before, member)) &&
    instanceFields(is).every((member) => hasKnownKey(after, member))
  );
}

/** A private field that is not there is no `undefined`: who reads or sets it on a live instance gets it then, or an error. */
function warnOfThrowing(
  comparison: Comparison,
  owner: ClassSite,
  { key, value }: PropertyDefinition,
  isGiven: boolean,
): void {
  if (key.type !== 'PrivateIdentifier') return;
  const { delta, after } = comparison;
  const uses = after.privates.filter(
    (use) => use.name === key.name && use.class === owner && use.around.type === 'MemberExpression',
  );
  const users = uses.flatMap(({ site }) =>
    site && site.kind !== 'constructor' && isFunction(site) ? [site.path] : [],
  );
  if (users.length === 0) return;
  const named = [...new Set(users)].map((path) => `\`${path}\``).join(', ');
  const way = `\`--migrate FILE\` with \`export function up({ instances, addFields }) { for (const one of instances(${owner.name})) addFields(one) }\``;
  const initial = value ? `\`${after.source.slice(value.start, value.end)}\`` : '`undefined`';
  const reason = isGiven
    ? `Live instances get it when ${named} first asks for it, as new ones do: ${initial}. Where it should tell of what they hold already, a migration has to set it.`
    : `Live instances lack it, and ${named} throws a TypeError where it reads or sets it on one of them. A migration gives it to them: ${way}.`;
  delta.warnings.push({ reason, function: `${owner.name}.#${key.name}`, ...comparison.placeOf(key) });
}

function tell(
  comparison: Comparison,
  owner: ClassSite,
  member: PropertyDefinition,
  {
    match,
    isWhole,
    lazily,
  }: {
    readonly match: PropertyDefinition | undefined;
    readonly isWhole: boolean;
    readonly lazily: Lazily | undefined;
  },
): void {
  const { delta, after } = comparison;
  const name = `${owner.name}.${after.source.slice(member.key.start, member.key.end)}`;
  const at = { function: name, ...comparison.placeOf(member) };
  if (!match) {
    delta.changes.push({ kind: 'member', note: 'a field: live instances lack it', ...at });
    const field = after.source.slice(member.key.start, member.key.end);
    delta.lacking.set(owner.name, [...(delta.lacking.get(owner.name) ?? []), field]);
    warnOfThrowing(comparison, owner, member, lazily !== undefined);
    return;
  }
  delta.changes.push({ kind: 'body', note: 'the initial value of a field', ...at });
  delta.warnings.push({ reason: 'Only new instances get its new value; live ones keep what they have.', ...at });
  if (!isWhole) tellOfFormer(comparison, owner, match, false);
}

/** The former initialiser of a field goes on running first, because it is a part of the class: it may only make a value. */
function tellOfFormer(comparison: Comparison, owner: ClassSite, former: PropertyDefinition, isGone: boolean): void {
  const { value } = former;
  if (!value || isRepeatable(value)) return;
  if (actsItself(value)) {
    const reason = 'Its former initialiser sets something else as well, and it goes on running for each new instance.';
    refuseMember(comparison, owner, former, reason, true);
    return;
  }
  const reason = `Its former initialiser goes on running first for each new instance, and ${isGone ? 'the value' : 'its value'} is dropped.`;
  const name = `${owner.name}.${comparison.before.source.slice(former.key.start, former.key.end)}`;
  comparison.delta.warnings.push({ reason, function: name, ...comparison.oldPlaceOf(former) });
}
