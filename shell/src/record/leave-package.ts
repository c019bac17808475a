import { Failure } from '../failure.ts';
import type { Asked } from './forges/forge.ts';
import { writeReview } from './forges/plain.ts';
import { baseOf } from './git/base.ts';
import { branchNames } from './git/push.ts';
import { observe } from './git/remote.ts';

/** Where no branch can be pushed, leaves what somebody needs to bring the patch home by hand; best effort. */
export async function leavePackage(
  step: Pick<Asked, 'entry' | 'repository' | 'remote' | 'commit' | 'fetch' | 'now'>,
): Promise<void> {
  try {
    const { entry, repository, remote, commit } = step;
    const seen = await observe(repository, remote);
    const base = await baseOf({ repository, remote, seen, entry });
    const [branch = ''] = branchNames(entry.id);
    const apart = base.holdsDeployed === false;
    const placed = { base: base.name, apart, conflicts: [], upstream: undefined, draft: false };
    await writeReview({ ...step, ...placed, seen, branch, head: { branch, commit } });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
