import { mkdir, readdir } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { type Checkout, lastLine, openCheckout } from './git.ts';
import { openObjectStore } from './object-store.ts';
import { inScratch } from './scratch.ts';
import { treeAt, type TreeEntry } from './tree.ts';

/** The tree that a process runs, made from git alone. */
export interface Rebuilt {
  /** Object name of the tree. */
  readonly tree: string;
  /** The deployed commit that it begins with. */
  readonly deployed: string;
  readonly commits: readonly { readonly id: string; readonly commit: string }[];
}

/**
 * Makes the tree of a deployed commit with some patches, from the commits that carry their ids, the oldest first, and writes
 * its files into a new folder. The checkout stays as it is.
 */
export async function rebuild(folder: string, ids: readonly string[], into: string): Promise<Rebuilt> {
  const checkout = await openCheckout(folder);
  await assertEmpty(into);
  const commits: { id: string; commit: string; deployed: string }[] = [];
  for (const id of ids.toSorted()) commits.push(await findCommit(checkout, id));
  const [{ deployed } = { deployed: '' }, ...others] = commits;
  const other = others.find((one) => one.deployed !== deployed);
  if (other) {
    throw new Failure(
      'several_builds',
      `Patch ${other.id} was made for ${other.deployed}, the first one for ${deployed}.`,
      {
        hint: 'Name patches of one build; a later build either contains a patch or has retired it.',
        exit: 'usage',
      },
    );
  }
  return await inScratch(async (scratch) => {
    const store = await openObjectStore(checkout, scratch);
    const base = await treeAt(checkout, deployed);
    const entries = new Map<string, TreeEntry>(base?.entries);
    for (const { commit } of commits) await overlay(checkout, commit, deployed, entries);
    const tree = await store.tree(entries);
    const env = { ...store.env, GIT_INDEX_FILE: store.newIndex() };
    await checkout.read(['read-tree', tree], { env });
    await mkdir(into, { recursive: true });
    await checkout.read(['checkout-index', '--all', '--force', `--prefix=${into}/`], { env });
    return { tree, deployed, commits: commits.map(({ id, commit }) => ({ id, commit })) };
  });
}

async function assertEmpty(into: string): Promise<void> {
  const there = await readdir(into).catch(() => []);
  if (there.length === 0) return;
  throw new Failure('folder_in_use', `${into} is not empty.`, {
    hint: 'Name a new folder with --into.',
    exit: 'usage',
  });
}

async function findCommit(checkout: Checkout, id: string): Promise<{ id: string; commit: string; deployed: string }> {
  const format = '--format=%H %(trailers:key=Suture-Deployed,valueonly,separator=)';
  const found = await checkout.run(['log', '--all', '--reverse', `--grep=^Suture-Id: ${id}$`, format]);
  if (found.code !== 0) throw new Error(`git log failed: ${lastLine(found.stderr)}`);
  for (const line of found.stdout.toString('utf8').split('\n')) {
    const [commit = '', deployed = ''] = line.trim().split(' ');
    const parents = commit === '' ? undefined : await checkout.run(['rev-parse', '--verify', '--quiet', `${commit}^`]);
    // One that was carried over to another base is not what ran.
    if (parents?.stdout.toString('utf8').trim() === deployed && deployed !== '') return { id, commit, deployed };
  }
  throw new Failure('unknown_patch', `No commit of this checkout is what ran as patch ${id}.`, {
    hint: 'Fetch the branches of the remote (`git fetch`), or look with `suture history`.',
    exit: 'no',
  });
}

async function overlay(
  checkout: Checkout,
  commit: string,
  deployed: string,
  entries: Map<string, TreeEntry>,
): Promise<void> {
  const told = await checkout.read(['diff-tree', '-r', '-z', '--no-renames', deployed, commit]);
  const parts = told.toString('utf8').split('\0');
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = '', , id = '', status] = (parts[at] ?? '').split(' ');
    const path = parts[at + 1] ?? '';
    if (status === 'D') entries.delete(path);
    else entries.set(path, { mode, id });
  }
}
