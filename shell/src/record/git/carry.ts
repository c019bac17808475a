import type { Repository } from './repository.ts';
import { git, gitText } from './run.ts';

/** How a patch sits on a base that may have moved since the deployed commit. */
export type Fit =
  | { readonly kind: 'clean'; readonly tree: string }
  /** The tree has the files with the marks of the conflict in them. */
  | { readonly kind: 'conflict'; readonly tree: string; readonly files: readonly string[] }
  /** The base does already what the patch does; the commit that last changed its files. */
  | { readonly kind: 'upstream'; readonly commit: string }
  /** This git cannot say (before 2.38, or the history is not here). */
  | { readonly kind: 'unknown' };

/** Nobody ever sees these commits; with fixed dates the same question makes the same objects. */
const nobody = {
  GIT_AUTHOR_NAME: 'suture',
  GIT_AUTHOR_EMAIL: 'suture@localhost',
  GIT_AUTHOR_DATE: '@0 +0000',
  GIT_COMMITTER_NAME: 'suture',
  GIT_COMMITTER_EMAIL: 'suture@localhost',
  GIT_COMMITTER_DATE: '@0 +0000',
};

/** Settings of a person that would give another tree. */
const plain = [
  'merge.conflictStyle=merge',
  'merge.renames=true',
  'merge.directoryRenames=conflict',
  'diff.renames=true',
];

/**
 * Puts the change between two commits onto a third one, without a working tree. git 2.39 has no `merge-tree
 * --merge-base`: three commits are made up whose only history is that the deployed tree came before the other two. So
 * nothing between the deployed commit and the base comes along, and no history is needed.
 */
export async function fitOnto(
  repository: Repository,
  asked: { deployed: string; patched: string; tip: string; paths: readonly string[] },
): Promise<Fit> {
  const commit = async (tree: string, ...parents: string[]) => {
    const args = ['commit-tree', '--no-gpg-sign', `${tree}^{tree}`, ...parents.flatMap((parent) => ['-p', parent])];
    return await gitText(repository, [...args, '-m', 'suture'], { env: nobody });
  };
  const before = await commit(asked.deployed);
  const ours = await commit(asked.tip, before);
  const theirs = await commit(asked.patched, before);
  const merge = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const { code, stdout } = await git(repository, [...plain.flatMap((setting) => ['-c', setting]), ...merge]);
  const [tree = '', ...files] = stdout
    .toString('utf8')
    .split('\0')
    .map((part) => part.trim());
  if ((code !== 0 && code !== 1) || !/^[0-9a-f]{40,64}$/.test(tree)) return { kind: 'unknown' };
  if (code === 1) return { kind: 'conflict', tree, files: [...new Set(files.filter(Boolean))] };
  if (tree !== (await gitText(repository, ['rev-parse', `${asked.tip}^{tree}`]))) return { kind: 'clean', tree };
  const found = await git(repository, ['log', '-1', '--format=%H', asked.tip, '--', ...asked.paths]);
  return { kind: 'upstream', commit: found.stdout.toString('utf8').trim() || asked.tip };
}
