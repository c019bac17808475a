import type { Repository } from './repository.ts';
import { git } from './run.ts';

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
