import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { EditedFile } from './edited-file.ts';
import type { Checkout } from './git.ts';
import type { ObjectStore } from './object-store.ts';

const endings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.tsx', '.jsx', '.json'];

/** Files that the edit begins to import and that no commit has, and by path of each the file that imports it. */
export interface NewImports {
  readonly files: readonly EditedFile[];
  readonly importers: ReadonlyMap<string, string>;
}

/**
 * Finds the files that an edit begins to import and that its record would lack: those of the working tree that `isKnown` does
 * not know. Without them the commit would not build, though the process, which reads them from its own disk, works.
 */
export async function newImports(
  store: ObjectStore,
  edited: readonly EditedFile[],
  isKnown: (path: string) => boolean,
): Promise<NewImports> {
  const added: EditedFile[] = [];
  const importers = new Map<string, string>();
  const given = new Map(edited.map((file) => [file.path, file]));
  for (const file of edited) if (file.base !== null) await follow(file, file.path);
  return { files: added, importers };

  async function follow({ path, base, edited: text }: EditedFile, importer: string): Promise<void> {
    for (const candidates of addedNames(path, base, text)) {
      const found = candidates.some(isKnown) ? undefined : await firstFile(store.checkout, candidates);
      if (found === undefined || importers.has(found)) continue;
      importers.set(found, importer);
      const file = given.get(found) ?? {
        path: found,
        mode: '100644',
        base: null,
        edited: await asCommitted(store, found),
      };
      if (!given.has(found)) added.push(file);
      await follow(file, importer);
    }
  }
}

/** The relative names that an edit adds to a file, each as the paths that it may stand for. */
function addedNames(path: string, base: Buffer | null, edited: Buffer | null): string[][] {
  const [before, after] = [base, edited].map((bytes) => {
    const text = bytes?.toString('utf8') ?? '';
    return new Set([...text.matchAll(/(['"`])(\.{1,2}\/[^'"`\n]+)\1/g)].map(([, , name]) => name ?? ''));
  });
  return [...(after ?? [])]
    .filter((name) => !before?.has(name))
    .map((name) => candidatesFor(posix.join(posix.dirname(path), name)))
    .filter(([first]) => first?.startsWith('..') === false);
}

function candidatesFor(path: string): string[] {
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts');
  const folders = endings.map((ending) => `${path}/index${ending}`);
  return [path, typed, path.replace(/\.jsx?$/, '.tsx'), ...endings.map((ending) => path + ending), ...folders];
}

/** The first that is a file of the working tree; what git ignores is made by a build, and no file of a record. */
async function firstFile(checkout: Checkout, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await lstat(join(checkout.root, path)).catch(() => undefined);
    if (found?.isFile()) return (await checkout.run(['check-ignore', '-q', path])).code === 0 ? undefined : path;
  }
  return undefined;
}

/** Git itself reads it, so that line ends come out as a commit would hold them. */
async function asCommitted(store: ObjectStore, path: string): Promise<Buffer | null> {
  const id = (await store.checkout.read(['hash-object', '-w', '--', path], { env: store.env })).toString('utf8').trim();
  return (await store.read([id])).get(id) ?? null;
}
