import { chooseFilePipeline } from './choose.ts';
import { openCheckout } from './git.ts';
import { inBatches } from './in-batches.ts';
import { limits } from './limits.ts';
import { matchModules } from './match.ts';
import { missingCompiler } from './not-loaded.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { plain } from './pipelines/plain.ts';
import { strip } from './pipelines/strip.ts';
import { build } from './pipelines/tsc.ts';
import { configurationsFor, readProject } from './project.ts';
import type { Running } from './running.ts';
import { sameText } from './running-text.ts';
import { inScratch } from './scratch.ts';
import type { SourceChannel } from './source-channel.ts';
import { deployedTree, type Tree } from './tree.ts';
import { findTypeScript } from './typescript.ts';
import { compilerInput, materialise } from './workspace.ts';
import { join } from 'node:path';

/** Gives the URLs of the modules that no pipeline makes from the deployed commit as they were loaded. */
export async function differFromCommit(
  folder: string,
  revision: string,
  channel: SourceChannel,
  running: Running,
): Promise<Set<string>> {
  const checkout = await openCheckout(folder);
  return await inScratch(async (scratch) => {
    const store = await openObjectStore(checkout, scratch);
    const tree = await deployedTree(checkout, revision);
    const open = new Set(running.modules.map(({ url }) => url));
    await compareFiles(store, tree, channel, running, open);
    if (open.size > 0) await compareProjects(store, tree, running, open, join(scratch, 'deployed'));
    return open;
  });
}

/** Takes off the modules that stand in the repository under their own name. */
async function compareFiles(
  store: ObjectStore,
  tree: Tree,
  channel: SourceChannel,
  running: Running,
  open: Set<string>,
): Promise<void> {
  const matched = [...matchModules(tree.entries.keys(), running.modules)];
  const idOf = (path: string) => tree.entries.get(path)?.id ?? '';
  const blobs = await store.read(matched.map(([path]) => idOf(path)));
  const stripping = strip(channel, async () => []);
  await inBatches(matched, limits.maxCalls, async ([path, module]) => {
    const source = await running.source(module);
    const text = blobs.get(idOf(path))?.toString('utf8') ?? '';
    const pipeline = chooseFilePipeline(source, plain, stripping);
    if (pipeline === stripping && (await stripping.mistakes(path, text)).length > 0) return;
    if (sameText(await pipeline.compile(text), source.loaded)) open.delete(module.url);
  });
}

/** Takes off the modules that the project's own compiler makes. */
async function compareProjects(
  store: ObjectStore,
  tree: Tree,
  running: Running,
  open: Set<string>,
  folder: string,
): Promise<void> {
  const paths = [...tree.entries.keys()];
  const configurations = configurationsFor(paths, paths);
  if (configurations.length === 0) return;
  const typescript = await findTypeScript(store.checkout.root);
  if (typescript === undefined) throw missingCompiler(configurations[0] ?? '');
  await materialise(folder, await compilerInput(store, tree), store.checkout);
  for (const path of configurations.slice(0, limits.maxProjects)) {
    if (open.size === 0) return;
    const project = await readProject(typescript, folder, path);
    if (project?.emits !== true) continue;
    const { outputs } = await build(typescript, folder, project, false);
    for (const [output, module] of matchModules(outputs.keys(), running.modules)) {
      if (!open.has(module.url)) continue;
      const { loaded } = await running.source(module);
      if (sameText(outputs.get(output) ?? '', loaded)) open.delete(module.url);
    }
  }
}
