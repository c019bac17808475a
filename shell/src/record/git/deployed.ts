import { remoteGitMs } from '../limits.ts';
import { Setback } from '../setback.ts';
import { type Remote, remoteGit, unreachable } from './remote.ts';
import type { Repository } from './repository.ts';
import { git, gitText, lastWords } from './run.ts';

/** Makes sure that the deployed commit is in the repository; fetches it by its name when it is not, and no other one. */
export async function haveDeployed(
  repository: Repository,
  revision: string,
  findRemote: () => Promise<Remote>,
): Promise<void> {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision))
    throw unknown(revision, 'it is not the full name of a commit', repository);
  if (await hasCommit(repository, revision)) return;
  const remote = await findRemote();
  const stderr = await fetchObject(repository, remote, revision);
  if (await hasCommit(repository, revision)) return;
  const said = lastWords(stderr);
  // A server that answers and does not know the commit, or gives none by its name; else it was never asked.
  if (/not our ref|unadvertised object|couldn't find remote ref/.test(stderr))
    throw unknown(revision, said, repository, await isShallow(repository));
  throw unreachable(remote, stderr);
}

/** Fetches a commit by its name without touching a ref, `FETCH_HEAD` or the depth of the history; gives what git said. */
export async function fetchObject(repository: Repository, remote: Remote, commit: string): Promise<string> {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance'];
  // A shallow repository has no history to connect to; a full one must not become shallow.
  const depth = (await isShallow(repository)) ? ['--depth=1'] : [];
  const fetch = ['fetch', ...quiet, ...depth, '--', remote.url, commit];
  const { code, stderr } = await remoteGit(repository, remote, fetch, { timeoutMs: remoteGitMs });
  return code === 0 ? '' : stderr;
}

async function isShallow(repository: Repository): Promise<boolean> {
  return (await gitText(repository, ['rev-parse', '--is-shallow-repository'])) === 'true';
}

/** Tells whether a commit is in the object store. */
export async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  return (await git(repository, ['cat-file', '-e', `${commit}^{commit}`])).code === 0;
}

function unknown(revision: string, why: string, repository: Repository, shallow = false): Setback {
  const fetch = shallow ? 'git fetch --unshallow' : 'git fetch --all --tags';
  return new Setback('revision_unknown', `The deployed commit ${revision} is not in ${repository.folder}: ${why}.`, {
    hint: `Fetch it there, for example with \`${fetch}\`, then \`suture outbox --retry\`.`,
    again: { later: true },
  });
}
