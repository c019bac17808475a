import type { AnyNode, PropertyDefinition, StaticBlock } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis, ClassSite } from '../syntax/scope.ts';
import { memberKey, refuseMember } from './class-member.ts';
import { isClass } from './compare-blocks.ts';
import type { Comparison } from './delta.ts';
import { isRepeatable } from './purity.ts';
import { skeletonOf } from './skeleton.ts';

type Static = PropertyDefinition | StaticBlock;

/** What makes the statics of a class, in the order in which it runs, under what tells each from the others. */
function sequenceOf(analysis: Analysis, { node }: ClassSite): Map<string, Static> {
  const all = node.body.body.filter(
    (member): member is Static =>
      member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static),
  );
  return new Map(
    all.map((member) => {
      const isBlock = member.type === 'StaticBlock';
      return [isBlock ? skeletonOf(analysis, member).text : memberKey(analysis.source, member), member];
    }),
  );
}

/** Whether what a static is depends on what ran before it. */
function dependsOnOrder(member: Static, owner: ClassSite): boolean {
  if (member.type === 'StaticBlock') return true;
  return member.value ? !isRepeatable(member.value) || names(member.value, owner) : false;
}

function names(node: AnyNode, owner: ClassSite): boolean {
  if ('params' in node) return false;
  if (isClass(node, owner)) return true;
  for (const child of childrenOf(node)) if (names(child, owner)) return true;
  return false;
}

/** Says that statics come in another order: of what they hold, where one may have read another, and of who lists them. */
export function compareOrder(comparison: Comparison, was: ClassSite, is: ClassSite): void {
  const [old, fresh] = [sequenceOf(comparison.before, was), sequenceOf(comparison.after, is)];
  const kept = [...old.keys()].filter((key) => fresh.has(key));
  const now = [...fresh.keys()].filter((key) => old.has(key));
  const moved = kept.find((key, at) => key !== now[at]);
  const dependent = moved === undefined ? undefined : kept.find((key) => dependsOnOrder(fresh.get(key) as Static, is));
  if (dependent !== undefined) {
    const reason = 'It ran when the class was made, and stands in another order among what did.';
    refuseMember(comparison, is, fresh.get(dependent) as Static, reason);
    return;
  }
  const live = [...kept, ...[...fresh.keys()].filter((key) => !old.has(key))];
  if (live.every((key, at) => key === [...fresh.keys()][at])) return;
  const reason = 'Who lists the properties of the class finds them in another order than in a fresh one.';
  comparison.delta.warnings.push({ reason, function: is.name, ...comparison.placeOf(is.node) });
}
