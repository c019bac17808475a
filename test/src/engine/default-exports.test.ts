import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

for (const [what, value, called] of [
  ['function', 'function (x) { return [x, 1] }', 'd(2)'],
  ['asynchronous generator', 'async function* (x) { yield [x, 1] }', '(await d(2).next()).value'],
  ['class', 'class { m(x) { return [x, 1] } }', 'new d().m(2)'],
  ['arrow', '(x) => [x, 1]', 'd(2)'],
  ['name', 'f(2)', 'd'],
] as const)
  test(`a default export without a name comes with a patch: ${what}`, async () => {
    const source = 'export const f = (x) => [x, 1]\n';
    const offers = await load(source, 'module', `offers-${what}`);
    const user = await load(`import { f } from './offers-${what}.mjs'\nexport const call = async () => f(0)`);
    const name = what === 'name' ? '' : ', d.name';
    const takes = `import d from './offers-${what}.mjs'\nexport const call = async () => [${called}${name}]`;
    const outcome = await patch([offers, `${source}export default ${value}`], [user, takes]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    assert.deepEqual(await (user.exports as Loose).call(), name === '' ? [[2, 1]] : [[2, 1], 'default']);
    await rollback(outcome.id);
    assert.deepEqual(await (user.exports as Loose).call(), [0, 1]);
  });

test('a namespace under a name that was another import is read where it comes from', async () => {
  const offers = await load('export const a = () => 1\nexport const b = () => 2', 'module', 'swapped');
  const user = await load(
    "const all = require('./swapped.mjs')\nconst { b: one } = require('./swapped.mjs')\nexports.f = () => [all.a(), one()]",
    'commonjs',
  );
  const outcome = await patch(
    [offers, 'export const a = 5\nexport const b = () => 2'],
    [
      user,
      "const one = require('./swapped.mjs')\nconst { b: all } = require('./swapped.mjs')\nexports.f = () => [one.a, all()]",
    ],
  );
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.deepEqual((user.exports as Loose).f(), [5, 2]);
});
