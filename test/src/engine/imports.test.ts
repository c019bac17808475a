import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

test('a new export and the name that takes it from `require` come in one patch', async () => {
  const first = 'exports.a = () => 1';
  const tools = await load(first, 'commonjs', 'tools');
  const user = await load("const { a } = require('./tools.cjs'); exports.f = () => a()", 'commonjs');
  const { f } = user.exports as Loose;
  const outcome = await patch(
    [tools, `${first}; exports.b = () => 2`],
    [user, "const { a, b } = require('./tools.cjs'); exports.f = () => a() + b()"],
  );
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.equal(f(), 3);
  await edit(tools, ['=> 2', '=> 20']);
  assert.equal(f(), 21);
});

test('a changed constant reaches a module that takes it with `require().name`', async () => {
  const rates = await load('const K = 1; module.exports = { K }', 'commonjs', 'rates');
  const user = await load("const k = require('./rates.cjs').K; exports.f = () => k", 'commonjs');
  const { f } = user.exports as Loose;
  const id = await edit(rates, ['K = 1', 'K = 2']);
  assert.equal(f(), 2);
  await rollback(id);
  assert.equal(f(), 1);
});

test('a changed constant reaches modules that import it from one that passes it on', async () => {
  const rates = await load('export const K = 1', 'module', 'inner');
  await load("export { K as RATE } from './inner.mjs'", 'module', 'middle');
  await load("export * from './middle.mjs'", 'module', 'outer');
  const user = await load("import { RATE } from './outer.mjs'; export const f = () => RATE");
  const { f } = user.exports as Loose;
  const id = await edit(rates, ['K = 1', 'K = 2']);
  assert.equal(f(), 2);
  await rollback(id);
  assert.equal(f(), 1);
});

test('what is computed from an import has its new value, in whatever order the modules are edited', async () => {
  const rates = await load('export const K = 1', 'module', 'later');
  const user = await load("import { K } from './later.mjs'; const twice = K * 2; export const f = () => twice");
  const { f } = user.exports as Loose;
  const outcome = await patch([user, user.source.replace('K * 2', 'K * 3')], [rates, 'export const K = 2']);
  assert.ok(outcome.ok);
  assert.equal(f(), 6);
});
