import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Suite } from './suites.ts';

const run = promisify(execFile);
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'suture-suites');

/** Fetches a package with what its tests need, once; gives its folder, outside of the repository. */
export async function fetched({ name, version, needs }: Suite): Promise<string> {
  const place = join(cache, `${name}-${version}`);
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  const room = await mkdtemp(join(cache, '.fetching-'));
  try {
    const { stdout } = await run('npm', ['pack', `${name}@${version}`, '--pack-destination', room, '--silent']);
    await run('tar', ['-xzf', join(room, stdout.trim()), '-C', room]);
    const folder = join(room, 'package');
    const manifest = join(folder, 'package.json');
    const said = JSON.parse(await readFile(manifest, 'utf8')) as Record<string, Record<string, string>>;
    const { devDependencies = {}, scripts: _scripts, ...rest } = said;
    const wanted = Object.fromEntries(
      needs.map((need) => [need, need === 'tape' ? '^5.0.0' : (devDependencies[need] ?? '*')]),
    );
    await writeFile(manifest, JSON.stringify({ ...rest, devDependencies: wanted }, null, 2));
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder });
    await rename(folder, place);
  } finally {
    await rm(room, { recursive: true, force: true });
  }
  return place;
}
