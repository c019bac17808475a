import type { AnyNode } from 'acorn';
import { isFunction, patchableAround, whyUnpatchable } from '../load/patchable.ts';
import type { Site } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';

/** Every function that names something that changed is made again where it sees the change. */
export function rebind(comparison: Comparison): void {
  const { delta, after } = comparison;
  const isNew = (site: Site): boolean => !delta.pairing.oldOf(site);
  for (const [name] of delta.rebound) {
    for (const { node, site } of after.module.bindings.get(name)?.references ?? []) {
      const reader = patchableAround(site);
      const isInOverlay = delta.overlay.some((unit) => unit.node.start <= node.start && node.end <= unit.node.end);
      // Also in new code there are functions that continue old ones, to which references were handed out.
      if (!site || (isInOverlay && (!reader || isNew(reader)))) continue;
      const stays = isFunction(site) && !site.endsWithCaller ? whyUnpatchable(site) : undefined;
      if (stays) {
        const reason = `It reads \`${name}\`, and it cannot be replaced. ${stays}`;
        delta.refusals.push({ reason, function: site.path, ...comparison.placeOf(node) });
        continue;
      }
      // A static that is new, or has another value, is computed with what it reads.
      if (delta.members.some(({ made }) => made === (site.node as AnyNode))) continue;
      if (!reader && site.kind === 'initializer' && !site.isStatic && site.class && delta.classes.has(site.class)) {
        delta.staleFields.add(site.node as AnyNode);
        continue;
      }
      if (!reader || (!isFunction(site) && site.memberOf && !isInNewClass(comparison, site))) {
        const reason = `It reads \`${name}\`, but it runs inside the class and cannot be replaced.`;
        delta.refusals.push({ reason, function: site.path, ...comparison.placeOf(node) });
        continue;
      }
      if (isNew(reader) || delta.bodies.has(reader)) continue;
      delta.bodies.set(reader, 'rebound');
      const change = {
        kind: 'rebound',
        function: reader.path,
        ...comparison.placeOf(reader.node),
        note: `reads ${name}`,
      } as const;
      delta.changes.push(change);
    }
  }
}

function isInNewClass(comparison: Comparison, site: Site): boolean {
  return comparison.delta.overlay.some((unit) => unit.node.start <= site.node.start && site.node.end <= unit.node.end);
}
