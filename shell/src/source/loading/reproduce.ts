import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadedModule } from '@suture/protocol/process.js';
import type { SourceChannel } from '../source-channel.ts';
import { type LoadedFile, loadWith } from './load.ts';

/** How the process was told to load its modules. */
export interface Loading {
  readonly options: readonly string[];
  /** Working directory of the process when it started. */
  readonly cwd: string;
  /** The same, relative to its root. */
  readonly place: string;
}

/** Asks the process which loaders it was started with; undefined when there are none. */
export async function loadingOf(channel: SourceChannel): Promise<Loading | undefined> {
  try {
    const { options, cwd } = await channel.call('loaders', {});
    if (options.length === 0) return undefined;
    const { root } = await channel.call('greet', {});
    return { options, cwd, place: relative(root, cwd) };
  } catch (error) {
    // An older agent.
    if ((error as { code?: unknown }).code === 'unknown_method') return undefined;
    throw error;
  }
}

/** Names the loaders, as in "not what … gives". */
export function loadersName({ options }: Loading): string {
  return `the service's own loaders (${options.join(' ')})`;
}

/** Compiles files of a materialised tree as the process would load them; by path below the tree. */
export async function compileAsLoaded(
  loading: Loading,
  tree: string,
  matched: readonly (readonly [path: string, module: LoadedModule])[],
): Promise<Map<string, LoadedFile>> {
  if (matched.length === 0) return new Map();
  const [[first, module]] = matched as [readonly [string, LoadedModule]];
  const part = first.endsWith(module.path) ? first.slice(0, first.length - module.path.length) : '';
  const wanted = join(tree, part, loading.place);
  const exists = !loading.place.startsWith('..') && (await stat(wanted).catch(() => undefined))?.isDirectory() === true;
  const files = matched.map(([path, { format }]) => ({ path: join(tree, path), format }));
  const loaded = await loadWith(loading.options, exists ? wanted : join(tree, part), files);
  const told = new Map<string, LoadedFile>();
  for (const [at, [path, { url }]] of matched.entries()) {
    const file = loaded[at];
    if (file === undefined) continue;
    // Some write the name of the file into what they make.
    const running = URL.canParse(url) && url.startsWith('file:') ? fileURLToPath(url) : path;
    const text = file.error === undefined ? { text: file.text.replaceAll(join(tree, path), running) } : file;
    told.set(path, { ...text, path });
  }
  return told;
}
