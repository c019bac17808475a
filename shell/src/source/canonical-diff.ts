import type { ObjectStore } from './object-store.ts';
import type { SourceEdit } from './rebase.ts';
import type { TreeEntry } from './tree.ts';

/** An edit as diffs of whole trees. */
export interface EditDiffs {
  /** From the deployed commit; what the record commits. */
  readonly canonical: Buffer;
  /** From what runs; what a person is asked about. */
  readonly preview: string;
}

/** Makes the diffs of an edit; the trees hold its files only, which gives the same text as whole ones. */
export async function diffEdit(store: ObjectStore, edits: readonly SourceEdit[]): Promise<EditDiffs> {
  const contents = edits.flatMap((edit) => [edit.deployed, edit.running, edit.after]).filter((bytes) => bytes !== null);
  const unique = [...new Set(contents)];
  const ids = await store.write(unique);
  const idOf = new Map(unique.map((bytes, at) => [bytes, ids[at] as string]));
  const tree = (side: 'deployed' | 'running' | 'after') => {
    const entries = new Map<string, TreeEntry>();
    for (const edit of edits) {
      const bytes = edit[side];
      if (bytes !== null) entries.set(edit.path, { mode: edit.mode, id: idOf.get(bytes) as string });
    }
    return store.tree(entries);
  };
  const [deployed, running, after] = await Promise.all([tree('deployed'), tree('running'), tree('after')]);
  const [canonical, preview] = await Promise.all([
    diffTrees(store, ['--binary', '--full-index'], deployed, after),
    diffTrees(store, [], running, after),
  ]);
  return { canonical, preview: preview.toString('utf8') };
}

/** The plumbing command: settings of the engineer that change how `git diff` looks do not reach it. */
function diffTrees(store: ObjectStore, flags: readonly string[], from: string, to: string): Promise<Buffer> {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-renames'];
  return store.checkout.read(['diff-tree', '-r', '-p', ...plain, ...flags, from, to], { env: store.env });
}
