import { join } from 'node:path';
import type { LoadedModule } from '@suture/protocol/process.js';
import { chooseFilePipeline } from './choose.ts';
import { inBatches } from './in-batches.ts';
import { limits } from './limits.ts';
import type { LoadedFile } from './loading/load.ts';
import { compileAsLoaded, loadingOf } from './loading/reproduce.ts';
import { matchModules } from './match.ts';
import { missingCompiler } from './not-loaded.ts';
import type { ObjectStore } from './object-store.ts';
import { plain } from './pipelines/plain.ts';
import { strip } from './pipelines/strip.ts';
import { build } from './pipelines/tsc.ts';
import { configurationsFor, readProject } from './project.ts';
import type { Running } from './running.ts';
import { sameText } from './running-text.ts';
import type { SourceChannel } from './source-channel.ts';
import type { Tree } from './tree.ts';
import { findTypeScript } from './typescript.ts';
import { compilerInput, materialise, readCompilerInput } from './workspace.ts';

/** How a commit stands to a module: its sources compile to the text, to another one, or to no such module. */
export type CommitGives = 'same' | 'differs' | 'lacks';

/** What a commit is compared with. */
export interface Comparison {
  readonly store: ObjectStore;
  readonly channel: SourceChannel;
  readonly running: Running;
  /** An empty temporary folder to compile in; it need not exist. */
  readonly folder: string;
  /** The text that the commit should give for a module. */
  readonly text: (module: LoadedModule) => Promise<string>;
}

/** Tells what a commit gives for each loaded module, by URL, with every way of compiling that the project has. */
export async function compareWithCommit(tree: Tree, comparison: Comparison): Promise<Map<string, CommitGives>> {
  const found = new Map<string, CommitGives>(comparison.running.modules.map(({ url }) => [url, 'lacks']));
  await compareFiles(tree, comparison, found);
  if ([...found.values()].includes('differs')) await compareLoaded(tree, comparison, found);
  if ([...found.values()].some((gives) => gives !== 'same')) await compareProjects(tree, comparison, found);
  return found;
}

/** Says whether two commits hold the same for every compiler. */
export function compileAlike(one: Tree, other: Tree): boolean {
  const inputs = (tree: Tree) => new Map(compilerInput(tree).map(([path, { id }]) => [path, id]));
  const [ours, theirs] = [inputs(one), inputs(other)];
  return ours.size === theirs.size && [...ours].every(([path, id]) => theirs.get(path) === id);
}

/** Modules that stand in the repository under their own name. */
async function compareFiles(
  tree: Tree,
  { store, channel, running, text }: Comparison,
  found: Map<string, CommitGives>,
): Promise<void> {
  const matched = [...matchModules(tree.entries.keys(), running.modules)];
  const idOf = (path: string) => tree.entries.get(path)?.id ?? '';
  const blobs = await store.read(matched.map(([path]) => idOf(path)));
  const stripping = strip(channel, async () => []);
  await inBatches(matched, limits.maxCalls, async ([path, module]) => {
    found.set(module.url, 'differs');
    const source = blobs.get(idOf(path))?.toString('utf8') ?? '';
    const pipeline = chooseFilePipeline(await running.source(module), plain, stripping);
    if (pipeline === stripping && (await stripping.mistakes(path, source)).length > 0) return;
    if (sameText(await pipeline.compile(source), await text(module))) found.set(module.url, 'same');
  });
}

/** Modules that the service's own loaders compile. */
async function compareLoaded(
  tree: Tree,
  { store, channel, running, text, folder }: Comparison,
  found: Map<string, CommitGives>,
): Promise<void> {
  const loading = await loadingOf(channel);
  if (loading === undefined) return;
  const matched = [...matchModules(tree.entries.keys(), running.modules)].filter(
    ([, { url }]) => found.get(url) === 'differs',
  );
  const loaded = join(folder, 'loaded');
  await materialise(loaded, await readCompilerInput(store, tree), store.checkout);
  // Without its loaders here, a module stays one that cannot be told to be the same.
  const made = await compileAsLoaded(loading, loaded, matched).catch(() => new Map<string, LoadedFile>());
  for (const [path, module] of matched) {
    const file = made.get(path);
    if (file !== undefined && file.error === undefined && sameText(file.text, await text(module)))
      found.set(module.url, 'same');
  }
}

/** Modules that the project's own compiler makes. */
async function compareProjects(
  tree: Tree,
  { store, running, text, folder }: Comparison,
  found: Map<string, CommitGives>,
): Promise<void> {
  const paths = [...tree.entries.keys()];
  const configurations = configurationsFor(paths, paths);
  if (configurations.length === 0) return;
  const typescript = await findTypeScript(store.checkout.root);
  if (typescript === undefined) throw missingCompiler(configurations[0] ?? '');
  const built = join(folder, 'built');
  await materialise(built, await readCompilerInput(store, tree), store.checkout);
  for (const path of configurations.slice(0, limits.maxProjects)) {
    if ([...found.values()].every((gives) => gives === 'same')) return;
    const project = await readProject(typescript, built, path);
    if (project?.emits !== true) continue;
    const { outputs } = await build(typescript, built, project, false);
    for (const [output, module] of matchModules(outputs.keys(), running.modules)) {
      if (found.get(module.url) === 'same') continue;
      const same = sameText(outputs.get(output) ?? '', await text(module));
      found.set(module.url, same ? 'same' : 'differs');
    }
  }
}
