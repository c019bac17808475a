import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { Workbench } from '../../../agent/dist/plan/workbench.js';
import { Entered } from '../../../agent/dist/swap/entered.js';
import type { Program } from '../../../agent/dist/swap/program.js';
import { Runtime } from '../../../agent/dist/swap/runtime.js';
import { type GeneratedModule, ModuleWriter } from './generated-modules.ts';
import { mutate, mutationsOf } from './mutation.ts';

const runs = Number(process.env['SUTURE_TEST_RUNS'] ?? 60);
const seed = Number(process.env['SUTURE_ORACLE_SEED'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'suture-edits-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const entered = new Entered();
entered.install();
const runtime = new Runtime(entered);
let made = 0;

type Answers = Readonly<Record<string, string>>;

/** Writes a program into a folder of its own and loads it; gives what asks it. */
async function load(
  modules: readonly GeneratedModule[],
  change: (module: GeneratedModule, url: string) => string,
): Promise<() => Promise<Answers>> {
  const place = join(folder, `program ${made++}`);
  mkdirSync(place);
  let main = '';
  for (const module of modules) {
    main = pathToFileURL(join(place, module.name)).href;
    writeFileSync(new URL(main), change(module, main));
  }
  const loaded = (await import(main)) as { probe: () => Promise<Record<string, unknown>> };
  return async () => {
    const answers = Object.entries(await loaded.probe());
    return Object.fromEntries(answers.map(([name, answer]) => [name, JSON.stringify(answer) ?? 'undefined']));
  };
}

/** An edit: other sources for some of the modules. */
type Edit = ReadonlyMap<string, string>;

/** Edits some modules in one place each, or takes the module as another decision of the writer would have made it. */
function editOf(choices: readonly number[], modules: readonly GeneratedModule[], places: readonly number[]): Edit {
  const [kind = 0, first = 0, second = 0, more = 0] = places;
  if (kind % 3 === 0) {
    const other = [...choices];
    other[first % other.length] = second;
    const rewritten = new ModuleWriter(other).program();
    const sources = new Map(rewritten.map(({ name, source }) => [name, source]));
    const isSame = rewritten.length === modules.length && modules.every(({ name }) => sources.has(name));
    if (isSame)
      return new Map(
        [...sources].filter(([name, source]) => modules.some((m) => m.name === name && m.source !== source)),
      );
  }
  const edited = new Map<string, string>();
  for (const [index, place] of kind % 3 === 1
    ? ([
        [first, second],
        [second, more],
      ] as const)
    : ([[first, second]] as const)) {
    const module = modules[index % (modules.length - 1)] as GeneratedModule;
    const mutations = mutationsOf(module.source, module.format);
    const mutation = mutations[place % Math.max(1, mutations.length)];
    if (mutation) edited.set(module.name, mutate(module.source, mutation));
  }
  return edited;
}

/** Half of the edits are made the other way round: what a mutation takes away comes back. */
function asOrdered(
  modules: readonly GeneratedModule[],
  edit: Edit,
  [, , , order = 0]: readonly number[],
): [readonly GeneratedModule[], Edit] {
  if (order % 2 === 0) return [modules, edit];
  const back = new Map(modules.flatMap(({ name, source }) => (edit.has(name) ? [[name, source] as const] : [])));
  return [modules.map((module) => ({ ...module, source: edit.get(module.name) ?? module.source })), back];
}

async function inForce(workbench: Workbench, program: Program): Promise<void> {
  const staged = await runtime.stage(program);
  if (!staged.ok) throw new Error(staged.message);
  const committed = runtime.commit(program.id);
  assert.ok('gone' in committed);
  workbench.committed(program, committed.gone);
}

const counts = { same: 0, warned: 0, refused: 0 };

/** Patches a program that runs, and compares it with one that was started with the edit; then takes the patch back. */
async function behavesAsRestarted(choices: readonly number[], places: readonly number[]): Promise<void> {
  const written = new ModuleWriter(choices).program();
  const [modules, edit] = asOrdered(written, editOf(choices, written, places), places);
  const fresh = await load(modules, ({ name, source }) => edit.get(name) ?? source).catch(() => undefined);
  const expected = await fresh?.();
  if (!expected || edit.size === 0) return;
  const workbench = new Workbench();
  const urls = new Map<string, string>();
  const ask = await load(modules, ({ name, format, source }, url) => {
    const result = instrument(source, { url, format });
    if (!result.ok) throw new Error(result.reason);
    workbench.loaded({ url, format, source, stripped: false });
    urls.set(name, url);
    return result.code;
  }).catch(() => undefined);
  // Only the edit lets it load.
  if (!ask) return;
  const before = await ask();
  // A module that nobody needs is not loaded.
  const edits = [...edit]
    .filter(([name]) => runtime.module(urls.get(name) ?? ''))
    .map(([name, source]) => ({ url: urls.get(name) ?? '', source, version: 0 }));
  const { plan, program } = workbench.plan('patch', edits, (url) => url.slice(url.lastIndexOf('/') + 1));
  const said = plan.modules.flatMap(({ refusals, warnings }) => [...refusals, ...warnings].map(({ reason }) => reason));
  const differs = (wanted: Answers, found: Answers): string[] =>
    Object.keys(wanted).filter((name) => name in found && wanted[name] !== found[name]);
  const shown = (): string =>
    [
      ...modules.map(({ name, source }) => `// ${name}\n${source}`),
      ...[...edit].map(([name, source]) => `// ${name}, edited\n${source}`),
    ].join('\n');
  if (!program) {
    assert.ok(said.length > 0 || differs(expected, before).length === 0, `nothing to do, it says\n${shown()}`);
    counts.refused += 1;
    return;
  }
  await inForce(workbench, program).catch((error: Error) => assert.fail(`${error.message}\n${shown()}`));
  const found = await ask();
  const unlike = differs(expected, found);
  if (unlike.length > 0 && said.length === 0) {
    const [name = ''] = unlike;
    assert.fail(`${name} gives ${found[name]} and not ${expected[name]}; the plan said nothing\n${shown()}`);
  }
  counts[unlike.length > 0 ? 'warned' : 'same'] += 1;
  const back = workbench.rollback('patch');
  assert.ok('program' in back, 'message' in back ? back.message : '');
  await inForce(workbench, back.program).catch((error: Error) => assert.fail(`rollback: ${error.message}\n${shown()}`));
  assert.deepEqual(await ask(), before, `after the rollback\n${shown()}`);
}

test('a generated program of several modules that is patched answers as one that was started with the edit', async (t) => {
  // An edit may make a function asynchronous that is called while a module loads, and its rejection is then nobody's.
  const listeners = process.rawListeners('unhandledRejection') as (() => void)[];
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {});
  t.after(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
  const numbers = (length: number): fc.Arbitrary<number[]> =>
    fc.array(fc.nat({ max: 5_000 }), { minLength: length, maxLength: length });
  const failures: string[] = [];
  for (const [choices, places] of fc.sample(fc.tuple(numbers(80), numbers(4)), { seed, numRuns: runs })) {
    await behavesAsRestarted(choices, places).catch((error: Error) =>
      failures.push(error.name === 'AssertionError' ? error.message : String(error.stack)),
    );
    if (failures.length > 20) break;
  }
  assert.equal(failures.length, 0, failures.join('\n\n'));
  assert.ok(counts.same > runs / 4, JSON.stringify(counts));
});
