import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { CodePack } from '../../../agent/dist/load/code-pack.js';
import { listed, until } from '../agent/host.ts';
import { files, ids, Shop } from './shop.ts';

const [first, second] = ids;

test('a recorded patch is applied again before its module runs a single line', async (t) => {
  const shop = new Shop(t);
  await shop.killPatched(first, '3');

  const after = await shop.open();
  await after.answers(6);
  assert.equal(after.running.stdout, '6\n6\n', 'the answer at its start is the patched one too');
  const patch = await after.patchOf(first);
  assert.equal(patch?.state, 'live');
  assert.equal(patch?.reapplied, true);
  assert.equal(patch?.record.state, 'open');
  assert.deepEqual(await after.shell.get('restart', {}), [
    { id: first, outcome: 'reapplied', why: 'the files are those that it was made for' },
  ]);
  const { source, loaded } = await after.shell.get('source', { module: 'price.mjs' });
  assert.match(source, /n \* 3/);
  assert.match(loaded, /n \* 2/);
});

test('code that is kept for the next start neither hides a recorded patch nor outlives it', async (t) => {
  const shop = new Shop(t);
  const plain = String(files['price.mjs']);
  const patched = plain.replace('n * 2', 'n * 3');
  const isKept = (source: string) => (): boolean =>
    listed(shop.cache)
      .flatMap((version) => listed(join(shop.cache, version)).map((name) => join(shop.cache, version, name)))
      .some((file) => CodePack.read(file)?.modules.some((module) => module.source === source));
  const before = await shop.open();
  await until(isKept(plain), () => 'the code of the file is kept');
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();

  for (const start of ['made anew', 'kept']) {
    const after = await shop.open();
    await after.answers(6);
    assert.equal((await after.patchOf(first))?.reapplied, true, start);
    await until(isKept(patched), () => 'the code of the patched source is kept, by its own text');
    if (start === 'kept') {
      await after.shell.get('rollback', { id: first });
      await after.answers(4);
    }
    await after.kill();
  }

  const last = await shop.open();
  await last.answers(4);
  assert.equal(last.running.stdout, '4\n4\n');
});

test('a patch that was applied again can be patched over and rolled back, step by step', async (t) => {
  const shop = new Shop(t);
  await shop.killPatched(first, '3');

  const after = await shop.open();
  await after.patch(second, '5');
  await after.answers(10);
  assert.equal((await after.shell.ask('rollback', { id: first })).error?.code, 'patch_in_the_way');
  await after.shell.get('rollback', { id: second });
  await after.answers(6);
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
  await after.patch(ids[2], '7');
  await after.answers(14);
  await after.kill();

  const last = await shop.open();
  await last.answers(4);
  assert.deepEqual(await last.shell.get('patches', {}), [], 'rolled back and unrecorded ones stay out');
});

test('patches that stand on each other are applied again together', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.patch(second, '5');
  await before.record(second);
  await before.kill();
  const after = await shop.open();
  await after.answers(10);
  assert.equal((await after.shell.get('patches', {})).length, 2);
  await after.shell.get('rollback', { id: second });
  await after.answers(6);
});

test('a recorded patch from under which another went is applied again without it', async (t) => {
  const lines = 'export const more = () => 1;\nexport const price = (n) =>\n  n * 2 +\n  more();\n';
  const shop = new Shop(t, { files: { 'price.mjs': lines } });
  const before = await shop.open();
  await before.load(first, ['price.mjs', '=> 1', '=> 10']);
  await before.record(first);
  await before.load(second, ['price.mjs', 'n * 2', 'n * 3']);
  await before.record(second);
  await before.answers(16);
  await before.shell.get('rollback', { id: first });
  await before.answers(7);
  await before.kill();
  const after = await shop.open();
  await after.answers(7);
  assert.deepEqual(
    (await after.shell.get('patches', {})).map(({ id, state }) => `${id} ${state}`),
    [`${second} live`],
  );
});

test('an unrecorded patch is not applied again', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  assert.deepEqual(await before.shell.get('restart', {}), [
    { id: first, outcome: 'lost', why: 'it has no record that others can see' },
  ]);
  await before.kill();
  const after = await shop.open();
  await after.answers(4);
});

test('after three deaths within a minute of the start the patch is left out, and the reason is said', async (t) => {
  const shop = new Shop(t);
  await shop.killPatched(first, '3');
  for (let death = 0; death < 3; death++) {
    const { running } = shop.start();
    await running.printed('stdout', '6');
    running.child.kill('SIGKILL');
    await running.ended();
  }
  const after = await shop.open();
  await after.answers(4);
  const patch = await after.patchOf(first);
  assert.equal(patch?.state, 'retired');
  assert.match(patch?.note ?? '', /three starts/);
  assert.match(after.running.stderr, /suture: patch 01ARZ3.+ is not applied again: three starts with it ended/);
});

test('another script of the same name and folder is another service', async (t) => {
  const shop = new Shop(t, { files: { 'job.mjs': 'import "./app.mjs";\n' } });
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  const job = await shop.open('job.mjs');
  await job.answers(4);
  assert.deepEqual(await job.shell.get('patches', {}), []);
});

test('a CommonJS module is loaded with its patch, too', async (t) => {
  const common = {
    'app.cjs':
      'const { price } = require("./price.cjs");\nconsole.log(price(2));\nprocess.stdin.on("data", () => console.log(price(2)));\n',
    'price.cjs': 'exports.price = function (n) {\n  return n * 2;\n};\n',
  };
  const shop = new Shop(t, { files: common });
  const before = await shop.open('app.cjs', 'price.cjs');
  await before.patch(first, '3', 'price.cjs');
  await before.record(first);
  await before.kill();
  const after = await shop.open('app.cjs', 'price.cjs');
  await after.answers(6);
  assert.equal(after.running.stdout, '6\n6\n');
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
});

test('a canary is not applied again: drift says so before, the start on stderr, and it stays listed', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.load(first, ['price.mjs', 'n * 2', 'n * 3'], { canary: { when: 'args[0] === 2' } });
  await before.record(first);
  await before.answers(6);
  const [verdict] = await before.shell.get('restart', {});
  assert.equal(verdict?.outcome, 'lost');
  assert.match(verdict.why, /on trial/);
  await before.kill();

  const after = await shop.open();
  await after.answers(4);
  assert.match(after.running.stderr, new RegExp(`patch ${first}.* is not applied again: it was on trial`));
  const { state, note, canary } = (await after.patchOf(first)) ?? {};
  assert.equal(state, 'retired');
  assert.match(note ?? '', /it was on trial/);
  assert.equal(canary, undefined);
  await after.shell.get('rollback', { id: first });
  await after.kill();
  assert.equal((await (await shop.open()).shell.get('patches', {})).length, 0, 'nobody wants it any more');
});

test('a canary that was promoted is applied again', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.load(first, ['price.mjs', 'n * 2', 'n * 3'], { canary: { share: 0.01 } });
  await before.record(first);
  await before.shell.get('promote', { id: first });
  await before.kill();
  const after = await shop.open();
  await after.answers(6);
  assert.equal((await after.patchOf(first))?.reapplied, true);
});
