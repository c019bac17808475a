import type { AnyNode, Expression, PropertyDefinition, StaticBlock } from 'acorn';
import type { ClassSite } from '../syntax/scope.ts';
import { refuseMember } from './class-member.ts';
import type { Comparison } from './delta.ts';
import { skeletonOf } from './skeleton.ts';
import { assigns } from './variable-value.ts';

const blockReason =
  'A static block runs once, when the class is made; one that does nothing but set properties of a class that extends no other is computed again.';

/** A property that a static block sets, as if it were declared there. A function takes no name from it. */
export interface SetProperty extends PropertyDefinition {
  readonly isSet: true;
}

/** What static blocks that are not the same on both sides set. */
export interface BlockProperties {
  readonly old: readonly SetProperty[];
  readonly fresh: readonly SetProperty[];
  /** Where they are set: what gives them their first value. */
  readonly assignments: ReadonlySet<AnyNode>;
}

/**
 * Pairs the static blocks of two versions of a class. Those that are left do nothing but set properties, which are compared
 * as static fields are; or they are refused.
 */
export function compareBlocks(comparison: Comparison, was: ClassSite, is: ClassSite): BlockProperties {
  const { before, after, delta } = comparison;
  const left = blocksOf(was);
  const come: StaticBlock[] = [];
  for (const block of blocksOf(is)) {
    const { text } = skeletonOf(after, block);
    const at = left.findIndex((old) => skeletonOf(before, old).text === text);
    if (at === -1) come.push(block);
    else for (const match of left.splice(at, 1)) delta.pairing.compare(match, block);
  }
  for (const block of come) if (!setBy(is, block)) refuseMember(comparison, is, block, blockReason);
  for (const block of left) if (!setBy(was, block)) refuseMember(comparison, is, block, blockReason, true);
  const assignments = new Set(
    [...left, ...come].flatMap(({ body }) =>
      body.flatMap((s) => (s.type === 'ExpressionStatement' ? s.expression : [])),
    ),
  );
  const [old, fresh] = [left.flatMap((b) => setBy(was, b) ?? []), come.flatMap((b) => setBy(is, b) ?? [])];
  return { old, fresh, assignments };
}

function blocksOf({ node }: ClassSite): StaticBlock[] {
  return node.body.body.filter((member) => member.type === 'StaticBlock');
}

/** The properties that a block sets, if it does nothing else. */
function setBy(owner: ClassSite, { body }: StaticBlock): SetProperty[] | undefined {
  // A setter of the class above would be called.
  if (owner.node.superClass) return undefined;
  const set = body.map((statement) =>
    statement.type === 'ExpressionStatement' ? setIn(owner, statement.expression) : undefined,
  );
  return set.every((property) => property !== undefined) ? set : undefined;
}

function setIn(owner: ClassSite, expression: Expression): SetProperty | undefined {
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return undefined;
  const { left, right, start, end } = expression;
  if (left.type !== 'MemberExpression' || !isClass(left.object, owner) || assigns(right)) return undefined;
  const { property: key, computed } = left;
  if ((computed && key.type !== 'Literal') || hasMethod(owner, key)) return undefined;
  return { type: 'PropertyDefinition', start, end, static: true, computed, key, value: right, isSet: true };
}

/** Whether an expression is the class, going by what it is called. */
export function isClass(node: AnyNode, { name }: ClassSite): boolean {
  return node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === name);
}

/** Whether a class has a static method or accessor of that name, which setting the property might call. */
function hasMethod({ node }: ClassSite, key: AnyNode): boolean {
  const name = nameOf(key);
  return node.body.body.some(
    (member) => member.type === 'MethodDefinition' && member.static && (member.computed || nameOf(member.key) === name),
  );
}

function nameOf(key: AnyNode): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}
