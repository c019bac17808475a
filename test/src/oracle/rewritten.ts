import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { instrument } from '../../../agent/dist/load/instrument.js';

/** Copies a package and makes every module of the copy patchable; gives the number of functions that are. */
export async function copyRewritten(from: string, to: string): Promise<number> {
  await cp(from, to, { recursive: true, dereference: true });
  let functions = 0;
  for (const name of await readdir(to, { recursive: true })) {
    const path = join(to, name);
    const format = await formatOf(path, to);
    if (!format) continue;
    const rewritten = instrument(await readFile(path, 'utf8'), { url: pathToFileURL(path).href, format });
    if (!rewritten.ok) continue;
    functions += rewritten.functions;
    await writeFile(path, rewritten.code);
  }
  return functions;
}

async function formatOf(path: string, root: string): Promise<ModuleFormat | undefined> {
  if (path.endsWith('.mjs')) return 'module';
  if (path.endsWith('.cjs')) return 'commonjs';
  if (!path.endsWith('.js')) return undefined;
  for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { type } = JSON.parse(await readFile(manifest, 'utf8')) as { type?: string };
    return type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}
