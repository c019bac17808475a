import { join } from 'node:path';
import type { LoadedModule } from '@suture/protocol/process.js';
import { type CommitGives, compareWithCommit, compileAlike } from './commit-drift.ts';
import { openCheckout } from './git.ts';
import { openObjectStore } from './object-store.ts';
import type { Running } from './running.ts';
import { inScratch } from './scratch.ts';
import type { SourceChannel } from './source-channel.ts';
import { deployedTree, type Tree } from './tree.ts';

/** What the deployed commit and the default branch give for the loaded modules, by URL. */
export interface Commits {
  /** Against what was loaded. */
  readonly deployed: ReadonlyMap<string, CommitGives>;
  /** Against what runs. */
  readonly branch: ReadonlyMap<string, CommitGives> | undefined;
}

/** Compiles the deployed commit, and the default branch where a compiler would read other files there. */
export async function compareCommits(
  folder: string,
  revision: string,
  branch: Tree | undefined,
  channel: SourceChannel,
  running: Running,
): Promise<Commits> {
  const checkout = await openCheckout(folder);
  return await inScratch(async (scratch) => {
    const store = await openObjectStore(checkout, scratch);
    const tree = await deployedTree(checkout, revision);
    const loaded = async (module: LoadedModule) => (await running.source(module)).loaded;
    const runs = async (module: LoadedModule) => (await running.source(module)).source;
    const into = { store, channel, running };
    const deployed = await compareWithCommit(tree, { ...into, folder: join(scratch, 'deployed'), text: loaded });
    if (branch === undefined) return { deployed, branch };
    const asRun = { ...into, folder: join(scratch, 'branch'), text: runs };
    if (!compileAlike(tree, branch)) return { deployed, branch: await compareWithCommit(branch, asRun) };
    const alike = running.modules.map(({ url, patched }): [string, CommitGives] => {
      const gives = deployed.get(url) ?? 'lacks';
      return [url, patched && gives === 'same' ? 'differs' : gives];
    });
    return { deployed, branch: new Map(alike) };
  });
}
