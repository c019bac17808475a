import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { Workbench } from '../../../agent/dist/plan/workbench.js';
import type { Program } from '../../../agent/dist/swap/program.js';
import { Entered } from '../../../agent/dist/swap/entered.js';
import { Runtime } from '../../../agent/dist/swap/runtime.js';
import { type Exercise, exerciseModule } from './exercise.ts';
import { mutate, type Mutation } from './mutation.ts';

/** What the process is given: a package, its modules, and the edits to try one after the other. */
export interface EditTask {
  readonly folder: string;
  /** The published files of the package. */
  readonly from: string;
  readonly exercise: Exercise;
  readonly files: readonly { readonly path: string; readonly format: ModuleFormat }[];
  readonly edits: readonly { readonly number: number; readonly path: string; readonly mutation: Mutation }[];
}

/**
 * What came of one edit: `same` as a restart, told by the plan, or not as it should be. It is told before that that it has
 * `begun`, and that what a restart answers is `known`.
 */
export interface EditOutcome {
  readonly number: number;
  readonly kind: 'begun' | 'known' | 'same' | 'warned' | 'refused' | 'no start' | 'differs';
  readonly detail?: string;
}

type Outcomes = Readonly<Record<string, string>>;

const task = await new Promise<EditTask>((resolve) => process.once('message', resolve));
const { folder, from, exercise, files, edits } = task;
const say = (outcome: EditOutcome): void => void process.send?.(outcome);
// Of an edited package, later on: nobody's.
process.on('uncaughtException', () => {});
const entered = new Entered();
entered.install();
const runtime = new Runtime(entered);
const workbench = new Workbench();

function place(name: string): string {
  const to = join(folder, name);
  mkdirSync(to, { recursive: true });
  cpSync(from, join(to, 'subject'), { recursive: true });
  writeFileSync(join(to, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(to, 'exercise.js'), exerciseModule(exercise));
  return to;
}

const load = async (at: string): Promise<() => Promise<Outcomes>> => {
  const { calls } = (await import(pathToFileURL(join(at, 'exercise.js')).href)) as { calls: () => Promise<Outcomes> };
  return calls;
};

/** Calls that give something else each time, whatever the source is. */
const unsteady = new Set<string>();

function differing(expected: Outcomes, found: Outcomes): string[] {
  return Object.keys(expected).filter((key) => key in found && expected[key] !== found[key]);
}

function difference(expected: Outcomes, found: Outcomes, restless: ReadonlySet<string> = unsteady): string | undefined {
  // What an edit exports anew, nobody has a reference to.
  const [name] = differing(expected, found).filter((key) => !restless.has(key) && !unsteady.has(key));
  return name && `${name} gives\n  ${found[name]}\nand not\n  ${expected[name]}`;
}

/** A restart begins with empty caches. */
function forget(): void {
  for (const { path, code } of exercise.forget ?? [])
    runtime.scope(pathToFileURL(join(folder, 'live', 'subject', path)).href)?.(code);
}

async function inForce(program: Program): Promise<string | undefined> {
  const staged = await runtime.stage(program);
  if (!staged.ok) return staged.message;
  runtime.commit(program.id);
  workbench.committed(program);
  return undefined;
}

async function attempt(
  number: number,
  path: string,
  mutation: Mutation,
  calls: () => Promise<Outcomes>,
): Promise<EditOutcome> {
  const url = pathToFileURL(join(folder, 'live', 'subject', path)).href;
  if (!runtime.scope(url)) return { number, kind: 'no start', detail: 'nothing loads this module' };
  const source = mutate(readFileSync(join(from, path), 'utf8'), mutation);
  const at = place(`fresh ${number}`);
  writeFileSync(join(at, 'subject', path), source);
  const fresh = await load(at).catch(() => undefined);
  const expected = await fresh?.();
  const again = await fresh?.();
  rmSync(at, { recursive: true });
  if (!expected || !again) return { number, kind: 'no start' };
  say({ number, kind: 'known' });
  const restless = new Set(differing(expected, again));

  const untouched = await calls();
  const edit = { url, source, version: workbench.module(url)?.version ?? 0 };
  const { plan, program } = workbench.plan(`edit ${number}`, [edit], () => path);
  const refusals = plan.modules.flatMap((module) => module.refusals);
  const warnings = plan.modules.flatMap((module) => module.warnings);
  if (!program) {
    const detail = refusals[0]?.reason ?? difference(expected, untouched);
    return {
      number,
      kind: refusals.length > 0 || detail === undefined ? 'refused' : 'differs',
      detail: detail ?? 'no change',
    };
  }
  const failed = await inForce(program);
  if (failed !== undefined) return { number, kind: 'differs', detail: `it cannot be loaded: ${failed}` };
  forget();
  const unlike = difference(expected, await calls(), restless);
  const back = workbench.rollback(program.id);
  if ('code' in back) return { number, kind: 'differs', detail: back.message };
  const isStuck = await inForce(back.program);
  if (isStuck !== undefined) return { number, kind: 'differs', detail: `the rollback cannot be loaded: ${isStuck}` };
  forget();
  const left = difference(untouched, await calls());
  if (left !== undefined) return { number, kind: 'differs', detail: `after the rollback ${left}` };
  if (unlike === undefined) return { number, kind: 'same' };
  return warnings.length > 0 ? { number, kind: 'warned' } : { number, kind: 'differs', detail: unlike };
}

const live = place('live');
for (const { path, format } of files) {
  const file = join(live, 'subject', path);
  const [source, url] = [readFileSync(file, 'utf8'), pathToFileURL(file).href];
  const made = instrument(source, { url, format });
  if (!made.ok) continue;
  writeFileSync(file, made.code);
  workbench.loaded({ url, format, source, stripped: false });
}
const calls = await load(live);
const [first, second] = [await calls(), await calls()];
for (const [name, outcome] of Object.entries(first)) if (outcome !== second[name]) unsteady.add(name);
for (const { number, path, mutation } of edits) {
  say({ number, kind: 'begun' });
  const broken = (error: Error): EditOutcome => ({
    number,
    kind: 'differs',
    detail: `the engine threw ${error.stack}`,
  });
  say(await attempt(number, path, mutation, calls).catch(broken));
}
process.exit();
