import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ModuleFormat } from '@suture/protocol/process.js';

async function formatOf(root: string, path: string): Promise<ModuleFormat> {
  if (path.endsWith('.mjs')) return 'module';
  if (path.endsWith('.cjs')) return 'commonjs';
  for (let folder = dirname(join(root, path)); folder.startsWith(root); folder = dirname(folder)) {
    const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (manifest) return (JSON.parse(manifest) as { type?: string }).type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}

/** The modules of a package that are its program: no tests, no bundles beside it. */
export async function modulesOf(root: string): Promise<{ path: string; format: ModuleFormat }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name) && !/\.min\.|\.config\./.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(test|benchmarks?|examples?|bin|docs)\//.test(path))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, format: await formatOf(root, path) })));
}
