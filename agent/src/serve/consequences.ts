import type { Consequence, Consequences } from '@suture/protocol/consequences.js';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { limits } from '../limits.ts';
import { callsUnderway, type UnderwayContext } from '../look/underway.ts';
import type { Changed } from '../plan/outlook.ts';
import { handlesOf, handlesOfName } from '../plan/uses/handles.ts';
import { Search } from '../plan/uses/search.ts';
import { Uses } from '../plan/uses/uses.ts';

/** Says who uses what an edit would change, and which calls of it are under way. */
export async function consequencesOf(
  edits: readonly ModuleEdit[],
  context: UnderwayContext & { readonly displayPath: (url: string) => string },
): Promise<Consequences> {
  const outlook = context.workbench.outlook(edits);
  // What is new or gone has no callers yet, or none any more.
  const changed = outlook.changed.filter(({ change }) => /^(body|constant|rebound)$/.test(change.kind));
  const search = new Search(outlook.modules);
  const endsAt = performance.now() + limits.searchMs;
  const uses = new Map(changed.map((one) => [one, begin(search, one)]));
  const unsearched = await search.run(() => performance.now() > endsAt);
  const underway = await callsUnderway(context, changed);
  return {
    changes: [...uses].map(([one, { sorted }]): Consequence => {
      const { change, module } = one;
      const told = sorted.slice(0, limits.usesTold).map((use) => ({ ...use, path: context.displayPath(use.url) }));
      const moreUses = sorted.length - told.length;
      const { function: name, line } = change;
      return { url: module.url, function: name, line, uses: told, moreUses, underway: underway.get(one) };
    }),
    unsearched,
  };
}

function begin(search: Search, { change, module, site }: Changed): Uses {
  const uses = new Uses();
  const names = change.function.split(',');
  const analysis = module.analysis();
  const handles = site ? handlesOf(analysis, site) : names.flatMap((name) => handlesOfName(analysis, name));
  search.want(module, handles, uses);
  return uses;
}
