import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { indexEntries } from './edit.ts';
import { assertText, type EditedFile } from './edited-file.ts';
import { lastLine } from './git.ts';
import type { ObjectStore } from './object-store.ts';
import type { Tree } from './tree.ts';

/** Reads the edit from a diff that was made against one of the given trees. */
export async function readDiffFile(store: ObjectStore, trees: readonly Tree[], file: string): Promise<EditedFile[]> {
  const { checkout } = store;
  const path = resolve(checkout.folder, file);
  const diff = await readFile(path).catch((error: unknown) => {
    throw new Failure('no_such_file', `The diff ${file} cannot be read: ${(error as Error).message}`, {
      hint: `Paths count from ${checkout.folder}.`,
      exit: 'usage',
      cause: error,
    });
  });
  let complaint = '';
  for (const tree of byLikelihood(trees, diff)) {
    const env = { ...store.env, GIT_INDEX_FILE: store.newIndex() };
    await checkout.read(['read-tree', tree.commit], { env });
    const applied = await checkout.run(['apply', '--cached', '--whitespace=nowarn', '-'], { env, input: diff });
    if (applied.code === 0) return await editedFiles(store, tree, env);
    complaint ||= lastLine(applied.stderr);
  }
  throw new Failure(
    'diff_does_not_apply',
    `The diff ${file} applies neither to the deployed commit nor to HEAD: ${complaint}`,
    {
      hint: 'Make it with `git diff HEAD` in this checkout, or against the deployed commit.',
      exit: 'no',
    },
  );
}

/** A diff names the blobs that it was made from; the tree that has more of them comes first. */
function byLikelihood(trees: readonly Tree[], diff: Buffer): Tree[] {
  const from = [...diff.toString('latin1').matchAll(/^index ([0-9a-f]{7,64})\.\./gm)].map(
    (match) => match[1] as string,
  );
  const known = (tree: Tree) => {
    const ids = [...tree.entries.values()].map((entry) => entry.id);
    return from.filter((start) => ids.some((id) => id.startsWith(start))).length;
  };
  return trees
    .map((tree) => ({ tree, score: known(tree) }))
    .sort((a, b) => b.score - a.score)
    .map(({ tree }) => tree);
}

async function editedFiles(store: ObjectStore, tree: Tree, env: NodeJS.ProcessEnv): Promise<EditedFile[]> {
  const now = await indexEntries(store.checkout, env);
  const paths = [...new Set([...tree.entries.keys(), ...now.keys()])];
  const changed = paths.filter((path) => tree.entries.get(path)?.id !== now.get(path)?.id);
  if (changed.length === 0) {
    throw new Failure('nothing_edited', 'The diff changes no file.', {
      hint: 'Check the file given to --diff.',
      exit: 'usage',
    });
  }
  for (const path of changed) assertText(path, (now.get(path) ?? tree.entries.get(path))?.mode ?? '100644', []);
  const ids = changed.flatMap((path) => [tree.entries.get(path)?.id, now.get(path)?.id]);
  const blobs = await store.read(ids.filter((id) => id !== undefined));
  return changed.map((path) => {
    const before = tree.entries.get(path);
    const after = now.get(path);
    const base = before === undefined ? null : (blobs.get(before.id) ?? null);
    const edited = after === undefined ? null : (blobs.get(after.id) ?? null);
    const mode = (before ?? after)?.mode ?? '100644';
    assertText(path, mode, [base, edited]);
    return { path, mode, base, edited };
  });
}
