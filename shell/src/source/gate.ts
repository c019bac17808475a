import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Patch } from '@suture/protocol/patch.js';
import { Failure } from '../failure.ts';
import { bytesOf } from './bytes-of.ts';
import { type Holding, holds } from './contains.ts';
import { type Checkout, openCheckout } from './git.ts';
import { openObjectStore } from './object-store.ts';
import { inScratch } from './scratch.ts';
import type { SourceChannel } from './source-channel.ts';
import { deployedTree } from './tree.ts';

/** How a build stands to one live patch. */
export interface GatedPatch {
  readonly id: string;
  readonly why: string;
  readonly record: Patch['record'];
  /** `contains`; `lacks`: deploying it would lose the patch; `differs`: it has other code in the same lines. */
  readonly build: Holding;
  /** The first file that says so. */
  readonly path: string;
}

/** Compares each live patch of a process with a build that is about to be deployed: a folder, or a commit. */
export async function gate(folder: string, build: string, channel: SourceChannel): Promise<GatedPatch[]> {
  const live = (await channel.call('patches', {})).filter(({ state }) => state === 'live');
  const isFolder = (await stat(resolve(folder, build)).catch(() => undefined))?.isDirectory() === true;
  const checkout = await openCheckout(folder);
  return await inScratch(async (scratch) => {
    const where = { checkout, folder: scratch };
    const gated: GatedPatch[] = [];
    const commit = isFolder ? undefined : await readCommit(checkout, build, scratch);
    for (const patch of live) {
      const found: { path: string; build: Holding }[] = [];
      if (commit) {
        const { files } = await channel.call('origin', { id: patch.id });
        for (const file of files) {
          const change = { before: bytesOf(file.before), after: bytesOf(file.after) };
          found.push({ path: file.path, build: await holds(await commit(file.path), change, where) });
        }
      } else {
        for (const module of patch.modules) {
          found.push({ path: module, build: await inFolder(resolve(folder, build), module, channel, where) });
        }
      }
      const worst =
        found.find((one) => one.build === 'differs') ?? found.find((one) => one.build === 'lacks') ?? found[0];
      const { id, why, record } = patch;
      gated.push({ id, why, record, build: worst?.build ?? 'lacks', path: worst?.path ?? '' });
    }
    return gated;
  });
}

async function readCommit(
  checkout: Checkout,
  build: string,
  scratch: string,
): Promise<(path: string) => Promise<Buffer | null>> {
  const named = await checkout.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${build}^{commit}`]);
  const wanted = named.code === 0 ? named.stdout.toString('utf8').trim() : build;
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(wanted)) {
    throw new Failure('no_build', `${build} is neither a folder nor a commit that this checkout knows.`, {
      hint: 'Give the folder of the build, or a commit, a branch or a tag.',
      exit: 'usage',
    });
  }
  const tree = await deployedTree(checkout, wanted);
  const store = await openObjectStore(checkout, scratch);
  return async (path) => {
    const id = tree.entries.get(path)?.id;
    return id === undefined ? null : ((await store.read([id])).get(id) ?? null);
  };
}

async function inFolder(
  build: string,
  path: string,
  channel: SourceChannel,
  where: { readonly checkout: Checkout; readonly folder: string },
): Promise<Holding> {
  const { source, loaded, stripped } = await channel.call('source', { module: path });
  const text = await findText(build, path);
  if (text === undefined) return 'lacks';
  const made = stripped ? (await channel.call('strip', { source: text })).source : text;
  return holds(Buffer.from(made), { before: Buffer.from(loaded), after: Buffer.from(source) }, where);
}

/** The build may be the whole folder of the process, or a part of it (`dist`). */
async function findText(build: string, path: string): Promise<string | undefined> {
  const parts = path.split('/');
  for (let from = 0; from < parts.length; from++) {
    const text = await readFile(join(build, ...parts.slice(from)), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}
