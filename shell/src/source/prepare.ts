import { Failure } from '../failure.ts';
import { diffEdit } from './canonical-diff.ts';
import { compileEdit } from './compile-edit.ts';
import { deployedRevision } from './deployed-revision.ts';
import { readDiffFile } from './diff-file.ts';
import { readEdit } from './edit.ts';
import { type EditedFile, isCode, type WorkingEdit } from './edited-file.ts';
import { openCheckout } from './git.ts';
import { filesOfOthers, liveChanges, liveFiles } from './live.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { newImports } from './new-imports.ts';
import type { PreparedEdit } from './prepared.ts';
import { rebaseEdit, rebaseReview } from './rebase.ts';
import { inScratch } from './scratch.ts';
import type { SourceChannel } from './source-channel.ts';
import { deployedTree, type Tree, treeAt } from './tree.ts';

/** Which edit to prepare. */
export interface EditRequest {
  /** A folder in the engineer's checkout; relative paths count from it. */
  readonly checkout: string;
  /** Files or folders to take from the working tree; none means every modified tracked file. */
  readonly files: readonly string[];
  /** A file with a git diff against HEAD or the deployed commit, instead of the working tree. */
  readonly diff?: string | undefined;
  /** Texts that lie nowhere in the working tree, instead of it. */
  readonly drafts?: readonly EditedFile[] | undefined;
  /** What people have made of a patch in review, instead of the working tree, and the request that has it. */
  readonly reviewed?: { readonly files: readonly EditedFile[]; readonly request: string | undefined } | undefined;
  /** Whether the project's own type check is asked. */
  readonly typeCheck: boolean;
}

/**
 * Turns the engineer's edit into the JavaScript that the process would run. Touches neither the process nor the checkout.
 *
 * The record of a patch always stands on the deployed commit: `revision` names it, `before` holds its files. `after` and the
 * diff hold the file with every live patch and this edit, so that the newest record of a file alone tells what runs.
 */
export async function prepareEdit(request: EditRequest, channel: SourceChannel): Promise<PreparedEdit> {
  const { revision, patches } = await deployedRevision(channel);
  const checkout = await openCheckout(request.checkout);
  return await inScratch(async (folder) => {
    const store = await openObjectStore(checkout, folder);
    const [deployed, head, changes] = await Promise.all([
      deployedTree(checkout, revision),
      treeAt(checkout, 'HEAD'),
      liveChanges(channel, patches),
    ]);
    const live = liveFiles(changes);
    const based = head ?? deployed;
    const given = request.drafts ?? request.reviewed?.files;
    const read = given ? { files: given, leftOut: [] } : await readFiles(request, store, deployed, based);
    // What was made in review is whole, and lies in no working tree.
    const isKnown = (path: string) => request.reviewed !== undefined || live.has(path) || deployed.entries.has(path);
    const added = await newImports(store, read.files, isKnown);
    const files = [...read.files, ...added.files];
    const ids = files.flatMap(({ path }) => deployed.entries.get(path)?.id ?? []);
    const blobs = await store.read(ids);
    const told = await checkout.run(['config', '--get', 'user.email']);
    const email = told.stdout.toString('utf8').trim();
    // Without an identity nobody is told apart; no patch is loaded without one.
    const others = email === '' ? new Set<string>() : filesOfOthers(changes, email);
    const rebase = request.reviewed === undefined ? rebaseEdit : rebaseReview;
    const edits = await rebase(files, {
      isOthers: (path) => others.has(path),
      checkout,
      folder,
      live,
      deployed: (path) => blobs.get(deployed.entries.get(path)?.id ?? '') ?? null,
    });
    const diffs = await diffEdit(store, edits);
    const { typeCheck } = request;
    const { importers } = added;
    const compiled = await compileEdit({ channel, store, folder, deployed, live, edits, importers, typeCheck });
    if (compiled.modules.length === 0) throw changesNothing();
    return {
      ...compiled,
      origin: {
        revision: deployed.commit,
        diff: diffs.canonical.toString('base64'),
        files: edits.map(({ path, deployed: before, after }) => ({
          path,
          before: base64(before),
          after: base64(after),
        })),
        request: request.reviewed?.request,
      },
      preview: diffs.preview,
      leftOut: read.leftOut,
      recordOnly: edits.map(({ path }) => path).filter((path) => !isCode(path) && !importers.has(path)),
      imported: edits.map(({ path }) => path).filter((path) => importers.has(path)),
    };
  });
}

async function readFiles(
  { diff, files }: EditRequest,
  store: ObjectStore,
  deployed: Tree,
  based: Tree,
): Promise<WorkingEdit> {
  if (diff === undefined) return await readEdit(store, based, files);
  return { files: await readDiffFile(store, [deployed, based], diff), leftOut: [] };
}

function base64(bytes: Buffer | null): string | null {
  return bytes?.toString('base64') ?? null;
}

function changesNothing(): Failure {
  return new Failure(
    'changes_nothing',
    'The edit changes types or comments only: the running code would stay as it is.',
    {
      hint: 'Nothing needs to be loaded; commit the edit as usual.',
      exit: 'no',
    },
  );
}
