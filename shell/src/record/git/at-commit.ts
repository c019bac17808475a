import type { Repository } from './repository.ts';
import { git, gitText } from './run.ts';

/** Lists what is at the top of a commit and directly in some folders, which end with a slash; as paths. */
export async function listedAt(
  repository: Repository,
  commit: string,
  folders: readonly string[],
): Promise<readonly string[]> {
  const list = ['ls-tree', '-z', '--name-only', commit];
  const listed = [await git(repository, list), await git(repository, [...list, '--', ...folders])];
  return listed.flatMap(({ stdout }) => stdout.toString('utf8').split('\0'));
}

/** Reads a file of a commit as text; empty where it cannot be read. */
export async function textAt(repository: Repository, commit: string, path: string): Promise<string> {
  const { code, stdout } = await git(repository, ['cat-file', 'blob', `${commit}:${path}`]);
  return code === 0 ? stdout.toString('utf8') : '';
}

/** One entry of the tree of a commit. */
export interface Entry {
  readonly mode: string;
  readonly blob: string;
}

/** Finds what a commit has at a path; undefined where it has nothing. */
export async function entryAt(repository: Repository, commit: string, path: string): Promise<Entry | undefined> {
  const listed = await gitText(repository, ['ls-tree', '-z', '--full-tree', commit, '--', path]);
  for (const line of listed.split('\0')) {
    const tab = line.indexOf('\t');
    const [mode, , blob] = line.slice(0, tab).split(' ');
    if (tab > 0 && line.slice(tab + 1) === path && mode && blob) return { mode, blob };
  }
  return undefined;
}
