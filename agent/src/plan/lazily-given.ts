import type { AnyNode, PropertyDefinition } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { ClassSite } from '../syntax/scope.ts';
import { instanceFields, memberKey } from './class-member.ts';
import type { Comparison, Lazily } from './delta.ts';
import { isRepeatable } from './purity.ts';

/**
 * Whether instances that were made before a patch can get the private fields that it brings when its code first asks for one:
 * where the initial values are written out, that is what they would have been given. Undefined where they cannot, or where an
 * instance could not be told from what is none.
 */
export function lazilyGiven(
  { before, after, stamps }: Comparison,
  { was, is }: { readonly was: ClassSite; readonly is: ClassSite },
  tail: readonly PropertyDefinition[],
  known: ReadonlySet<string>,
): Lazily | undefined {
  if (is.site) return undefined;
  const keys = new Set(tail.map((member) => memberKey(after.source, member)));
  const fresh = tail.filter((member) => !known.has(memberKey(after.source, member)));
  if (![...known].every((key) => keys.has(key)) || !fresh.some(isPrivate)) return undefined;
  if (!tail.every((member) => isWrittenOut(member) || (isPrivate(member) && !fresh.includes(member)))) return undefined;
  const former = stamps.get(was.index);
  const own = instanceFields(was).find(isPrivate);
  const brand = former ? former.brand : own && memberKey(before.source, own).replace(/^.*#/, '');
  // Of a class that extends another, an instance has its prototype before it has any field.
  return brand === undefined && is.node.superClass ? undefined : { brand };
}

function isPrivate({ key }: PropertyDefinition): boolean {
  return key.type === 'PrivateIdentifier';
}

function isWrittenOut({ value }: PropertyDefinition): boolean {
  return isRepeatable(value) && !(value && readsReceiver(value));
}

/** Whether a value may depend on the instance. */
function readsReceiver(node: AnyNode): boolean {
  if (node.type === 'ThisExpression' || node.type === 'Super') return true;
  for (const child of childrenOf(node)) if (readsReceiver(child)) return true;
  return false;
}
