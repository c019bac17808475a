import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { edit, load, patch, rollback, running } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const rounds = Number(process.env['SUTURE_TEST_ROUNDS'] ?? 80);

test('closures made before, between and after patches all follow, up the stack and down again', async () => {
  const specimen = await load(
    'export function make(k) { return () => k + 1 }\nexport const f = () => help()\nfunction help() { return 1 }',
  );
  const { make, f } = specimen.exports as Loose;
  const first = make(1);
  const one = await patch([
    specimen,
    'const Z = 100\nexport function make(k) { return () => k + Z }\nexport const f = () => help() + Z\nfunction help() { return 2 }',
  ]);
  assert.ok(one.ok);
  const second = make(5);
  assert.deepEqual([first(), second(), f()], [101, 105, 102]);
  const two = await patch([
    specimen,
    'const Z = 100\nconst Y = 7\nexport function make(k) { const t = 1; return () => k + Z + Y }\nexport const f = () => help() + Z + fresh()\nfunction help() { return 3 }\nfunction fresh() { return Y }',
  ]);
  assert.ok(two.ok);
  const third = make(9);
  assert.deepEqual([first(), second(), third(), f()], [108, 112, 116, 110]);
  assert.match((await rollback(one.id)) ?? '', /stands on top/);
  await rollback(two.id);
  assert.deepEqual([first(), second(), third(), f()], [101, 105, 109, 102]);
  await rollback(one.id);
  assert.deepEqual([first(), second(), third(), f()], [2, 6, 10, 1]);
  await edit(specimen, ['k + 1', 'k + 2']);
  assert.deepEqual([first(), second(), third()], [3, 7, 11]);
});

test('calls that are suspended finish on the old body, new calls take the new one', async () => {
  const specimen = await load('export async function wait(gate) { const a = 1; await gate; return a }');
  const { wait } = specimen.exports as Loose;
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const suspended = wait(gate);
  await edit(specimen, ['const a = 1', 'const a = 2']);
  open();
  assert.deepEqual([await suspended, await wait(gate)], [1, 2]);
});

test('a generator that has begun finishes on the old body', async () => {
  const specimen = await load('export function* count() { yield 1; yield 2 }');
  const { count } = specimen.exports as Loose;
  const begun = count();
  begun.next();
  await edit(specimen, ['yield 1; yield 2', 'yield 10; yield 20']);
  assert.deepEqual([[...begun], [...count()]], [[2], [10, 20]]);
});

test('an edit made from a version that is no longer live is a conflict', async () => {
  const specimen = await load('export const f = () => 1');
  const stale = { ...specimen };
  await edit(specimen, ['() => 1', '() => 2']);
  const { Workbench } = await import('../../../agent/dist/plan/workbench.js');
  const other = new Workbench();
  other.loaded({ url: stale.url, format: 'module', source: stale.source, stripped: false });
  const { plan } = other.plan(
    'late',
    [{ url: stale.url, source: 'export const f = () => 3', version: 1 }],
    (url) => url,
  );
  assert.match(plan.modules[0]?.refusals[0]?.reason ?? '', /patched since/);
});

test('three hundred patches and rollbacks of one function leave the first body', async () => {
  const specimen = await load('export const f = (x) => x');
  const { f } = specimen.exports as Loose;
  for (let round = 1; round <= 300; round++) {
    const id = await edit(specimen, ['=> x', `=> x + ${round}`]);
    assert.equal(f(1), 1 + round);
    await rollback(id);
  }
  assert.equal(f(1), 1);
});

test('what a patch made is let go of after its rollback, once no closure of it is left', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const specimen = await load('export const f = () => 1\nexport const keep = (made) => made');
  const marked: WeakRef<object>[] = [];
  Object.assign(globalThis, { mark: (thing: object) => marked.push(new WeakRef(thing)) });
  const id = await edit(specimen, [
    'export const f = () => 1',
    'class Big { static at = mark(this) }\nexport const f = () => new Big()',
  ]);
  void (specimen.exports as Loose).f();
  await rollback(id);
  await until(() => {
    collect();
    return marked[0]?.deref() === undefined;
  });
});

test('patches on patches and all the way back leave heap and source where they were', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const functions = Array.from({ length: 20 }, (_, n) => `export const g${n} = (x) => [x].map((y) => y + ${n})`);
  const specimen = await load(`export const f = (x) => x\nexport const make = (k) => () => k\n${functions.join('\n')}`);
  const { f, make } = specimen.exports as Loose;
  const early = make(1);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const there = async (count: number): Promise<void> => {
    const ids: string[] = [];
    for (let n = 1; n <= count; n++) {
      const source = `${specimen.source}\nfunction help${n}() { return ${n} }`;
      const outcome = await patch([
        specimen,
        source.replace('=> x\n', `=> x + help${n}()\n`).replace('() => k', `() => k + ${n}`),
      ]);
      assert.ok(outcome.ok);
      ids.push(outcome.id);
      await turn();
    }
    assert.deepEqual([f(1), early(), make(2)()], [1 + count, 1 + count, 2 + count]);
    for (const id of ids.reverse()) {
      assert.equal(await rollback(id), undefined);
      await turn();
    }
    assert.deepEqual([f(1), early(), make(2)()], [1, 1, 2]);
    assert.equal(running(specimen), specimen.source);
  };
  /** What is held once states that nobody needs are forgotten: a commit tells which, after a collection in a turn of its own. */
  const settled = async (): Promise<number> => {
    for (let n = 0; n < 3; n++) {
      await turn();
      collect();
      await turn();
      await there(1);
    }
    await turn();
    collect();
    return process.memoryUsage().heapUsed;
  };
  await there(20);
  const before = await settled();
  await there(rounds);
  assert.ok((await settled()) - before < 1e6);
});

/** Waits for a condition, one turn of the event loop at a time; the runner's time limit ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const two = "export const f = () => 'f'\nexport const g = () => 'g'\n";

test('a patch is taken out from under others that change other functions, and the last one leaves the first source', async () => {
  const specimen = await load(`let n = 0\n${two}export const count = () => n++\n`);
  const { f, g, count } = specimen.exports as Loose;
  const first = await edit(specimen, ["'f'", "'F'"]);
  const second = await edit(specimen, ["'g'", "'G'"]);
  count();
  assert.equal(await rollback(first), undefined);
  assert.deepEqual([f(), g(), count()], ['f', 'G', 1]);
  assert.equal(running(specimen), specimen.source.replace("'g'", "'G'"));
  const third = await edit(specimen, ["'f'", "'ff'"]);
  assert.equal(await rollback(second), undefined);
  assert.deepEqual([f(), g(), count()], ['ff', 'g', 2]);
  assert.equal(await rollback(third), undefined);
  assert.deepEqual([f(), g(), count()], ['f', 'g', 3]);
  assert.equal(running(specimen), specimen.source);
});

test('a patch that others change again is taken out after them, and the one in the way is named', async () => {
  const specimen = await load(two);
  const first = await edit(specimen, ["'f'", "'F'"]);
  const second = await edit(specimen, ["'g'", "'G'"]);
  const third = await edit(specimen, ["() => 'F'", "(x) => 'F' + x"]);
  assert.match(
    (await rollback(first)) ?? '',
    new RegExp(`Patch ${third} stands on top of it in .*\\.mjs and changes the same`),
  );
  assert.equal(await rollback(third), undefined);
  assert.equal(await rollback(first), undefined);
  assert.equal(await rollback(second), undefined);
  assert.equal(running(specimen), specimen.source);
});

test('what a patch brought goes from under others with its members, its exports and its constants', async () => {
  const specimen = await load(
    "const K = 1\nclass A { m() { return 'm' } }\nmodule.exports = { a: new A(), f() { return K },\n  g() { return 1 } }",
    'commonjs',
  );
  const user = await load(
    `const { f } = require('./${specimen.url.split('/').at(-1)}'); exports.h = () => f()`,
    'commonjs',
  );
  const exports = specimen.exports as Loose;
  const first = await edit(
    specimen,
    ['const K = 1', 'const K = 2'],
    ["m() { return 'm' }", "m() { return 'm' } n() { return 'n' }"],
    ['f() {', 'extra() { return 3 }, f() {'],
  );
  const second = await edit(specimen, ['return 1', 'return 10']);
  assert.deepEqual([exports.f(), exports.a.n(), exports.extra(), exports.g()], [2, 'n', 3, 10]);
  assert.equal(await rollback(first), undefined);
  assert.deepEqual([exports.f(), typeof exports.a.n, exports.g()], [1, 'undefined', 10]);
  assert.equal((user.exports as Loose).h(), 1);
  assert.equal(await rollback(second), undefined);
  assert.deepEqual(
    [exports.f(), typeof exports.a.n, exports.g(), typeof exports.extra],
    [1, 'undefined', 1, 'undefined'],
  );
  assert.equal(running(specimen), specimen.source);
});

test('a constant that other modules compute from goes out from under a patch of theirs', async () => {
  const rates = await load('export const K = 1\nexport const other = () => 1', 'module', 'under');
  const user = await load(
    "import { K } from './under.mjs'\nconst twice = K * 2\nexport const f = () => twice\nexport const g = () => 'g'",
  );
  const { f, g } = user.exports as Loose;
  const first = await edit(rates, ['K = 1', 'K = 2']);
  const second = await edit(user, ["'g'", "'G'"]);
  assert.deepEqual([f(), g()], [4, 'G']);
  assert.equal(await rollback(first), undefined);
  assert.deepEqual([f(), g()], [2, 'G']);
  assert.equal(await rollback(second), undefined);
  assert.deepEqual([f(), g()], [2, 'g']);
});

test('who held a function all the time is reached again when the patch that removed it goes from under another', async () => {
  const live = await load(
    'const K = 1\nfunction held() { return K }\nexport const hold = () => held\n\n\n\nexport const other = () => K',
  );
  const held = (): (() => unknown) => live.exports['hold']?.() as () => unknown;
  const saved = held();
  const removed = await edit(live, ['function held() { return K }\n', ''], ['=> held', '=> 0']);
  await edit(live, ['K = 1', 'K = 2'], ['other = () => K', 'other = () => K + 10']);
  assert.deepEqual([saved(), live.exports['other']?.()], [1, 12]);
  assert.equal(await rollback(removed), undefined);
  assert.equal(saved(), 2);
  await edit(live, ['return K', 'return K + 5']);
  assert.deepEqual([saved(), held()()], [7, 7]);
});

test('a private static that a patch brought is set anew by the next one', async () => {
  const live = await load('export class A { static n() { return 1 } }');
  const brought = await edit(live, ['{ return 1 }', '{ return A.#k } static #k = 2']);
  const A = live.exports['A'] as unknown as { n(): number };
  await edit(live, ['#k = 2', '#k = 3']);
  assert.equal(A.n(), 3);
  assert.match((await rollback(brought)) ?? '', /stands on top/);
});

test('patches that brought the same line go one after the other, the first one first', async () => {
  const source = 'export const f = () => 1\nexport const g = () => 1\n';
  const specimen = await load(source);
  const { f, g } = specimen.exports as Loose;
  const first = await patch([specimen, `${source.replace('f = () => 1', 'f = () => note')}var note = 2\n`]);
  assert.ok(first.ok);
  const second = await patch([specimen, `${running(specimen).replace('g = () => 1', 'g = () => note')}var note = 2\n`]);
  assert.ok(second.ok);
  assert.equal(await rollback(first.id), undefined);
  assert.deepEqual([f(), g()], [1, 2]);
  assert.equal(await rollback(second.id), undefined);
  assert.deepEqual([f(), g(), running(specimen)], [1, 1, source]);
});

test('the last patch that goes leaves every module as it was loaded, those too that an earlier rollback made anew', async () => {
  const getter = (value: string): string =>
    `exports.g = () => 1\nObject.defineProperty(exports, 'k', { enumerable: true, get: function () { return ${value} } })\nconst k = 1\nconst give = (v) => v`;
  const inner = await load(getter('give(k)'), 'commonjs', 'hidden-name');
  // Node does not find the name in a getter that does more than give a variable.
  const user = await load(
    "import * as all from './hidden-name.cjs'\nexport const own = all.k\nexport const f = () => [own, 1]",
  );
  assert.deepEqual(user.exports['f']?.(), [undefined, 1]);
  const one = await patch([inner, getter('k')], [user, user.source.replace('[own, 1]', '[own, 2]')]);
  assert.ok(one.ok);
  assert.deepEqual(user.exports['f']?.(), [1, 2]);
  const two = await edit(inner, ['exports.g = () => 1', 'exports.g = () => 2']);
  await rollback(one.id);
  await rollback(two);
  assert.deepEqual(user.exports['f']?.(), [undefined, 1]);
});

test('the newest patch goes although one that came after it has gone, and one before it that brought the same line', async () => {
  const source = 'export const a = () => 1\nexport const b = () => 2\nexport const c = () => 3\n';
  const specimen = await load(source);
  const [one, two, three] = [
    await edit(specimen, ['() => 1', '() => 10'], ['() => 3\n', '() => 3\n// seen\n']),
    await edit(specimen, ['() => 2', '() => 20'], ['() => 3\n', '() => 3\n// seen\n']),
    await edit(specimen, ['() => 3', '() => 30']),
  ];
  for (const id of [one, three, two]) assert.equal(await rollback(id), undefined);
  assert.equal(running(specimen), source);
});
