import type { AnyNode } from 'acorn';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Comparison } from './delta.ts';
import { warnOfShape } from './shape.ts';
import { skeletonOf } from './skeleton.ts';

/** Notes every function whose own text changed, and refuses those that cannot be replaced. */
export function collectBodies(comparison: Comparison): void {
  const { delta, after } = comparison;
  for (const site of [...delta.pairing.changed].sort((a, b) => a.index - b.index)) {
    const place = comparison.placeOf(site.node);
    delta.bodies.set(site, 'body');
    delta.changes.push({ kind: 'body', function: site.path, ...place });
    warnOfShape(comparison, site);
  }
  for (const site of after.sites) {
    const reason = isFunction(site) ? whyUnpatchable(site) : undefined;
    if (!reason || !functionNode(site)) continue;
    const [known] = comparison.before.sites.filter((old) => old.path === site.path);
    if (
      !known ||
      skeletonOf(comparison.before, known.node as AnyNode).text === skeletonOf(after, site.node as AnyNode).text
    )
      continue;
    delta.refusals.push({ reason, function: site.path, ...comparison.placeOf(site.node) });
  }
}
