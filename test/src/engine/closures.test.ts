import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

test('closures that cannot reach a variable keep their body, by name, and those made later have the new one', async () => {
  const specimen = await load('export function make(a, b) {\n  return () => a\n}');
  const { make } = specimen.exports as Loose;
  const early = make(1, 10);
  const outcome = await patch([specimen, 'export function make(a, b) {\n  return () => a + b\n}']);
  assert.ok(outcome.ok);
  const [module] = outcome.plan.modules;
  assert.deepEqual(module?.warnings, [
    {
      reason:
        'The functions that are already there cannot reach `b`. Those that are there keep their old body; those made from now on have the new one.',
      function: 'make > returned',
      line: 2,
    },
  ]);
  assert.deepEqual(
    module.changes.map(({ kind, function: name }) => `${kind} ${name}`),
    ['rebound make', 'body make > returned'],
  );
  const late = make(2, 20);
  assert.deepEqual([early(), late(), make(3, 30)()], [1, 22, 33]);
  await rollback(outcome.id);
  assert.deepEqual([early(), late(), make(3, 30)()], [1, 2, 3]);
});

test('a closure that one patch left out takes the next, and has its old body again when that goes', async () => {
  const specimen = await load('export function make(a, b) { return () => a }');
  const { make } = specimen.exports as Loose;
  const early = make(1, 10);
  const first = await edit(specimen, ['=> a', '=> a * 2']);
  const between = make(2, 20);
  const second = await edit(specimen, ['=> a * 2', '=> a + b']);
  const late = make(3, 30);
  assert.deepEqual([early(), between(), late()], [2, 4, 33]);
  const third = await edit(specimen, ['=> a + b', '=> a - 1']);
  assert.deepEqual([early(), between(), late()], [0, 1, 2]);
  assert.equal(await rollback(third), undefined);
  assert.deepEqual([early(), between(), late()], [2, 4, 33]);
  assert.equal(await rollback(second), undefined);
  assert.deepEqual([early(), between(), late()], [2, 4, 6]);
  assert.equal(await rollback(first), undefined);
  assert.deepEqual([early(), between(), late()], [1, 2, 3]);
});

test('a closure that was asynchronous stays so where it is, and is not where it is made anew', async () => {
  const specimen = await load('export const make = (n) => async () => n');
  const { make } = specimen.exports as Loose;
  const early = make(1);
  await edit(specimen, ['async () => n', '() => n + 1']);
  assert.deepEqual([await early(), make(1)()], [1, 2]);
});

test('a callback that goes with its caller changes its kind with it', async () => {
  const specimen = await load('export const f = (list) => list.map(async (x) => x)');
  await edit(specimen, ['async (x) => x', '(x) => x + 1']);
  assert.deepEqual((specimen.exports as Loose).f([1]), [2]);
});

const counter = `export function counter(start) {
  let n = start
  const up = () => ++n
  const read = () => n
  return { up, read }
}`;

/** Edits around a closure that is there, each of which has to find it again. */
const moves: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'its neighbours change places': [
    ['const up = () => ++n\n  const read = () => n', 'const read = () => n\n  const up = () => (n += 10)'],
  ],
  'a neighbour has another name': [
    ['const read = () => n', 'const value = () => n'],
    ['{ up, read }', '{ up, read: value }'],
    ['++n', '(n += 10)'],
  ],
  'a scope comes around it': [['  const up = () => ++n\n', '  let up\n  try { up = () => (n += 10) } finally {}\n']],
  'it becomes a declared function': [['const up = () => ++n', 'function up() { return (n += 10) }']],
  'a new neighbour looks like it': [
    ['const up = () => ++n', 'const down = () => --n\n  const up = () => (n += 10)'],
    ['{ up, read }', '{ up, read, down }'],
  ],
  'the function around it has another name': [
    ['export function counter(start)', 'function count(start)'],
    ['return { up, read }\n}', 'return { up, read }\n}\nexport { count as counter }'],
    ['++n', '(n += 10)'],
  ],
};

for (const [move, replacements] of Object.entries(moves)) {
  test(`a closure reads and writes what it captured when ${move}`, async () => {
    const specimen = await load(counter);
    const { up, read } = (specimen.exports as Loose).counter(1);
    assert.equal(up(), 2);
    const id = await edit(specimen, ...replacements);
    assert.deepEqual([up(), read()], [12, 12]);
    await rollback(id);
    assert.deepEqual([up(), read()], [13, 13]);
  });
}

const steps = (names: string): string =>
  `export const out = []\nconst all = []\nconst use = (step) => all.push(step)\nfunction setUp() {\n${names
    .split('')
    .map((name) => `  use((x) => { out.push('${name}', x) })`)
    .join(
      '\n',
    )}\n  use(() => out.splice(0).join(''))\n}\nsetUp()\nexport const run = () => all.map((step) => step(1)).pop()`;

for (const [title, from, to, expected] of [
  ['a neighbour of the same name comes between them', 'ab', 'axb', 'a1b1'],
  ['one comes before and another changes', 'ab', 'xaB', 'a1B1'],
  ['one goes and another changes', 'abc', 'bC', 'a1b1C1'],
  ['one goes', 'abc', 'ac', 'a1b1c1'],
  ['all change', 'ab', 'xy', 'x1y1'],
  ['two change places', 'ab', 'ba', 'b1a1'],
] as const) {
  test(`functions of one name stay what they are when ${title}`, async () => {
    const live = await load(steps(from));
    assert.ok((await patch([live, steps(to)])).ok);
    assert.equal(live.exports['run']?.(), expected);
  });
}
