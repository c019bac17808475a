import { cp, readFile, symlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { ModuleFormat } from '@suture/protocol/process.js';
import fc from 'fast-check';
import { Ward } from '../../patient/ward.ts';
import { parse } from '../../../../agent/dist/syntax/parse.js';
import { mutate, mutationsOf } from '../mutation.ts';
import { installed, release } from '../releases.ts';
import { reshapingsOf } from '../reshaping.ts';
import { attempt } from './attempt.ts';
import { type EditedPackage, editedPackages } from './edited-packages.ts';
import { modulesOf } from './modules-of.ts';
import { writePage } from './page.ts';
import { isReached } from './reached.ts';
import type { Counts, Edit, EditKind, EditOutcome, Package, Reached } from './task.ts';

const editsEach = Number(process.env['SUTURE_ORACLE_EDITS'] ?? 200);
const seed = Number(process.env['SUTURE_ORACLE_SEED'] ?? 1);
/** One edit alone, by its number in what was printed. */
const only = process.env['SUTURE_ORACLE_EDIT'];
/** Copies of a package stay in the memory of a process that has loaded them. */
const editsAProcess = 100;

const noCounts = (): Counts => ({
  equal: 0,
  unseen: 0,
  warned: 0,
  kept: 0,
  turns: 0,
  refused: 0,
  'no start': 0,
  differs: 0,
});

/** Edits of what calls come to, by chance: no other can be seen. */
async function chosen(given: Package, { reached }: Reached): Promise<Edit[]> {
  const all: Omit<Edit, 'number'>[] = [];
  const sources = new Map<string, { source: string; format: ModuleFormat }>();
  for (const { path, format } of given.files) {
    const ran = reached.get(path);
    if (!ran) continue;
    const source = await readFile(join(given.from, path), 'utf8');
    sources.set(path, { source, format });
    for (const mutation of [...mutationsOf(source, format), ...reshapingsOf(source, format)])
      if (isReached(ran, mutation.start)) all.push({ path, mutation });
  }
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }), {
    seed,
    numRuns: 1,
  });
  const edits: Edit[] = [];
  for (const { path, mutation } of shuffled) {
    if (edits.length === editsEach) break;
    const { source, format } = sources.get(path) as { source: string; format: ModuleFormat };
    if (parse(mutate(source, mutation), format).ok) edits.push({ number: edits.length, path, mutation });
  }
  return only === undefined ? edits : edits.filter(({ number }) => number === Number(only));
}

async function print(name: string, from: string, edit: Edit, { kind, detail = '' }: EditOutcome): Promise<void> {
  const source = await readFile(join(from, edit.path), 'utf8');
  const { start, end, text } = edit.mutation;
  const line = source.slice(0, start).split('\n').length;
  const became = `${source.slice(start, end)} becomes ${text}`;
  console.log(`${name} ${edit.path}:${line}: ${kind}, edit ${edit.number}: ${became}\n  ${detail.slice(0, 600)}`);
}

async function editsOf(name: string, given: Package): Promise<Counts> {
  const counts = noCounts();
  const { reached } = await attempt({ ...given, folder: join(given.folder, 'reached'), reached: true });
  if (!reached) throw new Error(`${name} does not load`);
  const all = await chosen(given, { reached });
  const byNumber = new Map(all.map((edit) => [edit.number, edit]));
  for (let round = 0; byNumber.size > 0; round++) {
    const folder = join(given.folder, `round ${round}`);
    const edits = [...byNumber.values()].slice(0, editsAProcess);
    const { outcomes } = await attempt({ ...given, folder, edits });
    if (outcomes.length === 0) throw new Error(`${name} does not load`);
    for (let outcome of outcomes) {
      const edit = byNumber.get(outcome.number) as Edit;
      byNumber.delete(outcome.number);
      if (outcome.kind === 'differs' && outcome.calls) {
        const task = { ...given, folder: join(folder, 'explained'), edits: [edit], explain: outcome.calls };
        const found = await attempt(task);
        const [why = { ...outcome, detail: 'and whoever was to explain it ended' }] = found.outcomes;
        outcome = { ...why, detail: [outcome.detail, why.detail].join('\n  ') };
      }
      const kind = outcome.kind as EditKind;
      counts[kind] += 1;
      if (['differs', 'kept', 'turns', 'warned'].includes(kind)) await print(name, given.from, edit, outcome);
    }
  }
  console.log(`${name}: ${all.length} edits: ${told(counts)}`);
  return counts;
}

function told(counts: Counts): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

async function inWard(edited: EditedPackage): Promise<Counts> {
  const root = await release(edited.package, edited.version);
  const ward = await Ward.make();
  try {
    const from = join(ward.path, 'package');
    await cp(root, from, { recursive: true, filter: (path) => !/\.(map|md|[cm]?ts)$/.test(path) });
    if (edited.needs) await symlink(await installed(edited.needs), join(ward.path, 'node_modules'));
    const isBeside = (path: string): boolean =>
      edited.entries.some((entry) => dirname(entry) === '.' || dirname(path).startsWith(dirname(entry)));
    const files = (await modulesOf(from)).filter(({ path }) => isBeside(path));
    const exercise = { ...edited, atMost: 400, waitMs: 1_000 };
    return await editsOf(`${edited.package}@${edited.version}`, { folder: ward.path, from, exercise, files });
  } finally {
    await ward.close();
  }
}

/**
 * Makes random edits of packages (of all, or those wanted), and compares each with a process that was started with it. Prints
 * the counts, and writes the page when all were asked for as usual.
 */
export async function edits(wanted: readonly string[]): Promise<boolean> {
  const sum = noCounts();
  const counted = new Map<EditedPackage, Counts>();
  const waiting = editedPackages.filter((one) => wanted.length === 0 || wanted.includes(one.package));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const counts = await inWard(next);
      counted.set(next, counts);
      for (const kind of Object.keys(counts) as EditKind[]) sum[kind] += counts[kind];
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  console.log(`all packages: ${told(sum)}`);
  const isUsual =
    wanted.length === 0 && !['EDITS', 'SEED', 'EDIT'].some((name) => process.env[`SUTURE_ORACLE_${name}`]);
  if (isUsual) {
    const rows = editedPackages.map((edited) => ({ ...edited, counts: counted.get(edited) ?? noCounts() }));
    await writePage(rows, sum);
  }
  return sum.differs === 0;
}
