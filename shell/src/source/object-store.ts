import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout } from './git.ts';
import type { TreeEntry } from './tree.ts';

/** Git objects of the checkout to read, and a temporary place for new ones: the checkout's own store stays as it is. */
export interface ObjectStore {
  readonly checkout: Checkout;
  /** Environment that makes git write new objects to the temporary place. */
  readonly env: NodeJS.ProcessEnv;
  /** Path of a private index that nothing else uses. */
  newIndex(): string;
  /** Stores bytes as they are, without filters; gives the names of the blobs. */
  write(blobs: readonly Buffer[]): Promise<string[]>;
  /** Reads blobs by name. */
  read(ids: readonly string[]): Promise<Map<string, Buffer>>;
  /** Writes a tree of just these files; gives its name. */
  tree(entries: ReadonlyMap<string, TreeEntry>): Promise<string>;
}

/** Opens an object store in a temporary folder. */
export async function openObjectStore(checkout: Checkout, folder: string): Promise<ObjectStore> {
  const objects = join(folder, 'objects');
  await mkdir(objects, { recursive: true });
  const env = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(checkout.objects) };
  let files = 0;
  const newIndex = () => join(folder, `index-${files++}`);
  return {
    checkout,
    env,
    newIndex,
    read: (ids) => readBlobs(checkout, env, ids),
    async write(blobs) {
      if (blobs.length === 0) return [];
      const paths = blobs.map(() => join(folder, `blob-${files++}`));
      await Promise.all(paths.map((path, at) => writeFile(path, blobs[at] as Buffer)));
      const named = await checkout.read(['hash-object', '-w', '--no-filters', '--', ...paths], { env });
      return named.toString('utf8').trim().split('\n');
    },
    async tree(entries) {
      const index = { ...env, GIT_INDEX_FILE: newIndex() };
      const lines = [...entries].map(([path, { mode, id }]) => `${mode} ${id}\t${path}\0`);
      await checkout.read(['update-index', '-z', '--index-info'], { env: index, input: lines.join('') });
      return (await checkout.read(['write-tree'], { env: index })).toString('utf8').trim();
    },
  };
}

async function readBlobs(
  checkout: Checkout,
  env: NodeJS.ProcessEnv,
  ids: readonly string[],
): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return blobs;
  const answer = await checkout.read(['cat-file', '--batch'], { env, input: `${wanted.join('\n')}\n` });
  let at = 0;
  for (const id of wanted) {
    const end = answer.indexOf(10, at);
    const header = answer.toString('utf8', at, end).split(' ');
    if (header[1] !== 'blob') throw new Error(`git cat-file: expected the blob ${id}, got ${header.join(' ')}`);
    const size = Number(header[2]);
    blobs.set(id, answer.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}
