import { fork } from 'node:child_process';
import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ModuleFormat } from '@suture/protocol/process.js';
import fc from 'fast-check';
import { Ward } from '../patient/ward.ts';
import type { EditOutcome, EditTask } from './edit-worker.ts';
import { type Mutation, mutationsOf } from './mutation.ts';
import { installed, release } from './releases.ts';
import { type UpgradePair, upgradePairs } from './upgrade-pairs.ts';

const editsEach = Number(process.env['SUTURE_ORACLE_EDITS'] ?? 200);
const seed = Number(process.env['SUTURE_ORACLE_SEED'] ?? 1);
/** An edit whose code does not end within this time has nothing to compare with. */
const patienceMs = 20_000;

interface Planned {
  readonly number: number;
  readonly path: string;
  readonly mutation: Mutation;
}

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
async function modulesOf(root: string): Promise<{ path: string; format: ModuleFormat }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name) && !/\.min\.|\.config\./.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(test|benchmarks?|examples?|bin|docs)\//.test(path))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, format: await formatOf(root, path) })));
}

/**
 * Tries edits in a process of their own, which an edit may well end: by a loop, or with all the memory there is. One that does so
 * once a restart has answered differs from it; before that there is nothing to compare with.
 */
function attempt(task: EditTask): Promise<EditOutcome[]> {
  const child = fork(new URL('edit-worker.js', import.meta.url), {
    execArgv: ['--max-old-space-size=1024'],
    stdio: 'ignore',
    serialization: 'advanced',
  });
  const outcomes: EditOutcome[] = [];
  let running: EditOutcome | undefined;
  return new Promise((resolve) => {
    const giveUp = (): void => void child.kill('SIGKILL');
    let timer = setTimeout(giveUp, patienceMs);
    child.on('message', (outcome: EditOutcome) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patienceMs);
      const isUnderway = outcome.kind === 'begun' || outcome.kind === 'known';
      running = isUnderway ? outcome : undefined;
      if (!isUnderway) outcomes.push(outcome);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const detail = `the process ended (${signal ?? code}), or had to be ended after ${patienceMs} ms of silence`;
      if (running) outcomes.push({ ...running, kind: running.kind === 'known' ? 'differs' : 'no start', detail });
      resolve(outcomes);
    });
    child.send(task);
  });
}

async function plannedEdits(
  root: string,
  modules: readonly { path: string; format: ModuleFormat }[],
): Promise<Planned[]> {
  const all: Omit<Planned, 'number'>[] = [];
  for (const { path, format } of modules) {
    const source = await readFile(join(root, path), 'utf8');
    for (const mutation of mutationsOf(source, format)) all.push({ path, mutation });
  }
  const choices = fc.sample(fc.nat({ max: all.length - 1 }), { seed, numRuns: editsEach });
  return choices.map((choice, number) => ({ number, ...(all[choice] as Omit<Planned, 'number'>) }));
}

async function editsOf(pair: UpgradePair): Promise<boolean> {
  const root = await release(pair.package, pair.to);
  const ward = await Ward.make();
  const modules = await modulesOf(root);
  const loaded = modules.filter(({ path }) =>
    pair.entries.some((entry) => dirname(path).startsWith(dirname(entry)) || dirname(entry) === '.'),
  );
  const from = join(ward.path, 'package');
  await cp(root, from, { recursive: true });
  if (pair.needs) await symlink(await installed(pair.needs), join(ward.path, 'node_modules'));
  let left = await plannedEdits(root, loaded);
  const all = left;
  const counts: Record<string, number> = { same: 0, warned: 0, refused: 0, 'no start': 0, differs: 0 };
  const exercise = { ...pair, atMost: 400 };
  for (let round = 0; left.length > 0 && round < all.length; round++) {
    const edits = left.slice(0, 100);
    const folder = join(ward.path, `round ${round}`);
    const outcomes = await attempt({ folder, from, exercise, files: loaded, edits });
    for (const { kind, number, detail } of outcomes) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      const edit = all[number];
      if (kind !== 'differs' || !edit) continue;
      const source = await readFile(join(root, edit.path), 'utf8');
      const { start, end, text } = edit.mutation;
      const line = source.slice(0, start).split('\n').length;
      console.log(
        `${pair.package}@${pair.to} ${edit.path}:${line}: ${source.slice(start, end)} becomes ${text}\n  ${detail?.slice(0, 600)}`,
      );
    }
    const done = new Set(outcomes.map(({ number }) => number));
    // Who says nothing at all cannot load the package.
    if (done.size === 0) throw new Error(`${pair.package}@${pair.to} does not load`);
    left = left.filter(({ number }) => !done.has(number));
  }
  await ward.close();
  const told = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
  console.log(`${pair.package}@${pair.to}: ${all.length} edits: ${told.join(', ')}`);
  return counts['differs'] === 0;
}

/** Makes random edits of the newest release of each package, and compares each with a process that was started with it. */
export async function edits(wanted: readonly string[]): Promise<boolean> {
  const newest = new Map(upgradePairs.map((pair) => [pair.package, pair]));
  let isRight = true;
  for (const pair of newest.values()) {
    if (wanted.length === 0 || wanted.includes(pair.package)) isRight = (await editsOf(pair)) && isRight;
  }
  return isRight;
}
