import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Plan } from '@suture/protocol/plan.js';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { coversOf, migrationProgram } from '../../../agent/dist/plan/migration.js';
import { Workbench } from '../../../agent/dist/plan/workbench.js';
import type { MigrationProgram, TrialProgram } from '../../../agent/dist/swap/program.js';
import { Entered } from '../../../agent/dist/swap/entered.js';
import { Runtime } from '../../../agent/dist/swap/runtime.js';

/** What a fixture exports; each test knows its own. */

export type Exports = Record<string, (...values: unknown[]) => unknown> & Record<string, unknown>;

/** A module that was loaded with guards. */
export interface Specimen {
  readonly url: string;
  readonly source: string;
  readonly exports: Exports;
}

/** What became of an edit. */
export type Outcome =
  | { readonly ok: true; readonly id: string; readonly plan: Plan; readonly pauseMs: number }
  | { readonly ok: false; readonly plan: Plan; readonly message: string };

const folder = mkdtempSync(join(tmpdir(), 'suture-engine-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const entered = new Entered();
entered.install();
const runtime = new Runtime(entered);
const workbench = new Workbench();
const migrations = new Map<string, MigrationProgram>();
let made = 0;

/** Loads a source with guards, as the hooks of the agent would. */
export async function load(source: string, format: ModuleFormat = 'module', name = `m${made++}`): Promise<Specimen> {
  const path = join(folder, `${name}.${format === 'module' ? 'mjs' : 'cjs'}`);
  const url = pathToFileURL(path).href;
  writeGuarded(path, source, format)();
  const exports = format === 'module' ? await import(url) : createRequire(import.meta.url)(path);
  return { url, source, exports };
}

/** Writes a module with guards, for one that is loaded next to load it; what it gives is to be called when that has begun. */
export function writeBeside(name: string, source: string, format: ModuleFormat = 'commonjs'): () => void {
  return writeGuarded(join(folder, `${name}.${format === 'module' ? 'mjs' : 'cjs'}`), source, format);
}

function writeGuarded(path: string, source: string, format: ModuleFormat): () => void {
  const url = pathToFileURL(path).href;
  const instrumented = instrument(source, { url, format });
  if (!instrumented.ok) throw new Error(instrumented.reason);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, instrumented.code);
  return () => workbench.loaded({ url, format, source, stripped: false });
}

/** Plans, prepares and commits an edit of one or more modules. */
export async function patch(...edits: readonly (readonly [Specimen, string])[]): Promise<Outcome> {
  return patchWith(undefined, ...edits);
}

/** As {@link patch}, with a migration that runs in the first module. */
export async function patchWith(
  migration: string | undefined,
  ...edits: readonly (readonly [Specimen, string])[]
): Promise<Outcome> {
  return carryOut({ migration }, edits);
}

/** As {@link patch}, for the calls that a condition over `args` chooses. */
export async function patchFor(when: string, ...edits: readonly (readonly [Specimen, string])[]): Promise<Outcome> {
  return carryOut({ trial: { calls: 'when', code: `(args)=>${when}` } }, edits);
}

/** Gives a canary to every call. */
export function promote(id: string): void {
  runtime.promote(id);
  runtime.endTrial(id);
}

async function carryOut(
  { migration, trial }: { readonly migration?: string | undefined; readonly trial?: TrialProgram },
  edits: readonly (readonly [Specimen, string])[],
): Promise<Outcome> {
  const id = `patch ${made++}`;
  const wanted = edits.map(([{ url }, source]) => ({ url, source, version: workbench.module(url)?.version ?? 0 }));
  const display = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
  const { plan, program } = workbench.plan(id, wanted, display, {
    trial,
    canaries: new Set(),
    ...(migration !== undefined && { covers: coversOf({ source: migration }) }),
  });
  if (!program)
    return { ok: false, plan, message: plan.modules.flatMap((m) => m.refusals.map((r) => r.reason)).join(' ') };
  const [first] = edits;
  const given = { url: first?.[0].url ?? '', path: 'migrate.js', source: migration ?? '' };
  const run = migration === undefined ? undefined : migrationProgram(id, given, 'up');
  const staged = await runtime.stage({ ...program, migration: run });
  if (!staged.ok) return { ok: false, plan, message: staged.message };
  const committed = runtime.commit(id);
  if ('conflict' in committed) return { ok: false, plan, message: committed.conflict };
  if ('migrationFailed' in committed) return { ok: false, plan, message: committed.migrationFailed };
  if ('statementFailed' in committed) return { ok: false, plan, message: committed.statementFailed };
  if (run) migrations.set(id, { ...run, run: 'down' });
  workbench.committed(program, committed.gone);
  return { ok: true, id, plan, pauseMs: committed.pauseMs };
}

/** Loads an edit as into a main thread that is stuck: without waiting for anything. */
export function patchNow({ url }: Specimen, source: string): void {
  const edit = { url, source, version: workbench.module(url)?.version ?? 0 };
  const { program } = workbench.plan(`patch ${made++}`, [edit], () => url);
  if (!program) throw new Error('the plan is refused');
  const swapped = runtime.swapNow(program);
  if (!('gone' in swapped)) throw new Error('it is not in force');
  workbench.committed(program, swapped.gone);
}

/** The source of a module that runs now. */
export function running({ url }: Specimen): string {
  return workbench.module(url)?.running ?? '';
}

/** Edits a module by replacing one text by another, and loads it. */
export async function edit(
  specimen: Specimen,
  ...replacements: readonly (readonly [from: string, to: string])[]
): Promise<string> {
  let source = running(specimen);
  for (const [from, to] of replacements) {
    if (!source.includes(from)) throw new Error(`the fixture has no ${from}`);
    source = source.replace(from, () => to);
  }
  const outcome = await patch([specimen, source]);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.id;
}

/** Takes a patch out again; gives the reason when that cannot be. */
export async function rollback(id: string): Promise<string | undefined> {
  const back = workbench.rollback(id);
  if ('code' in back) return back.message;
  const { program } = back;
  const staged = await runtime.stage({ ...program, migration: migrations.get(id) });
  if (!staged.ok) return staged.message;
  const committed = runtime.commit(program.id);
  if ('conflict' in committed) return committed.conflict;
  if ('migrationFailed' in committed) return committed.migrationFailed;
  if ('statementFailed' in committed) return committed.statementFailed;
  workbench.committed(program, committed.gone);
  return committed.downFailed;
}
