import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const queue = `export class Queue {
  #jobs = []
  push(job) { this.#jobs.push(job); return this.#jobs.length }
  static same(a, b) { return a.#jobs === b.#jobs }
  make() { return () => this.#jobs.length }
}`;

test('a counter that a patch brings as a private field counts on instances that were there', async () => {
  const specimen = await load(queue);
  const { Queue } = specimen.exports as Loose;
  const live = new Queue();
  live.push('a');
  const counted = await edit(
    specimen,
    ['  #jobs = []', '  #pushed = 0\n  #jobs = []\n  #seen = new Set()'],
    [
      'return this.#jobs.length }\n  static',
      'this.#seen.add(job)\n    return [++this.#pushed, this.#seen.size, this.#jobs.length] }\n  static',
    ],
    ['return a.#jobs === b.#jobs', 'return [a.#pushed, b?.#pushed, #pushed in b]'],
    ['return () => this.#jobs.length', 'return (n = this.#pushed) => [n, this.#seen.size]'],
  );
  assert.deepEqual(live.push('b'), [1, 1, 2]);
  assert.deepEqual(live.push('c'), [2, 2, 3]);
  const untouched = new Queue();
  assert.deepEqual(Queue.same(live, untouched), [2, 0, true]);
  assert.deepEqual(live.make()(), [2, 2]);
  assert.throws(() => Queue.same(live, {}), TypeError);
  assert.throws(() => live.push.call({}, 1), TypeError);
  const again = await edit(specimen, ['return [++this.#pushed,', 'return [(this.#pushed += 10),']);
  assert.deepEqual(live.push('d'), [12, 3, 4]);
  await rollback(again);
  await rollback(counted);
  assert.equal(live.push('e'), 5);
});

test('the plan says what live instances get, and that they lack it until then', async () => {
  const specimen = await load(queue);
  const outcome = await patch([
    specimen,
    specimen.source
      .replace('  #jobs = []', '  #jobs = []\n  #pushed = 0')
      .replace('push(job) {', 'push(job) { this.#pushed++;'),
  ]);
  const [module] = outcome.plan.modules;
  assert.deepEqual(
    module?.warnings.map(({ function: name, reason }) => [name, reason]),
    [
      [
        'Queue.#pushed',
        'Live instances get it when `Queue.push` first asks for it, as new ones do: `0`. Where it should tell of what they hold already, a migration has to set it.',
      ],
    ],
  );
  assert.deepEqual(module?.lacking, [{ class: 'Queue', fields: ['#pushed'], count: null, pauseMs: null }]);
});

test('an instance gets what a patch after another brings as well', async () => {
  const specimen = await load('export class A { m() { return 1 } }');
  const { A } = specimen.exports as Loose;
  const [first, second] = [new A(), new A()];
  await edit(specimen, ['m() { return 1 }', '#a = 1; m() { return this.#a++ }']);
  assert.equal(first.m(), 1);
  await edit(specimen, ['#a = 1; m() { return this.#a++ }', '#a = 1; #b = 10; m() { return [this.#a++, this.#b++] }']);
  assert.deepEqual(
    [first.m(), second.m(), new A().m()],
    [
      [2, 10],
      [1, 10],
      [1, 10],
    ],
  );
  assert.deepEqual(
    [first.m(), second.m()],
    [
      [3, 11],
      [2, 11],
    ],
  );
});

test('a field that comes while an instance is still being made is given once', async () => {
  const specimen = await load(
    'export class A { #kept = 1; constructor() { this.x = this.m() } m() { return this.#kept } }',
  );
  await edit(specimen, ['#kept = 1;', '#kept = 1; #n = 5;'], ['return this.#kept', 'return this.#n++']);
  const { A } = specimen.exports as Loose;
  assert.deepEqual([new A().x, new A().m()], [5, 6]);
});

for (const [what, from, to] of [
  ['an initial value that is computed', '#a = 1', '#a = 1; #b = Date.now()'],
  ['an initial value of the instance', '#a = 1', '#a = 1; #b = this.id'],
  ['a class that extends another and has no private field', 'class A { #a = 1', 'class A extends Object { #b = 2'],
] as const)
  test(`a private field is left to a migration, and the plan says how: ${what}`, async () => {
    const source = what.includes('extends')
      ? 'export class A extends Object { m() { return 1 } }'
      : 'export class A { #a = 1; m() { return 1 } }';
    const specimen = await load(source);
    const edited = what.includes('extends') ? source.replace('Object {', 'Object { #b = 2;') : source.replace(from, to);
    const outcome = await patch([specimen, edited.replace('return 1', 'return this.#b')]);
    assert.match(JSON.stringify(outcome.plan), /Live instances lack it, and `A\.m` throws.*--migrate FILE/);
  });
