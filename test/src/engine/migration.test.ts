import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMigration } from '../../../agent/dist/plan/migration.js';
import { load, patch, patchWith, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const cart =
  'const seen = []; export class Cart { items = 2; total() { return this.items } } export const log = () => seen';
const priced = cart
  .replace('items = 2;', 'items = 2; price = 10; #left = 1;')
  .replace('return this.items', 'return this.items * this.price - this.#left');

test('a migration gives live instances what new ones have, in the turn of the commit, and takes it away again', async () => {
  const live = await load(cart);
  const Cart = live.exports['Cart'] as Loose;
  const it = new Cart();
  it.items = 5;
  class Big extends Cart {}
  const big = new Big() as Loose;
  const outcome = await patchWith(
    `export function up({ instances, addFields }) { for (const one of instances(Cart)) { addFields(one); seen.push(one) } }
     export function down({ instances }) { for (const one of instances(Cart)) delete one.price; seen.length = 0 }`,
    [live, priced],
  );
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  assert.deepEqual([it.total(), big.total(), new Cart().total()], [49, 19, 19]);
  assert.deepEqual(new Set(live.exports['log']?.() as unknown[]), new Set([it, big]));
  assert.equal(await rollback(outcome.id), undefined);
  assert.deepEqual([it.total(), Object.keys(it), live.exports['log']?.()], [5, ['items'], []]);
});

test('when `up` throws nothing of the patch stays', async () => {
  const live = await load(`${cart}\nexport const rate = 1; export const ask = () => rate`);
  const Cart = live.exports['Cart'] as Loose;
  const it = new Cart();
  const next = `${priced.replace('total()', 'extra() {} static kind = 1; total()')}\nexport const rate = 2; export const ask = () => rate`;
  const failed = await patchWith("function up() { throw new RangeError('no') }", [live, next]);
  assert.match(failed.ok ? '' : failed.message, /`up` threw RangeError: no/);
  assert.deepEqual([it.total(), Object.keys(new Cart()), 'extra' in it, Cart.kind], [2, ['items'], false, undefined]);
  assert.equal(live.exports['ask']?.(), 1);
  const outcome = await patch([live, next]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  assert.deepEqual([new Cart().total(), live.exports['ask']?.()], [19, 2]);
});

test('fields are added to a live instance without making again what it has', async () => {
  const source = `let made = 0; const tell = (n) => (made++, n); const KEY = Symbol('key')
export class Cart { id = tell('id'); rate = tell(1); [KEY] = tell(2); gone = tell(3) } export const count = () => made`;
  const live = await load(source);
  const Cart = live.exports['Cart'] as Loose;
  const it = new Cart();
  delete it.gone;
  const edited = source.replace(
    "id = tell('id'); rate = tell(1); [KEY] = tell(2)",
    "fresh = tell('new'); id = tell('id'); rate = tell(10); [KEY] = tell(20); #own = tell(5); kept() { return this.#own }",
  );
  const outcome = await patchWith(
    'function up({ instances, addFields }) { made = 0; instances(Cart).forEach(addFields); addFields(instances(Cart)[0]) }',
    [live, edited],
  );
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  // Of the five initialisers those of the two fields that it lacks.
  assert.equal(live.exports['count']?.(), 2);
  assert.deepEqual([{ ...it }, it.kept()], [{ ...it, id: 'id', rate: 1, fresh: 'new' }, 5]);
  assert.deepEqual(Reflect.ownKeys(it).map(String), ['id', 'rate', 'fresh', 'Symbol(key)']);
});

test('an `up` that returns a promise is refused when it ran, and leaves nothing of the patch', async () => {
  const live = await load(cart);
  const failed = await patchWith('const up = () => Promise.reject(new Error("late"))', [live, priced]);
  assert.match(failed.ok ? '' : failed.message, /returned a promise/);
  assert.equal(new (live.exports['Cart'] as Loose)().total(), 2);
});

test('a rollback goes through when `down` throws, and says so', async () => {
  const live = await load(cart);
  const outcome = await patchWith('function up() {} function down() { throw new Error("stuck") }', [live, priced]);
  assert.ok(outcome.ok);
  assert.match((await rollback(outcome.id)) ?? '', /threw Error: stuck/);
  assert.equal(new (live.exports['Cart'] as Loose)().total(), 2);
});

test('`down` sees what `up` kept, and the newest migration goes back first', async () => {
  const live = await load('const seen = []; export const log = () => seen.join(); export const f = () => 1');
  const kept = (name: string): string =>
    `const kept = []; function up() { kept.push('${name}'); seen.push('up ${name}') } function down() { seen.push('down ' + kept) }`;
  const source = (n: number): string =>
    `const seen = []; export const log = () => seen.join(); export const f = () => ${n}`;
  const first = await patchWith(kept('a'), [live, source(2)]);
  const second = await patchWith(kept('b'), [live, source(3)]);
  assert.ok(first.ok && second.ok);
  assert.equal(await rollback(second.id), undefined);
  assert.equal(await rollback(first.id), undefined);
  assert.equal(live.exports['log']?.(), 'up a,up b,down b,down a');
});

for (const [what, source, reason, line] of [
  ['an async function', '\nexport async function up() {}', /cannot wait/, 2],
  ['a statement', 'function up() {}\nseen.push(1)', /only declares/, 2],
  ['an import', "import fs from 'node:fs'\nfunction up() {}", /only declares/, 1],
  ['no `up`', 'function down() {}', /no function `up`/, 1],
  ['text that is not JavaScript', 'function up() {}\nfunction (', /not JavaScript/, 2],
] as const)
  test(`a migration with ${what} is refused with the reason and the line`, () => {
    const { plan, code } = readMigration({ url: 'file:///a.js', path: 'm.js', source }, ['file:///a.js']);
    const [refusal] = plan.refusals;
    assert.match(refusal?.reason ?? '', reason);
    assert.equal(refusal?.line, line);
    assert.equal(code, undefined);
  });

test('a migration without `down` is taken with a warning', () => {
  const { plan } = readMigration({ url: 'file:///a.js', path: 'm.js', source: 'function up() {}' }, ['file:///a.js']);
  assert.match(plan.warnings[0]?.reason ?? '', /no `down`/);
});
