import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

test('a function that is exported under its name but is called otherwise inside goes on for those who hold it', async () => {
  const specimen = await load(
    'exports.parse = read;\nfunction read(x) { return end(x, 1) }\nfunction end(x, y) { return x + y }',
    'commonjs',
  );
  const { parse } = specimen.exports as Loose;
  await edit(
    specimen,
    ['= read', '= readAll'],
    ['function read(x) { return end(x, 1) }', 'function readAll(x) { return end(x) }'],
    ['function end(x, y) { return x + y }', 'function end(x) { return x * 10 }'],
  );
  assert.equal(parse(2), 20);
  assert.equal((specimen.exports as Loose).parse(2), 20);
});

test('a function with a new name reads a constant that changed with it', async () => {
  const specimen = await load('const K = 1; function a() { return K } export { a as f }');
  const { f } = specimen.exports as Loose;
  await edit(specimen, ['K = 1', 'K = 2'], ['function a()', 'function b()'], ['{ a as f }', '{ b as f }']);
  assert.equal(f(), 2);
});

test('the plan tells of a function that is gone and that somebody may hold', async () => {
  const specimen = await load(
    'function old() { return help(1) }\nfunction help(x) { return x }\nexport const table = [old]',
  );
  const outcome = await patch([
    specimen,
    'function help(x, y) { return y }\nexport const table = []\nexport const f = () => help(1, 2)',
  ]);
  assert.match(outcome.plan.modules[0]?.warnings.map((w) => w.reason).join() ?? '', /whoever holds it/);
});
