import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { ids, Shop } from './shop.ts';

const [first, second] = ids;

/** A service that loads one of its modules when it is asked for the first time. */
function late(t: TestContext, source = 'export function late(n) {\n  return n * 2;\n}\n'): Shop {
  const app =
    'import "./price.mjs";\nprocess.stdin.on("data", async () => console.log((await import("./late.mjs")).late(2)));\n';
  return new Shop(t, { files: { 'app.mjs': app, 'late.mjs': source } });
}

test('a patch that is rolled back before its module is loaded never comes into it', async (t) => {
  const shop = late(t);
  const before = await shop.open();
  await before.answers(4);
  await before.patch(first, '3', 'late.mjs');
  await before.record(first);
  await before.kill();
  const again = await shop.open();
  await again.answers(6);
  await again.kill();
  const after = await shop.open();
  assert.equal((await after.patchOf(first))?.state, 'live');
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
});

test('a patch goes out from under another one of a module that is not loaded yet, and that one stays', async (t) => {
  const source = 'const by = 2;\n\nconst more = 0;\nexport function late(n) {\n  return n * by + more;\n}\n';
  const shop = late(t, source);
  const before = await shop.open();
  await before.answers(4);
  const edit = async (id: string, from: string, to: string): Promise<void> => {
    await before.load(id, ['late.mjs', from, to]);
    await before.record(id);
  };
  await edit(first, 'by = 2', 'by = 3');
  await edit(second, 'more = 0', 'more = 1');
  await edit(ids[2], 'more = 1', 'more = 100');
  await before.answers(106);
  await before.kill();
  const after = await shop.open();
  await after.shell.get('rollback', { id: first });
  await after.answers(104);
  assert.equal((await after.patchOf(second))?.state, 'live');
  await after.shell.get('rollback', { id: ids[2] });
  await after.answers(5);
  await after.kill();
  const again = await shop.open();
  await again.shell.get('rollback', { id: second });
  await again.answers(4);
});

test('a patch whose ground goes before its module is loaded is retired, and says so', async (t) => {
  const shop = late(t);
  const before = await shop.open();
  await before.answers(4);
  for (const [id, by] of [
    [first, '3'],
    [second, '5'],
  ] as const) {
    await before.patch(id, by, 'late.mjs');
    await before.record(id);
  }
  await before.kill();
  const after = await shop.open();
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
  await after.running.printed('stderr', `patch ${second} is not applied again`);
  assert.match((await after.patchOf(second))?.note ?? '', /late\.mjs is without what it stands on/);
});
