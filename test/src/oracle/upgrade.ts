import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import { ulid } from 'ulid';
import { nowhere } from '../patient/load-edit.ts';
import { Patient } from '../patient/patient.ts';
import { until } from '../patient/until.ts';
import type { Ward } from '../patient/ward.ts';
import { type Exercise, exerciseModule, exerciseServer } from './exercise.ts';

/** Two releases of a package, as folders with their published files, and how to see what they do. */
export interface Upgrade extends Exercise {
  readonly from: string;
  readonly to: string;
  /** A `node_modules` folder with what the package needs. */
  readonly modules?: string;
}

/** What became of an upgrade while the process ran. */
export type Verdict =
  | {
      readonly kind: 'applied';
      readonly functions: number;
      readonly warnings: readonly string[];
      readonly calls: number;
      /** Calls whose outcome tells the two releases apart. */
      readonly told: number;
      readonly tests: number;
      /** Tests of the new release that pass on it and not on the old one. */
      readonly testsTold: number;
      /** Where the patched process is not as one that was started with the new release. */
      readonly differences: readonly string[];
      /** Where it is not as before after the patch was rolled back. */
      readonly left: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** The plan was passed, but its code could not be prepared; nothing changed. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'unchanged' };

/** What came of each call, by its name. */
export type Outcomes = Readonly<Record<string, string>>;

/** A process that has one release loaded and makes the calls when it is told to. */
class Holder {
  readonly patient: Patient;
  readonly folder: string;
  readonly #host: string;

  private constructor(patient: Patient, folder: string, host: string) {
    this.patient = patient;
    this.folder = folder;
    this.#host = host;
  }

  static async start(ward: Ward, name: string, upgrade: Upgrade, from: string, agent: boolean): Promise<Holder> {
    const folder = join(ward.path, name);
    await mkdir(folder);
    await cp(from, join(folder, 'subject'), { recursive: true });
    if (upgrade.modules) await symlink(upgrade.modules, join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), `{"name":"${name}","type":"module"}\n`);
    await writeFile(join(folder, 'exercise.js'), exerciseModule(upgrade));
    await writeFile(join(folder, 'main.js'), exerciseServer(upgrade));
    const nodeOptions = ['--test-reporter=tap', '--test-reporter-destination=tests.tap'];
    const env = { SUTURE_EXCLUDE: 'main.js,exercise.js,subject/test' };
    const admission = { args: ['main.js'], cwd: folder, nodeOptions, env, agent };
    const patient = await Patient.admit(ward, admission);
    return new Holder(patient, folder, await patient.host());
  }

  async calls(): Promise<Outcomes> {
    const response = await fetch(`http://${this.#host}/calls`);
    return (await response.json()) as Outcomes;
  }

  /** Runs the package's own tests, and gives a line for each; the process has ended then. */
  async tests(): Promise<string[]> {
    await fetch(`http://${this.#host}/tests`);
    await until(
      'the tests to end',
      () => this.patient.exited.then(() => true),
      () => this.patient.output,
    );
    const tap = await readFile(join(this.folder, 'tests.tap'), 'utf8').catch(() => '');
    const lines = `${tap}\n${this.patient.output}`.match(/^ *(not )?ok \d+.*/gm) ?? [];
    return lines.map((line) =>
      line
        .replace(/\d+ (- )?/, '')
        .replace(/ # time.*/, '')
        .trim(),
    );
  }
}

/** Every difference between what was to come of some calls and what came of them. */
export function differences(expected: Outcomes, found: Outcomes): string[] {
  return Object.entries(expected)
    .filter(([name, outcome]) => found[name] !== outcome)
    .map(([name, outcome]) => `${name} gives\n  ${found[name]}\nand not\n  ${outcome}`);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Files that only the new release has lie on the disk before the patch needs them; so do its tests. */
async function bringNewFiles(upgrade: Upgrade, holder: Holder): Promise<void> {
  const known = new Set(await filesOf(upgrade.from));
  for (const file of await filesOf(upgrade.to)) {
    if (known.has(file) && !file.startsWith('test/')) continue;
    await mkdir(dirname(join(holder.folder, 'subject', file)), { recursive: true });
    await cp(join(upgrade.to, file), join(holder.folder, 'subject', file));
  }
}

function remarksOf(plan: Plan, which: 'refusals' | 'warnings'): string[] {
  return plan.modules.flatMap((module) =>
    module[which].map(
      ({ function: name, line, reason }) => `${module.path.replace('subject/', '')}:${line} ${name}: ${reason}`,
    ),
  );
}

/** Loads one release, patches it live to the next, and compares it with a process that was started with that. */
export async function upgradeLive(ward: Ward, upgrade: Upgrade): Promise<Verdict> {
  const live = await Holder.start(ward, 'live', upgrade, upgrade.from, true);
  const wire = await live.patient.wire();
  ward.beforeClosing(() => wire.close());
  const before = await live.calls();
  await bringNewFiles(upgrade, live);
  const edits: ModuleEdit[] = [];
  for (const { url, version } of await wire.ask('modules', {})) {
    const path = url.startsWith('file:') ? relative(join(live.folder, 'subject'), fileURLToPath(url)) : '..';
    const [was, is] = await Promise.all(
      [upgrade.from, upgrade.to].map((folder) => readFile(join(folder, path), 'utf8').catch(() => undefined)),
    );
    if (path.startsWith('..') || is === undefined || is === was) continue;
    edits.push({ url, source: is, version });
  }
  if (edits.length === 0) return { kind: 'unchanged' };
  const plan = await wire.ask('plan', { modules: edits });
  if (!plan.applicable) {
    const reasons = remarksOf(plan, 'refusals');
    return reasons.length === 0 ? { kind: 'unchanged' } : { kind: 'refused', reasons };
  }

  const load = { id: ulid(), modules: edits, origin: nowhere };
  const loaded = await wire.ask('load', load).catch((error: Error) => error);
  if (loaded instanceof Error) {
    const message = loaded.message.replaceAll(/file:\S*subject\//g, '').replace(/^load: load_failed: /, '');
    const unlike = differences(before, await live.calls());
    return { kind: 'failed', message: unlike.length > 0 ? `${message} And then it was not as before.` : message };
  }
  const patched = await live.calls();
  await wire.ask('rollback', { id: loaded.id });
  const restored = await live.calls();
  const fresh = await Holder.start(ward, 'fresh', upgrade, upgrade.to, false);
  const expected = await fresh.calls();
  // What is not the same twice has nothing to compare with.
  const again = await fresh.calls();
  const steady = (outcomes: Outcomes): Outcomes =>
    Object.fromEntries(
      Object.entries(outcomes).filter(([name, outcome]) => (expected[name] ?? outcome) === (again[name] ?? outcome)),
    );
  const found = differences(steady(expected), { ...expected, ...patched });
  const tests = { live: [] as string[], fresh: [] as string[], old: [] as string[] };
  if (upgrade.tests) {
    const reloaded = (await wire.ask('modules', {})).flatMap(({ url, version }) => {
      const edit = edits.find((known) => known.url === url);
      return edit ? [{ ...edit, version }] : [];
    });
    await wire.ask('load', { ...load, id: ulid(), modules: reloaded });
    wire.close();
    tests.live = await live.tests();
    tests.fresh = await fresh.tests();
    const old = await Holder.start(ward, 'old', upgrade, upgrade.from, false);
    await bringNewFiles(upgrade, old);
    tests.old = await old.tests();
    const missing = new Set(tests.live);
    found.push(...tests.fresh.filter((line) => !missing.has(line)).map((line) => `only a fresh process says: ${line}`));
  }
  const passed = tests.fresh.filter((line) => line.startsWith('ok'));
  return {
    kind: 'applied',
    functions: loaded.functions,
    warnings: remarksOf(plan, 'warnings'),
    calls: Object.keys(expected).length,
    told: differences(steady(expected), { ...expected, ...before }).length,
    tests: passed.length,
    testsTold: passed.filter((line) => !tests.old.includes(line)).length,
    differences: found,
    left: differences(steady(before), restored),
  };
}
