import { setTimeout as pause } from 'node:timers/promises';
import { maxBranchNames, maxPushes } from '../limits.ts';
import { Setback } from '../setback.ts';
import { fetchObject, hasCommit } from './deployed.ts';
import { idTrailer } from './message.ts';
import { type Remote, type RemoteHeads, isDenied, observe, remoteGit, unreachable } from './remote.ts';
import type { Repository } from './repository.ts';
import { git, lastWords } from './run.ts';

/** What is pushed. */
export interface Pushed {
  readonly id: string;
  readonly commit: string;
  /** The commit on which it stands. */
  readonly parent: string;
  /** The branch of an earlier call. */
  readonly branch: string | undefined;
  /** True for the commit that was carried over to the base; it has a branch of its own. */
  readonly carried?: boolean;
}

/**
 * Branch names for a patch, best first; the ones with a dash are for remotes that have a branch `suture`. Where the
 * rules of a server want another beginning, `suture.prefix` names it.
 */
export function branchNames(id: string, carried = false, prefix?: string): string[] {
  const name = `${id.toLowerCase()}${carried ? '-carried' : ''}`;
  const numbers = Array.from({ length: maxBranchNames }, (_, index) => (index === 0 ? '' : `-${index + 1}`));
  return [...(prefix === undefined ? [] : [prefix]), 'suture/', 'suture-'].flatMap((prefix) =>
    numbers.map((number) => `${prefix}${name}${number}`),
  );
}

/** Sees to it that the remote has a branch with the commit, creating one at most; gives its name and what the remote has. */
export async function pushPatch(
  repository: Repository,
  remote: Remote,
  patch: Pushed,
): Promise<{ branch: string; remote: RemoteHeads }> {
  const names = [
    ...new Set([
      ...(patch.branch ? [patch.branch] : []),
      ...branchNames(patch.id, patch.carried, repository.settings.get('suture.prefix')),
    ]),
  ];
  const unusable = new Set<string>();
  for (let round = 1; ; round++) {
    const seen = await observe(repository, remote);
    for (const name of names) {
      const tip = seen.heads.get(name);
      if (tip === undefined || unusable.has(name)) continue;
      if (await isOurs(repository, remote, patch, tip)) return { branch: name, remote: seen };
      unusable.add(name);
    }
    const branch = names.find((name) => !unusable.has(name) && isFree(name, seen.heads));
    if (branch === undefined) throw noName(remote, patch.id);
    const { stdout, stderr } = await push(repository, remote, branch, patch.commit);
    const now = await observe(repository, remote);
    if (now.heads.get(branch) === patch.commit) return { branch, remote: now };
    const refusal = refusalOf(stdout.toString('utf8'), stderr);
    if (refusal?.kind === 'name') unusable.add(branch);
    if (round < maxPushes && refusal?.kind !== 'policy' && !isDenied(stderr)) {
      await pause(round * 50);
      continue;
    }
    if (refusal?.kind === 'policy') throw refused(remote, branch, refusal.words);
    if (isDenied(stderr)) throw pushDenied(remote, stderr);
    throw unreachable(remote, stderr);
  }
}

/** An empty expectation in the lease means: create it, or fail. No branch is ever overwritten. */
async function push(
  repository: Repository,
  remote: Remote,
  branch: string,
  commit: string,
): Promise<{ stdout: Buffer; stderr: string }> {
  const lease = `--force-with-lease=refs/heads/${branch}:`;
  const args = ['push', '--porcelain', '--no-verify', lease, '--', remote.url, `${commit}:refs/heads/${branch}`];
  return await remoteGit(repository, remote, args);
}

/** A tip is ours when it is the commit, stands on it, or carries its id: people may add to the branch, or rewrite it. */
async function isOurs(repository: Repository, remote: Remote, patch: Pushed, tip: string): Promise<boolean> {
  if (tip === patch.commit) return true;
  if (!(await hasCommit(repository, tip))) await fetchObject(repository, remote, tip);
  if ((await git(repository, ['merge-base', '--is-ancestor', patch.commit, tip])).code === 0) return true;
  const format = `--format=%(trailers:key=${idTrailer},valueonly)`;
  const { stdout } = await git(repository, ['log', '--max-count=200', format, tip, `^${patch.parent}`, '--']);
  return stdout.toString('utf8').split('\n').includes(patch.id);
}

/** git keeps branches as files: `suture` and `suture/x` exclude each other. */
function isFree(name: string, heads: ReadonlyMap<string, string>): boolean {
  for (const head of heads.keys())
    if (head === name || head.startsWith(`${name}/`) || name.startsWith(`${head}/`)) return false;
  return true;
}

type Refusal = { readonly kind: 'name' | 'race' } | { readonly kind: 'policy'; readonly words: string };

function refusalOf(stdout: string, stderr: string): Refusal | undefined {
  const line = stdout.split('\n').find((text) => text.startsWith('!\t'));
  if (line === undefined) return undefined;
  const reason = line.split('\t')[2] ?? '';
  const all = reason + stderr;
  if (/exists; cannot create|directory.file conflict|refname conflict/i.test(all)) return { kind: 'name' };
  // After a lost reply git sends the request again and hears that the ref cannot be made, because it is there. The same
  // is said to the slower of two shells. Neither is a reason to take another name.
  if (/stale info|fetch first|non-fast-forward|already exists|cannot lock ref|failed to update ref/.test(all))
    return { kind: 'race' };
  if (!reason.includes('[remote rejected]')) return undefined;
  const said = stderr.split('\n').filter((text) => text.startsWith('remote:'));
  const words = said.map((text) => text.slice('remote:'.length).trim()).filter(Boolean);
  return { kind: 'policy', words: [reason.replace('[remote rejected] ', ''), ...words].join(' | ').slice(0, 1_500) };
}

function refused(remote: Remote, branch: string, words: string): Setback {
  const message = `The remote ${remote.name} refused the branch ${branch}: ${words}`;
  // What a server keeps out for a secret must not go to a fork, which may be there for all to see.
  if (/secret|credential|leak|GH009/i.test(words))
    return new Setback('push_refused', message, {
      hint: 'The patch seems to hold a secret: take it out with `suture rollback`, and patch again without it.',
    });
  return new Setback('push_refused', message, {
    hint: 'The commit is kept. If another name would do, say how it begins with `git config suture.prefix hotfix/`; a fork is tried after `git config suture.fork true`; then `suture outbox --retry`.',
    elsewhere: true,
  });
}

/** The branches could be read, so it is the right to write that is missing. */
function pushDenied(remote: Remote, stderr: string): Setback {
  const said = stderr.split('\n').find((line) => /^(remote|ERROR):/.test(line));
  const words = said === undefined ? lastWords(stderr) : said.replace(/^(remote|ERROR): */, '');
  return new Setback('push_denied', `You may not push to ${remote.name} (${remote.url}): ${words}`, {
    hint: 'Push to a fork instead with `git config suture.fork true`, or ask for the right; then `suture outbox --retry`.',
    elsewhere: true,
  });
}

function noName(remote: Remote, id: string): Setback {
  return new Setback('push_refused', `The remote ${remote.name} has no free name left for a branch of ${id}.`, {
    hint: 'Delete branches that begin with `suture` and are no longer needed, then `suture outbox --retry`.',
  });
}
