import { basename, relative, resolve, sep } from 'node:path';
import { Failure } from '../failure.ts';
import { deployedRevision } from './deployed-revision.ts';
import { assertText } from './edited-file.ts';
import { openCheckout } from './git.ts';
import { liveChanges, liveFiles } from './live.ts';
import type { SourceChannel } from './source-channel.ts';
import { deployedTree, type Tree } from './tree.ts';

/** A file of the repository as the process runs it: the deployed commit with the live patches. */
export interface RunningFile {
  /** Below the root of the repository, with `/`. */
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
}

/** Reads a file as it runs. The name is a path, from the folder or from the root, or the end of a path that only one file has. */
export async function runningFile(channel: SourceChannel, folder: string, name: string): Promise<RunningFile> {
  const { revision, patches } = await deployedRevision(channel);
  const checkout = await openCheckout(folder);
  const [tree, changes] = await Promise.all([deployedTree(checkout, revision), liveChanges(channel, patches)]);
  const live = liveFiles(changes);
  const path = findPath(tree, live, relative(checkout.root, resolve(checkout.folder, name)).split(sep).join('/'), name);
  const entry = tree.entries.get(path);
  const mode = entry?.mode ?? '100644';
  const patched = live.get(path);
  const content =
    patched ?? (entry === undefined ? Buffer.alloc(0) : await checkout.read(['cat-file', 'blob', entry.id]));
  assertText(path, mode, [content]);
  return { path, mode, content };
}

function findPath(tree: Tree, live: ReadonlyMap<string, Buffer | null>, fromFolder: string, name: string): string {
  const paths = [...new Set([...tree.entries.keys(), ...live.keys()])].filter((path) => live.get(path) !== null);
  const known = new Set(paths);
  const exact = [fromFolder, name].find((path) => known.has(path));
  if (exact !== undefined) return exact;
  const fitting = paths.filter((path) => path.endsWith(`/${name}`));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new Failure('ambiguous_file', `${name} may be ${fitting.slice(0, 5).join(', ')}.`, {
      hint: 'Give more of the path.',
      exit: 'usage',
    });
  }
  const stem = basename(name).replace(/\.[^.]*$/, '');
  const alike = paths.filter((path) => basename(path).startsWith(stem)).slice(0, 3);
  throw new Failure('no_such_file', `The deployed commit ${tree.commit.slice(0, 10)} has no ${name}.`, {
    hint: alike.length > 0 ? `Was it ${alike.join(' or ')}?` : 'Name a source file of the repository.',
    exit: 'usage',
  });
}
