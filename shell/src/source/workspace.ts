import { mkdir, readdir, readlink, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Checkout } from './git.ts';
import { inBatches } from './in-batches.ts';
import { limits } from './limits.ts';
import type { ObjectStore } from './object-store.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** What a compiler may read: sources, declarations, settings. */
const readByCompilers = /\.(?:[cm]?[jt]s|[jt]sx|json|jsonc)$/;

/** Gives the files of a commit that a compiler may read. */
export function compilerInput(tree: Tree): [path: string, entry: TreeEntry][] {
  return [...tree.entries].filter(([path, { mode }]) => mode.startsWith('100') && readByCompilers.test(path));
}

/** Reads the files of a commit that a compiler may need. */
export async function readCompilerInput(store: ObjectStore, tree: Tree): Promise<Map<string, Buffer>> {
  const wanted = compilerInput(tree);
  const blobs = await store.read(wanted.map(([, { id }]) => id));
  return new Map(wanted.map(([path, { id }]) => [path, blobs.get(id) as Buffer]));
}

/** Writes files into a folder and links the packages that the checkout has installed. */
export async function materialise(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  checkout: Checkout,
): Promise<void> {
  const folders = new Set([...files.keys()].map((path) => join(folder, dirname(path))));
  await mkdir(folder, { recursive: true });
  await inBatches([...folders], limits.maxOpenFiles, (path) => mkdir(path, { recursive: true }));
  await inBatches([...files], limits.maxOpenFiles, ([path, content]) => writeFile(join(folder, path), content));
  const packages = new Set([
    '',
    ...[...files.keys()].filter((path) => path.endsWith('/package.json')).map((path) => dirname(path)),
  ]);
  await inBatches([...packages], limits.maxOpenFiles, (path) => linkPackages(folder, path, checkout));
}

/**
 * Links one `node_modules`. Packages of a workspace are links into the checkout, where undeployed work stands: those are made
 * to point into the copy, which means that the links have to be made one by one.
 */
async function linkPackages(folder: string, path: string, checkout: Checkout): Promise<void> {
  const from = join(checkout.root, path, 'node_modules');
  const to = join(folder, path, 'node_modules');
  const names = await packageNames(from);
  if (names.length === 0) return;
  const inside = await inBatches(names, limits.maxOpenFiles, (name) => workspacePackage(join(from, name), checkout));
  if (inside.every((place) => place === undefined)) {
    await symlink(await realpath(from), to, 'junction').catch(ignoreExisting);
    return;
  }
  await inBatches([...names.entries()], limits.maxOpenFiles, async ([at, name]) => {
    const place = inside[at];
    await mkdir(dirname(join(to, name)), { recursive: true });
    await symlink(place === undefined ? join(from, name) : join(folder, place), join(to, name), 'junction').catch(
      ignoreExisting,
    );
  });
}

async function packageNames(folder: string): Promise<string[]> {
  const found = await readdir(folder).catch(() => [] as string[]);
  const lists = found.map(async (name) => {
    if (name === '.cache' || name === '.bin') return [];
    if (!name.startsWith('@')) return [name];
    return (await readdir(join(folder, name)).catch(() => [])).map((inner) => join(name, inner));
  });
  return (await Promise.all(lists)).flat();
}

/** Gives the folder of a workspace package below the root of the repository, or undefined for an installed one. */
async function workspacePackage(path: string, checkout: Checkout): Promise<string | undefined> {
  const link = await readlink(path).catch(() => undefined);
  const target = link === undefined ? undefined : await realpath(path).catch(() => undefined);
  if (target === undefined) return undefined;
  const place = relative(checkout.root, target);
  const parts = place.split(sep);
  return parts[0] === '..' || parts.includes('node_modules') || place === '' ? undefined : place;
}

/** The repository itself may hold the path. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
