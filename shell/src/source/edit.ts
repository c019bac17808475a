import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Failure } from '../failure.ts';
import { assertText, isCode, notPatchable, type WorkingEdit } from './edited-file.ts';
import type { Checkout } from './git.ts';
import type { ObjectStore } from './object-store.ts';
import type { Tree, TreeEntry } from './tree.ts';

/**
 * Reads the edit from the working tree: its difference from HEAD for the named files, or for every tracked file.
 * Git itself reads the files, through an index of our own, so that line ends come out as a commit would hold them.
 */
export async function readEdit(store: ObjectStore, head: Tree, files: readonly string[]): Promise<WorkingEdit> {
  const { checkout } = store;
  const modified = await modifiedFiles(checkout);
  const named = files.length === 0 ? undefined : await namedFiles(checkout, files, modified);
  const { paths, leftOut } = codeFirst(named ?? { exact: new Set(), below: new Set(modified) });
  if (paths.length === 0) throw nothingEdited(files);
  await assertRegular(checkout, head, paths);

  const env = { ...store.env, GIT_INDEX_FILE: store.newIndex() };
  const known = paths.flatMap((path) => {
    const entry = head.entries.get(path);
    return entry === undefined ? [] : [`${entry.mode} ${entry.id}\t${path}\0`];
  });
  await checkout.read(['update-index', '-z', '--index-info'], { env, input: known.join('') });
  const names = paths.map((path) => `${path}\0`).join('');
  await checkout.read(['update-index', '--add', '--remove', '-z', '--stdin'], { env, input: names });
  const now = await indexEntries(checkout, env);

  const changed = paths.filter((path) => now.get(path)?.id !== head.entries.get(path)?.id);
  if (changed.length === 0) throw nothingEdited(files);
  const blobs = await store.read(
    changed.flatMap((path) => [now.get(path)?.id, head.entries.get(path)?.id]).filter((id) => id !== undefined),
  );
  const edited = changed.map((path) => {
    const [base, edited] = [head.entries.get(path), now.get(path)].map((entry) =>
      entry === undefined ? null : (blobs.get(entry.id) ?? null),
    );
    const mode = (head.entries.get(path) ?? now.get(path))?.mode ?? '100644';
    assertText(path, mode, [base ?? null, edited ?? null]);
    return { path, mode, base: base ?? null, edited: edited ?? null };
  });
  return { files: edited, leftOut };
}

/** Lists the entries of an index. */
export async function indexEntries(checkout: Checkout, env: NodeJS.ProcessEnv): Promise<Map<string, TreeEntry>> {
  const listed = (await checkout.read(['ls-files', '--stage', '-z'], { env })).toString('utf8');
  const entries = new Map<string, TreeEntry>();
  for (const line of listed.split('\0').filter(Boolean)) {
    const tab = line.indexOf('\t');
    const [mode = '', id = ''] = line.slice(0, tab).split(' ');
    entries.set(line.slice(tab + 1), { mode, id });
  }
  return entries;
}

async function modifiedFiles(checkout: Checkout): Promise<string[]> {
  const flags = ['--name-only', '--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '-z'];
  const listed = await checkout.read(['diff', ...flags, 'HEAD', '--']);
  return listed.toString('utf8').split('\0').filter(Boolean);
}

interface Named {
  /** Files that were named one by one. */
  readonly exact: ReadonlySet<string>;
  /** Modified files below what was named, or all of them where nothing was. */
  readonly below: ReadonlySet<string>;
}

/** A README that changed beside the code is no reason to refuse the fix; named, it goes into the record with it. */
function codeFirst({ exact, below }: Named): { paths: string[]; leftOut: string[] } {
  const others = [...below].filter((path) => !exact.has(path));
  const code = others.filter(isCode);
  // Without any code there is something wrong, which is said of each file.
  if (exact.size + code.length === 0) return { paths: others, leftOut: [] };
  return { paths: [...exact, ...code], leftOut: others.filter((path) => !isCode(path)) };
}

/** Turns what the engineer named into paths of the repository; a folder stands for the modified files below it. */
async function namedFiles(checkout: Checkout, files: readonly string[], modified: readonly string[]): Promise<Named> {
  const exact = new Set<string>();
  const below = new Set<string>();
  for (const file of files) {
    const path = await repositoryPath(checkout, file);
    const prefix = path === '' ? '' : `${path}/`;
    const inside = modified.filter((one) => one.startsWith(prefix));
    const found = await lstat(join(checkout.root, path)).catch(() => undefined);
    if (found?.isDirectory() && inside.length > 0) for (const one of inside) below.add(one);
    else if (found !== undefined || modified.includes(path)) exact.add(path);
    else {
      throw new Failure('no_such_file', `${file} is neither in the working tree nor in HEAD.`, {
        hint: `Paths count from ${checkout.folder}.`,
        exit: 'usage',
      });
    }
  }
  return { exact, below };
}

async function repositoryPath(checkout: Checkout, file: string): Promise<string> {
  const absolute = resolve(checkout.folder, file);
  // Only the folder is resolved: a link is to be seen as the link that it is.
  const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
  const path = relative(checkout.root, absolute === checkout.root ? absolute : join(folder, basename(absolute)));
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) || path.split(sep)[0] === '.git') {
    throw new Failure('outside_repository', `${file} is outside the repository ${checkout.root}.`, {
      hint: 'Name files of the checkout of the service, or start suture inside that checkout.',
      exit: 'usage',
    });
  }
  return path.split(sep).join('/');
}

/** Refuses what git would not store as the text that the file holds. */
async function assertRegular(checkout: Checkout, head: Tree, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    assertText(path, head.entries.get(path)?.mode ?? '100644', []);
    const found = await lstat(join(checkout.root, path)).catch(() => undefined);
    if (found?.isSymbolicLink()) throw notPatchable(path, 'a symbolic link');
    if (found?.isDirectory()) throw notPatchable(path, 'a folder without modified files');
    if (found !== undefined && !found.isFile()) throw notPatchable(path, 'not a regular file');
  }
  const input = paths.map((path) => `${path}\0`).join('');
  const answer = (await checkout.read(['check-attr', '-z', '--stdin', 'filter'], { input }))
    .toString('utf8')
    .split('\0');
  for (let at = 0; at + 2 < answer.length; at += 3) {
    const value = answer[at + 2] ?? '';
    if (value !== 'unspecified' && value !== 'unset')
      throw notPatchable(answer[at] ?? '', `stored through the filter "${value}"`);
  }
}

function nothingEdited(files: readonly string[]): Failure {
  const where =
    files.length === 0
      ? 'No tracked file'
      : files.length === 1
        ? `${files[0]} is not edited: it`
        : 'None of the named files';
  const verb = files.length === 1 ? 'is as in HEAD' : 'differs from HEAD';
  return new Failure('nothing_edited', `${where} ${verb}.`, {
    hint: 'Edit the source in the checkout and save it; committed work is not part of the edit. A new file has to be named.',
    exit: 'usage',
  });
}
