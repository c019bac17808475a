import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch, type Outcome } from './bench.ts';

const reasons = ({ plan }: Outcome): string[] => plan.modules.flatMap(({ warnings }) => warnings.map((w) => w.reason));
const halfFilled = /began to load before this module, which it requires: after a restart `a` may be undefined here/;

for (const [taking, name] of [
  ['const { a: c } = require("./destructured.cjs")', 'destructured'],
  ['const c = require("./member.cjs").a', 'member'],
] as const) {
  test(`a name taken at once from a module in a cycle is there now, and the plan says that a start may lack it: ${name}`, async () => {
    const inner = await load(`exports.b = () => require("./${name}-user.cjs"); exports.a = 2`, 'commonjs', name);
    const source = 'const c = 1; exports.f = () => c';
    const user = await load(source, 'commonjs', `${name}-user`);
    const outcome = await patch([user, source.replace('const c = 1', taking)]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    assert.equal(user.exports['f']?.(), inner.exports['a']);
    assert.match(reasons(outcome).join('\n'), halfFilled);
  });
}

test('a name that is taken from a module which was there before, in no cycle, is taken without a word', async () => {
  await load('exports.a = 2', 'commonjs', 'no-cycle');
  const source = 'const c = 1; exports.f = () => c';
  const user = await load(source, 'commonjs');
  const outcome = await patch([user, source.replace('const c = 1', 'const { a: c } = require("./no-cycle.cjs")')]);
  assert.ok(outcome.ok);
  assert.doesNotMatch(reasons(outcome).join('\n'), halfFilled);
});
