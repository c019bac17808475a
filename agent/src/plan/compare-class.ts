import type { AnyNode, Class, MethodDefinition, PropertyDefinition } from 'acorn';
import { expectedArguments } from '../syntax/parameters.ts';
import { privateKinds } from '../syntax/private-names.ts';
import type { Analysis, ClassSite, Site } from '../syntax/scope.ts';
import { computedReason, hasKnownKey, plainKey } from './class-key.ts';
import { instanceFields, madeAnewReason, memberKey, refuseMember } from './class-member.ts';
import { compareBlocks } from './compare-blocks.ts';
import { compareStatic } from './compare-static.ts';
import type { Comparison } from './delta.ts';
import { serviceOf } from './kind.ts';
import { continueFunction } from './replace-function.ts';
import { skeletonOf } from './skeleton.ts';

function declares({ key }: MethodDefinition | PropertyDefinition, name: string): boolean {
  return key.type === 'PrivateIdentifier' && key.name === name;
}

/** Notes a method or accessor that comes or goes. */
function changeMethod(
  comparison: Comparison,
  before: ClassSite,
  owner: ClassSite,
  member: MethodDefinition,
  isNew: boolean,
): void {
  const { kind } = member;
  if (kind === 'constructor') return;
  const analysis = isNew ? comparison.after : comparison.before;
  if (!hasKnownKey(analysis, member)) {
    refuseMember(comparison, owner, member, computedReason, !isNew);
    return;
  }
  const plain = plainKey(member);
  const key = plain ?? `[${analysis.source.slice(member.key.start, member.key.end)}]`;
  if (owner.site) {
    refuseMember(comparison, owner, member, madeAnewReason, !isNew);
    return;
  }
  const { delta, after } = comparison;
  const isPrivate = member.key.type === 'PrivateIdentifier';
  if (isNew && isPrivate && before.node.body.body.some((known) => 'key' in known && declares(known, key))) {
    refuseMember(comparison, owner, member, `The other half of \`#${key}\` is there already.`);
    return;
  }
  const made = isNew ? (after.siteOf.get(member.value) ?? null) : null;
  // Nobody can name a private member that is gone.
  if (isNew || !isPrivate)
    delta.members.push({
      class: owner,
      before,
      key,
      keyed: plain === undefined ? member : null,
      isStatic: member.static,
      isPrivate,
      kind,
      made,
      gone: isNew ? null : member,
    });
  const place = isNew ? comparison.placeOf(member) : comparison.oldPlaceOf(member);
  delta.changes.push({
    kind: isNew ? 'member' : 'removed',
    function: `${owner.name}${plain === undefined ? '' : '.'}${isPrivate ? '#' : ''}${key}`,
    ...place,
  });
}

/** Of members that are declared twice under one name the last one counts. */
function methodsOf(source: string, { body }: Class): Map<string, MethodDefinition> {
  const methods = new Map<string, MethodDefinition>();
  for (const member of body.body)
    if (member.type === 'MethodDefinition') methods.set(memberKey(source, member), member);
  return methods;
}

/** A name that is a method here and an accessor there: which of them a live class has depends on the order. */
function refuseMixed(comparison: Comparison, owner: ClassSite, methods: ReadonlyMap<string, MethodDefinition>): void {
  for (const [key, member] of methods) {
    if (member.kind !== 'get' && member.kind !== 'set') continue;
    if (methods.has(key.replace(/^(static )?(get|set) /, '$1')))
      refuseMember(comparison, owner, member, 'It is declared as a method and as an accessor.');
  }
}

function constructorOf(analysis: Analysis, owner: ClassSite): Site | undefined {
  return analysis.sites.find((site) => site.kind === 'constructor' && site.memberOf === owner);
}

function compareConstructors(comparison: Comparison, was: ClassSite, is: ClassSite): void {
  const [a, b] = [constructorOf(comparison.before, was), constructorOf(comparison.after, is)];
  if (a && b) {
    comparison.delta.pairing.pair(a, b);
    if (!methodsOf(comparison.after.source, is.node).has('static length')) setLength(comparison, [was, is], [a, b]);
    return;
  }
  const [gone] = was.node.body.body.filter((m) => m.type === 'MethodDefinition' && m.kind === 'constructor');
  const [come] = is.node.body.body.filter((m) => m.type === 'MethodDefinition' && m.kind === 'constructor');
  if (come) refuseMember(comparison, is, come, madeAnewReason);
  else if (gone) refuseMember(comparison, is, gone, madeAnewReason, true);
}

/** The `length` of a method or constructor, which a new body does not change, is set where it is another one. */
function setLength(
  { delta, after }: Comparison,
  [before, owner]: readonly [ClassSite, ClassSite],
  [old, site]: readonly [Site, Site],
  member?: MethodDefinition,
): void {
  if (owner.site || expectedArguments(old) === expectedArguments(site)) return;
  // Nobody outside of the class sees that of a private one.
  if (member && (member.key.type === 'PrivateIdentifier' || !hasKnownKey(after, member))) return;
  const plain = member && plainKey(member);
  const keyed = member && plain === undefined ? member : null;
  const which = { key: plain ?? '', keyed, isStatic: member?.static === true, isPrivate: false };
  delta.members.push({ class: owner, before, ...which, kind: 'length', made: site, gone: null });
}

/** A method of another kind takes the place of the old one, where that is a property that can be set anew. */
function replaceMethod(
  comparison: Comparison,
  before: ClassSite,
  owner: ClassSite,
  member: MethodDefinition,
  [old, site]: readonly [Site, Site],
): boolean {
  const { delta, after } = comparison;
  const { key, static: isStatic, kind } = member;
  if (serviceOf(old, site) === 'faithful' || kind !== 'method' || owner.site) return false;
  if (key.type === 'PrivateIdentifier' || !hasKnownKey(after, member)) return false;
  const plain = plainKey(member);
  if (!continueFunction(comparison, old, site))
    delta.changes.push({ kind: 'body', function: site.path, ...comparison.placeOf(site.node) });
  delta.members.push({
    class: owner,
    before,
    key: plain ?? '',
    keyed: plain === undefined ? member : null,
    isStatic,
    isPrivate: false,
    kind,
    made: site,
    gone: null,
  });
  return true;
}

function compareMethods(comparison: Comparison, was: ClassSite, is: ClassSite): void {
  const { before, after, delta } = comparison;
  const [known, fresh] = [methodsOf(before.source, was.node), methodsOf(after.source, is.node)];
  const added: MethodDefinition[] = [];
  for (const [key, member] of fresh) {
    if (member.kind === 'constructor') continue;
    const match = known.get(key);
    known.delete(key);
    const [a, b] = [match && before.siteOf.get(match.value), after.siteOf.get(member.value)];
    if (!a || !b) added.push(member);
    else if (!replaceMethod(comparison, was, is, member, [a, b])) {
      delta.pairing.pair(a, b);
      if (member.kind === 'method') setLength(comparison, [was, is], [a, b], member);
    }
  }
  if (added.length > 0 || known.size > 0) refuseMixed(comparison, is, fresh);
  // An accessor that becomes a method, or the other way round, goes before it comes.
  for (const member of known.values()) changeMethod(comparison, was, is, member, false);
  for (const member of added) changeMethod(comparison, was, is, member, true);
}

function comparePrivateKinds(comparison: Comparison, was: ClassSite, is: ClassSite): void {
  const before = privateKinds(was.node);
  for (const [name, kind] of privateKinds(is.node)) {
    const old = before.get(name);
    if (old === undefined || old === kind) continue;
    const reason = `It was ${old} and is ${kind} now: code that is there goes on meaning the former one.`;
    comparison.delta.refusals.push({ reason, function: `${is.name}.#${name}`, ...comparison.placeOf(is.node) });
  }
}

/** Compares two versions of a class whose instances stay. Its instance fields come last, see `compareFields`. */
export function compareClass(comparison: Comparison, old: Class, fresh: Class): void {
  const { before, after, delta } = comparison;
  const [was, is] = [before.classOf.get(old), after.classOf.get(fresh)];
  if (!was || !is) return;
  delta.classes.set(is, was);
  if (skeletonOf(before, old.superClass).text !== skeletonOf(after, fresh.superClass).text) {
    const reason = 'The superclass of a class with instances cannot change.';
    delta.refusals.push({ reason, function: is.name, ...comparison.placeOf(fresh) });
  }
  compareConstructors(comparison, was, is);
  compareMethods(comparison, was, is);
  comparePrivateKinds(comparison, was, is);
  compareStatic(comparison, was, is, compareBlocks(comparison, was, is));
  pairFields(comparison, was, is);
}

/** Pairs the functions in instance fields, by the names of the fields. */
function pairFields({ before, after, delta }: Comparison, was: ClassSite, is: ClassSite): void {
  const known = new Map<string, AnyNode>();
  for (const member of instanceFields(was)) known.set(memberKey(before.source, member), member);
  for (const member of instanceFields(is)) {
    const match = known.get(memberKey(after.source, member));
    if (match) delta.pairing.compare(match, member);
  }
}
