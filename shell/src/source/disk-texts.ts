import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { LoadedModule, RunningSource } from '@suture/protocol/process.js';
import { inBatches } from './in-batches.ts';
import { limits } from './limits.ts';
import { type LoadedFile, loadWith } from './loading/load.ts';
import { loadingOf } from './loading/reproduce.ts';
import type { Running } from './running.ts';
import { sameText } from './running-text.ts';
import type { SourceChannel } from './source-channel.ts';

/** What a restart would load: null when the file is gone or does not compile, undefined when it is not a file. */
type DiskText = string | null | undefined;

/** Gives for each module, by URL, what a restart of the process on this machine would load. */
export async function diskTexts(channel: SourceChannel, running: Running): Promise<Map<string, DiskText>> {
  const texts = new Map<string, DiskText>();
  const other: LoadedModule[] = [];
  await inBatches(running.modules, limits.maxCalls, async (module) => {
    const source = await running.source(module);
    const text = await diskText(module, source, channel);
    texts.set(module.url, text);
    if (text && !sameText(text, source.loaded) && !sameText(text, source.source)) other.push(module);
  });
  // What loaders compile is on the disk as it was written: they are asked what they would make of it.
  for (const [url, file] of await compileInPlace(channel, other))
    texts.set(url, file.error === undefined ? file.text : null);
  return texts;
}

async function compileInPlace(
  channel: SourceChannel,
  modules: readonly LoadedModule[],
): Promise<Map<string, LoadedFile>> {
  const loading = modules.length === 0 ? undefined : await loadingOf(channel);
  if (loading === undefined) return new Map();
  const files = modules.map(({ url, format }) => ({ path: fileURLToPath(fileOf(url)), format }));
  // Loaders that are not to be had here leave the files as they were found.
  const loaded = await loadWith(loading.options, loading.cwd, files).catch(() => []);
  return new Map(loaded.map((file, at) => [modules[at]?.url ?? '', file]));
}

async function diskText({ url }: LoadedModule, { stripped }: RunningSource, channel: SourceChannel): Promise<DiskText> {
  if (!url.startsWith('file:')) return undefined;
  const text = await readFile(fileOf(url), 'utf8').catch(() => null);
  if (text === null || !stripped) return text;
  try {
    return (await channel.call('strip', { source: text })).source;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'cannot_strip') return null;
    throw error;
  }
}

function fileOf(url: string): URL {
  const place = new URL(url);
  place.search = '';
  place.hash = '';
  return place;
}
