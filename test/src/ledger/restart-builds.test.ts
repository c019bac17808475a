import assert from 'node:assert/strict';
import test from 'node:test';
import { edit } from '../agent/edit.ts';
import { files, ids, origin, Shop } from './shop.ts';

const [first] = ids;

test('a build that contains the patch retires it; the process says upstream', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  shop.deploy('price.mjs', 'export function price(n) {\n  return n * 3;\n}\n');
  const [forecast] = await before.shell.get('restart', {});
  assert.equal(forecast?.outcome, 'contained');
  await before.kill();

  const after = await shop.open();
  await after.answers(6);
  const patch = await after.patchOf(first);
  assert.equal(patch?.state, 'retired');
  assert.match(patch?.note ?? '', /^upstream: /);
  assert.equal(after.running.stderr, '');
  await after.kill();
  const last = await shop.open();
  assert.deepEqual(await last.shell.get('patches', {}), []);
});

test('a release that contains the patch among other changes retires it as upstream, and one that has half of it does not', async (t) => {
  const shop = new Shop(t);
  const old = files['price.mjs'] ?? '';
  const diff =
    'diff --git a/shop/price.mjs b/shop/price.mjs\n--- a/shop/price.mjs\n+++ b/shop/price.mjs\n' +
    '@@ -1,3 +1,4 @@\n export function price(n) {\n+  n = n + 1;\n-  return n * 2;\n+  return n * 3;\n }\n';
  const before = await shop.open();
  await before.load(first, ['price.mjs', '  return n * 2;', '  n = n + 1;\n  return n * 3;'], {
    origin: { ...origin, diff: Buffer.from(diff).toString('base64') },
  });
  await before.record(first);
  await before.answers(9);

  shop.deploy('price.mjs', `// release\n${old.replace('return n * 2', 'return n * 3')}`);
  assert.equal((await before.shell.get('restart', {}))[0]?.outcome, 'lost');
  shop.deploy(
    'price.mjs',
    `// release\n${old.replace('  return n * 2', '  n = n + 1;\n  return n * 3')}export const more = 1;\n`,
  );
  assert.equal((await before.shell.get('restart', {}))[0]?.outcome, 'contained');
  await before.kill();
  const after = await shop.open();
  await after.answers(9);
  assert.match((await after.patchOf(first))?.note ?? '', /^upstream: /);
  assert.equal(after.running.stderr, '');
});

test('a build without the patch has lost it: said at each start until somebody rolls it back', async (t) => {
  const shop = new Shop(t);
  await shop.killPatched(first, '3');
  shop.deploy('price.mjs', 'export function price(n) {\n  return n * 2 + 1;\n}\n');

  for (const round of ['first', 'second']) {
    const after = await shop.open();
    await after.answers(5);
    const patch = await after.patchOf(first);
    assert.equal(patch?.state, 'retired', round);
    assert.match(patch?.note ?? '', /lost by the deploy: price\.mjs/);
    const lines = after.running.stderr.split('\n').filter((line) => line.startsWith('suture: '));
    assert.equal(lines.length, 1, after.running.stderr);
    assert.match(lines[0] ?? '', /forge\.example\/shop\/pull.+lost by the deploy/);
    if (round === 'second') await after.shell.get('rollback', { id: first });
    await after.kill();
  }
  const last = await shop.open();
  assert.deepEqual(await last.shell.get('patches', {}), []);
  assert.equal(last.running.stderr, '');
});

test('a build that is taken back brings the patch back with it', async (t) => {
  const shop = new Shop(t);
  await shop.killPatched(first, '3');
  const old = files['price.mjs'] ?? '';
  shop.deploy('price.mjs', `${old}// another build\n`);
  await (await shop.open()).kill();
  shop.deploy('price.mjs', old);
  const after = await shop.open();
  await after.answers(6);
});

test('a patch of two files is applied again whole or not at all', async (t) => {
  const two = {
    'app.mjs':
      'import { price } from "./price.mjs";\nimport { tax } from "./tax.mjs";\nprocess.stdin.on("data", () => console.log(price(2) + tax(1)));\n',
    'tax.mjs': 'export function tax(n) {\n  return n * 10;\n}\n',
  };
  const shop = new Shop(t, { files: two });
  const before = await shop.open();
  const modules = [
    await edit(before.shell, 'price.mjs', 'n * 2', 'n * 100'),
    await edit(before.shell, 'tax.mjs', 'n * 10', 'n * 100'),
  ];
  await before.shell.get('load', { id: first, modules, origin });
  await before.answers(300);
  await before.record(first);
  await before.kill();
  const whole = await shop.open();
  await whole.answers(300);
  await whole.kill();
  shop.deploy('tax.mjs', 'export function tax(n) {\n  return n * 11;\n}\n');
  const after = await shop.open();
  await after.answers(15);
  assert.equal((await after.patchOf(first))?.state, 'retired');
});
