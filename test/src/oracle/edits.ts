import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
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

/** Tries edits in a worker; gives what came of them, and whether one has to be left out because it did not end. */
function attempt(task: EditTask): Promise<{ outcomes: EditOutcome[]; stuck?: number }> {
  const worker = new Worker(new URL('edit-worker.js', import.meta.url), {
    workerData: task,
    stdout: true,
    stderr: true,
  });
  const outcomes: EditOutcome[] = [];
  let running: number | undefined;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve(running === undefined ? { outcomes } : { outcomes, stuck: running });
    };
    let timer = setTimeout(() => void worker.terminate(), patienceMs);
    worker.on('message', (outcome: EditOutcome) => {
      clearTimeout(timer);
      timer = setTimeout(() => void worker.terminate(), patienceMs);
      running = outcome.kind === 'begun' ? outcome.number : undefined;
      if (outcome.kind !== 'begun') outcomes.push(outcome);
      if (outcome.number === task.edits.at(-1)?.number && outcome.kind !== 'begun') void worker.terminate();
    });
    worker.on('error', () => {});
    worker.on('exit', end);
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
    const { outcomes, stuck } = await attempt({ folder, from, exercise, files: loaded, edits });
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
    if (stuck !== undefined) counts['no start'] = (counts['no start'] ?? 0) + 1;
    const done = new Set([...outcomes.map(({ number }) => number), stuck]);
    // A worker that says nothing at all cannot load the package.
    if (done.size === 1 && stuck === undefined) throw new Error(`${pair.package}@${pair.to} does not load`);
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
