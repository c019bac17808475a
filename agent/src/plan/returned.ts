import type { AnyNode } from 'acorn';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { Pairing } from './pair.ts';
import { skeletonOf } from './skeleton.ts';
import type { State } from './state.ts';

/**
 * Functions that come back because the patch that removed them is taken out from under later ones, with the numbers that
 * they had: whoever held them all the time is reached by the patches to come.
 */
export function returnedFunctions(
  current: State,
  { analysis: after, pairing }: { readonly analysis: Analysis; readonly pairing: Pairing },
  out: string | null,
): Map<Site, number> {
  const returned = new Map<Site, number>();
  let made: State | null = out === null ? null : current;
  while (made && made.patch !== out) made = made.parent;
  if (!made?.parent) return returned;
  const { reading, lineages } = made.parent;
  const former = reading.analysis;
  const taken = new Set(current.lineages);
  for (const site of after.sites) {
    if (pairing.oldOf(site) || !isFunction(site) || whyUnpatchable(site)) continue;
    const { text } = skeletonOf(after, site.node as AnyNode);
    const match = former.sites.find(
      ({ index, path, node }) =>
        path === site.path &&
        !taken.has(lineages[index] as number) &&
        skeletonOf(former, node as AnyNode).text === text,
    );
    if (!match) continue;
    const lineage = lineages[match.index] as number;
    taken.add(lineage);
    returned.set(site, lineage);
  }
  return returned;
}
