import { Setback } from '../setback.ts';
import { fetchObject, hasCommit } from './deployed.ts';
import type { Remote, RemoteHeads } from './remote.ts';
import type { Repository } from './repository.ts';
import { git } from './run.ts';

/** The branch that a patch is to be merged into. */
export interface Base {
  readonly name: string;
  /** Whether the deployed commit is part of it; undefined when that cannot be found out. */
  readonly holdsDeployed: boolean | undefined;
}

/** Finds the base: `suture.base` of git config, else what HEAD names on the remote. */
export async function baseOf(asked: {
  readonly repository: Repository;
  readonly remote: Remote;
  readonly seen: RemoteHeads;
  readonly entry: { readonly origin: { readonly revision: string } };
}): Promise<Base> {
  const { repository, remote, seen } = asked;
  const name = repository.settings.get('suture.base') ?? seen.defaultBranch;
  if (name === undefined)
    throw new Setback('no_default_branch', `The remote ${remote.name} names no default branch.`, {
      hint: 'The branch is pushed. Name the base with `git config suture.base main`, then `suture outbox --retry`.',
    });
  const tip = seen.heads.get(name);
  if (tip === undefined) return { name, holdsDeployed: undefined };
  if (!(await hasCommit(repository, tip))) await fetchObject(repository, remote, tip);
  const { code } = await git(repository, ['merge-base', '--is-ancestor', asked.entry.origin.revision, tip]);
  return { name, holdsDeployed: code === 0 ? true : code === 1 ? false : undefined };
}
