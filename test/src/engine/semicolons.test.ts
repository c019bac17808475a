import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

test('a call of a captured function begins a statement, and the one before has no semicolon', async () => {
  const specimen = await load(
    'export function make(k) {\n  const note = () => k\n  return () => {\n    const a = k\n    note()\n    return a\n  }\n}',
  );
  const f = (specimen.exports as Loose).make(1);
  await edit(specimen, ['return a\n', 'return a + 1\n']);
  assert.equal(f(), 2);
});

test('a call of what a patch imports begins a statement, also as the only one of a branch', async () => {
  const other = await load(
    'export const log = []; export const h = () => log.push(1); export const h2 = () => log.push(2)',
  );
  const from = other.url.slice(other.url.lastIndexOf('/') + 1);
  const specimen = await load(
    `import { h } from './${from}'\nexport const f = (x) => {\n  const a = x\n  h()\n  if (a)\n    h()\n  else\n    h(a)\n  return a\n}`,
  );
  const { f } = specimen.exports as Loose;
  await edit(specimen, ['import { h }', 'import { h2 as h }']);
  assert.deepEqual([f(1), f(0)], [1, 0]);
  assert.deepEqual(other.exports['log'], [2, 2, 2, 2]);
});

test('`this` begins the statement behind `super()`', async () => {
  const specimen = await load(
    'class A {}\nexport class C extends A {\n  constructor() {\n    super()\n    this.a = 1\n  }\n}',
  );
  const C = specimen.exports['C'] as Loose;
  await edit(specimen, ['a = 1', 'a = 2']);
  assert.equal(new C().a, 2);
});

test('an `import()` begins a statement', async () => {
  const other = await load('globalThis.imported = (globalThis.imported ?? 0) + 1');
  const from = other.url.slice(other.url.lastIndexOf('/') + 1);
  const specimen = await load(`export const f = (x) => {\n  const a = x\n  import('./${from}')\n  return a\n}`);
  await edit(specimen, ['return a', 'return a + 1']);
  assert.equal((specimen.exports as Loose).f(1), 2);
});
