// Fetches other Node versions from the npm registry, which carries each release as a package. They are kept in a
// cache folder, so that only the first run needs the network. Prints the path of each binary, one a line.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'suture-nodes');
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
const newestFirst = (a, b) => b.localeCompare(a, 'en', { numeric: true });

const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const newest = (major) => {
  const found = JSON.parse(npm('view', `${name}@${major}`, 'version', '--json'));
  return [found].flat().sort(newestFirst)[0];
};

const cached = (major) => {
  const versions = existsSync(cache) ? readdirSync(cache).filter((version) => version.startsWith(`${major}.`)) : [];
  return versions.sort(newestFirst)[0];
};

/** Gives the binary of the newest release of a major version; without a network, of the newest one in the cache. */
export function fetchNode(major) {
  let version;
  try {
    version = newest(major);
  } catch (error) {
    version = cached(major);
    if (!version) throw new Error(`Node ${major} is neither in the registry nor in ${cache}`, { cause: error });
  }
  const place = join(cache, version);
  if (!existsSync(join(place, binary))) {
    mkdirSync(cache, { recursive: true });
    const room = mkdtempSync(join(cache, '.fetching-'));
    const archive = npm('pack', `${name}@${version}`, '--pack-destination', room, '--silent').trim();
    execFileSync('tar', ['-xzf', join(room, archive), '-C', room]);
    // Two fetches at once: the first rename wins, and the other finds the place taken.
    if (!existsSync(place)) renameSync(join(room, 'package'), place);
    rmSync(room, { recursive: true, force: true });
  }
  return join(place, binary);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = process.argv.slice(2);
  for (const major of wanted.length > 0 ? wanted : ['22', '24', '26']) console.log(fetchNode(major));
}
