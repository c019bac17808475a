import type { Asked, Head } from './forges/forge.ts';
import { type Base, baseOf } from './git/base.ts';
import { type Fit, fitOnto } from './git/carry.ts';
import { commitCarried } from './git/commit.ts';
import { branchNames, pushPatch } from './git/push.ts';
import type { Remote } from './git/remote.ts';

/** How a pushed patch is to be merged. */
export type Placed = Pick<Asked, 'head' | 'base' | 'apart' | 'conflicts' | 'upstream'>;

/**
 * Decides what is to be merged: the commit on the deployed one where the base holds that, else the same change carried
 * over to the base, on a branch of its own. The branch with what ran stays as it is.
 */
export async function placeOnBase(
  step: Pick<Asked, 'entry' | 'repository' | 'remote' | 'seen' | 'commit' | 'branch'>,
  to: { readonly remote: Remote; readonly fork?: string },
): Promise<Placed> {
  const { commit, branch } = step;
  const across = to.fork === undefined ? {} : { fork: to.fork };
  const base = await baseOf(step);
  const apart = base.holdsDeployed === false;
  const fit = await fitOf(step, base);
  const head = { branch, commit, ...across };
  const placed = { base: base.name, apart, upstream: undefined };
  const conflicts = fit.kind === 'conflict' ? fit.files : [];
  if (fit.kind === 'upstream')
    return { ...placed, head: (apart && carriedBefore(step)) || head, conflicts, upstream: fit.commit };
  if (!apart || fit.kind === 'unknown' || base.tip === undefined) return { ...placed, head, conflicts };
  const { entry, repository } = step;
  const onto = { ran: commit, base: base.name, conflicts, tip: base.tip, tree: fit.tree };
  const carried = carriedBefore(step)?.commit ?? (await commitCarried(repository, entry.id, entry.origin, onto));
  const wanted = { id: entry.id, commit: carried, parent: base.tip, branch: undefined, carried: true };
  const pushed = await pushPatch(repository, to.remote, wanted);
  return { ...placed, head: { branch: pushed.branch, commit: carried, ...across }, conflicts };
}

/** The base may have moved since: what was carried over at an earlier time stands. */
function carriedBefore({ entry, seen, repository }: Pick<Asked, 'entry' | 'seen' | 'repository'>): Head | undefined {
  for (const branch of branchNames(entry.id, true, repository.settings.get('suture.prefix'))) {
    const commit = seen.heads.get(branch);
    if (commit !== undefined) return { branch, commit };
  }
  return undefined;
}

async function fitOf({ entry, repository, commit }: Parameters<typeof placeOnBase>[0], base: Base): Promise<Fit> {
  const { revision, files } = entry.origin;
  if (base.tip === undefined) return { kind: 'unknown' };
  // Nothing has happened since: there is nothing to ask.
  if (base.tip === revision) return { kind: 'unknown' };
  const paths = files.map(({ path }) => path);
  return await fitOnto(repository, { deployed: revision, patched: commit, tip: base.tip, paths });
}
