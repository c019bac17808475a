import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMigration } from '../../../agent/dist/plan/migration.js';
import { edit, load, patch, patchFor, patchWith, promote, rollback, type Specimen } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const shop = `class Base { base(x) { return 'base ' + x } }
export class Shop extends Base {
  #rate = 2; stock = 1; static #made = 0
  static made() { return Shop.#made }
  get rate() { return this.#rate }
  constructor(x) { super(); Shop.#made++; this.x = x }
  price(x) { return [x, super.base(x), this.#rate, 'old'] }
  #secret(x) { return x + ' old' }
  tell(x) { return this.#secret(x) }
}
export class Sub extends Shop { price(x) { return [...super.price(x), 'sub'] } }
export const make = () => class Made extends Base { #own = 1; price(x) { return [super.base(x), this.#own, 'old'] } }
`;

/** What objects of each of the classes do. */
const said = (all: Readonly<Record<string, Loose>>, x: string): unknown =>
  Object.entries(all).map(([name, it]) => [name, it.price(x), it.tell?.(x), it.constructor.made?.() > 0]);

const objects = ({ exports }: Specimen): Readonly<Record<string, Loose>> => {
  const { Shop, Sub, make } = exports as Loose;
  return { shop: new Shop('a'), sub: new Sub('b'), made: new (make())() };
};

test('a canary gives live objects, those of subclasses and of classes that functions make the body that is for the call', async () => {
  const live = await load(shop);
  const all = objects(live);
  const edited = shop.replaceAll("'old'", "'new'").replace("' old'", "' new'");
  const outcome = await patchFor("args[0]==='new'", [live, edited]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  const [former, fresh] = [objects(await load(shop)), objects(await load(edited))];
  assert.deepEqual(said(all, 'old'), said(former, 'old'));
  assert.deepEqual(said(all, 'new'), said(fresh, 'new'));
  promote(outcome.id);
  assert.deepEqual(said(all, 'old'), said(fresh, 'old'));
  assert.equal(await rollback(outcome.id), undefined);
  assert.deepEqual([said(all, 'new'), said(objects(live), 'old')], [said(former, 'new'), said(former, 'old')]);
});

test('a canary of a constructor makes objects either way, those of subclasses as well', async () => {
  const live = await load(shop);
  const outcome = await patchFor("args[0]==='new'", [live, shop.replace('this.x = x', 'this.x = [x, this.#rate]')]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  const { Shop, Sub } = live.exports as Loose;
  assert.deepEqual([new Shop('old').x, new Sub('new').x, new Sub('old').x], ['old', ['new', 2], 'old']);
  assert.equal(Shop.made(), 3);
  assert.equal(Sub.prototype.constructor, Sub);
});

test('a canary leaves the `length` of a method as it is', async () => {
  const live = await load(shop);
  const outcome = await patchFor('args.length > 1', [live, shop.replace('tell(x)', 'tell(x, y)')]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  assert.equal((live.exports['Shop'] as Loose).prototype.tell.length, 1);
});

test('a migration beside a canary is refused with the reason', () => {
  const migration = { url: 'file:///a.js', path: 'm.js', source: 'function up() {} function down() {}' };
  const { plan } = readMigration(migration, ['file:///a.js'], { canary: { share: 0.5 } });
  assert.match(plan.refusals[0]?.reason ?? '', /goes on running beside a canary/);
});

test('a patch with a migration goes from under a later one, and its `down` runs', async () => {
  const source = `export class Cart {\n  items = 2\n  total() { return this.items }\n}\n\n\n\nexport const other = () => 'old'`;
  const live = await load(source);
  const Cart = live.exports['Cart'] as Loose;
  const [it, sub] = [new Cart(), Reflect.construct(class Big extends Cart {}, []) as Loose];
  const migrated = await patchWith(
    `export function up({ instances, addFields }) { instances(Cart).forEach(addFields) }
     export function down({ instances }) { for (const one of instances(Cart)) delete one.price }`,
    [
      live,
      source
        .replace('items = 2', 'items = 2; price = 10')
        .replace('return this.items', 'return this.items * this.price'),
    ],
  );
  assert.ok(migrated.ok);
  const later = await edit(live, ["'old'", "'new'"]);
  assert.deepEqual([it.total(), sub.total(), new Cart().total()], [20, 20, 20]);
  assert.equal(await rollback(migrated.id), undefined);
  assert.deepEqual([it.total(), sub.total(), { ...it }, { ...new Cart() }], [2, 2, { items: 2 }, { items: 2 }]);
  assert.equal(live.exports['other']?.(), 'new');
  assert.equal(await rollback(later), undefined);
  assert.equal(live.exports['other']?.(), 'old');
});

test('objects from before, during and after a patch of fields and private members all work when it is rolled back', async () => {
  const live = await load(shop);
  const { Shop, Sub } = live.exports as Loose;
  const make = (): Loose[] => [new Shop(1), new Sub(2), Reflect.construct(class Deep extends Sub {}, [3])];
  const before = make();
  const edited = shop
    .replace('stock = 1;', 'stock = 5; #more = this.stock + 1; extra = 7; #again() { return this.#rate }')
    .replace("'old']", 'this.extra, #more in this, this.#again()]');
  const outcome = await patch([live, edited]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  const during = make();
  assert.deepEqual(
    [...before, ...during].map((it) => it.price('x').slice(2)),
    [
      [2, undefined, false, 2],
      [2, undefined, false, 2, 'sub'],
      [2, undefined, false, 2, 'sub'],
      [2, 7, true, 2],
      [2, 7, true, 2, 'sub'],
      [2, 7, true, 2, 'sub'],
    ],
  );
  assert.equal(await rollback(outcome.id), undefined);
  const all = [...before, ...during, ...make()];
  assert.deepEqual(
    all.map((it) => [it.price('x').slice(2, 4), it.rate, it.tell('x')]),
    all.map(() => [[2, 'old'], 2, 'x old']),
  );
  assert.deepEqual(
    all.map((it) => it.stock),
    [1, 1, 1, 5, 5, 5, 1, 1, 1],
  );
  assert.deepEqual(Object.keys(new Shop(1)), ['stock', 'x']);
});
