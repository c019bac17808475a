import { remoteGitMs } from '../limits.ts';
import { Setback } from '../setback.ts';
import { type Remote, remoteGit } from './remote.ts';
import type { Repository } from './repository.ts';
import { git, gitText, lastWords } from './run.ts';

/** Makes sure that the deployed commit is in the repository; fetches it by its name when it is not. */
export async function haveDeployed(
  repository: Repository,
  revision: string,
  findRemote: () => Promise<Remote>,
): Promise<void> {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision))
    throw unknown(revision, 'it is not the full name of a commit', repository);
  if (await hasCommit(repository, revision)) return;
  const why = await fetchObject(repository, await findRemote(), revision);
  if (!(await hasCommit(repository, revision))) throw unknown(revision, why, repository);
}

/** Fetches a commit by its name without touching a ref, `FETCH_HEAD` or the depth of the history; gives git's words. */
export async function fetchObject(repository: Repository, remote: Remote, commit: string): Promise<string> {
  const shallow = await gitText(repository, ['rev-parse', '--is-shallow-repository']);
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance'];
  // A shallow repository has no history to connect to; a full one must not become shallow.
  const depth = shallow === 'true' ? ['--depth=1'] : [];
  const { code, stderr } = await remoteGit(
    repository,
    remote,
    ['fetch', ...quiet, ...depth, '--', remote.url, commit],
    {
      timeoutMs: remoteGitMs,
    },
  );
  return code === 0 ? '' : lastWords(stderr);
}

/** Tells whether a commit is in the object store. */
export async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  return (await git(repository, ['cat-file', '-e', `${commit}^{commit}`])).code === 0;
}

function unknown(revision: string, why: string, repository: Repository): Setback {
  return new Setback(
    'revision_unknown',
    `The deployed commit ${revision} is not in ${repository.folder}${why === '' ? '' : `: ${why}`}.`,
    {
      hint: `Fetch it there, for example with \`git fetch --all\`, then \`suture outbox --retry\`.`,
      again: { later: true },
    },
  );
}
