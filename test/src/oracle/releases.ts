import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where releases are kept between runs; outside of the repository, because they are other people's work. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'suture-releases');

/** Gives the folder with the published files of one release; the first time it is fetched from the registry. */
export async function release(name: string, version: string): Promise<string> {
  const folder = join(cache, `${name.replace('/', '+')}@${version}`);
  if (existsSync(join(folder, 'package.json'))) return folder;
  await mkdir(cache, { recursive: true });
  const place = await mkdtemp(join(cache, '.new-'));
  await run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', place]);
  const [tarball] = await readdir(place);
  await mkdir(join(place, 'files'));
  await run('tar', ['-xzf', join(place, tarball ?? ''), '-C', join(place, 'files'), '--strip-components=1']);
  await rename(join(place, 'files'), folder);
  await rm(place, { recursive: true });
  return folder;
}

/** Gives a `node_modules` folder that holds some packages, as `name@version`. */
export async function installed(packages: readonly string[]): Promise<string> {
  const folder = join(cache, `with ${packages.join(' ').replaceAll('/', '+')}`);
  if (!existsSync(join(folder, 'node_modules'))) {
    await mkdir(folder, { recursive: true });
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--silent'];
    await run('npm', ['install', '--prefix', folder, ...quiet, ...packages]);
  }
  return join(folder, 'node_modules');
}
