import { maxBaseCandidates } from '../limits.ts';
import { Setback } from '../setback.ts';
import { fetchObject, hasCommit } from './deployed.ts';
import type { Remote, RemoteHeads } from './remote.ts';
import type { Repository } from './repository.ts';
import { git } from './run.ts';

/** The branch that a patch is to be merged into. */
export interface Base {
  readonly name: string;
  /** Its commit; undefined when the remote has no such branch. */
  readonly tip: string | undefined;
  /** Whether the deployed commit is part of it; undefined when that cannot be found out. */
  readonly holdsDeployed: boolean | undefined;
}

interface Asked {
  readonly repository: Repository;
  readonly remote: Remote;
  readonly seen: RemoteHeads;
  readonly entry: { readonly origin: { readonly revision: string } };
}

/**
 * Finds the base: `suture.base` of git config, else what HEAD names on the remote, else, where HEAD names nothing that
 * exists, the one branch that there is or that holds the deployed commit.
 */
export async function baseOf(asked: Asked): Promise<Base> {
  const { seen, repository } = asked;
  const named = repository.settings.get('suture.base');
  if (named !== undefined) return await baseNamed(asked, named);
  if (seen.defaultBranch !== undefined && seen.heads.has(seen.defaultBranch))
    return await baseNamed(asked, seen.defaultBranch);
  const others = [...seen.heads.keys()].filter((name) => !/^suture[-/]/.test(name)).slice(0, maxBaseCandidates);
  const [only, second] = others;
  if (only !== undefined && second === undefined) return await baseNamed(asked, only);
  const bases: Base[] = [];
  for (const name of others) bases.push(await baseNamed(asked, name));
  const [holder, another] = bases.filter(({ holdsDeployed }) => holdsDeployed === true);
  if (holder && !another) return holder;
  throw new Setback('no_default_branch', `The remote ${asked.remote.name} names no default branch.`, {
    hint: `The branch is pushed. Name the base with \`git config suture.base ${holder?.name ?? only ?? 'main'}\`, then \`suture outbox --retry\`.`,
  });
}

async function baseNamed({ repository, remote, seen, entry }: Asked, name: string): Promise<Base> {
  const tip = seen.heads.get(name);
  if (tip === undefined) return { name, tip, holdsDeployed: undefined };
  if (!(await hasCommit(repository, tip))) await fetchObject(repository, remote, tip);
  const { code } = await git(repository, ['merge-base', '--is-ancestor', entry.origin.revision, tip]);
  return { name, tip, holdsDeployed: code === 0 ? true : code === 1 ? false : undefined };
}
