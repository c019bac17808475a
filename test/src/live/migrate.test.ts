import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import { Engineer } from '../patient/engineer.ts';
import { Patient } from '../patient/patient.ts';
import { Repository } from '../patient/repository.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import type { PlanAnswer } from './journey.ts';

const cart = `class Cart {
  items = [];
  add(price) { this.items.push(price); }
  get total() { return this.items.reduce((sum, price) => sum + price, 0); }
}
const carts = new Map();
export function add(name, price) {
  if (!carts.has(name)) carts.set(name, new Cart());
  carts.get(name).add(price);
  return carts.get(name).total;
}
`;

const main = `import { createServer } from 'node:http';
import { add } from './cart.js';
const server = createServer((request, response) => {
  const [, name, price] = request.url.split('/');
  try { response.end(String(add(name, Number(price)))); } catch (error) { response.end(error.name); }
});
server.listen(0, () => console.log('listening on ' + server.address().port));
`;

const migration = `export function up({ instances, addFields }) {
  for (const one of instances(Cart)) { addFields(one); one.count(one.items); }
}
export function down({ instances }) { carts.get('ann').items.push(1000); }
`;

test('a patch that needs other state brings it over for live objects, and a rollback takes it back', async (t) => {
  const ward = await Ward.open(t);
  const repository = await Repository.of(ward, {
    'package.json': '{"name":"carts","type":"module"}\n',
    'main.js': main,
    'cart.js': cart,
  });
  const production = await repository.clone('production');
  const patient = await Patient.admit(ward, { args: ['main.js'], cwd: production.path });
  const visitor = new Visitor(ward, `http://${await patient.host()}`, '/ann/0');
  const add = async (name: string, price: number): Promise<string> => (await visitor.get(`/${name}/${price}`)).body;
  assert.equal(await add('ann', 5), '5');

  const checkout = await repository.clone('checkout');
  await checkout.edit(
    'cart.js',
    'items = [];',
    'items = [];\n  #sum = 0;\n  count(prices) { for (const price of prices) this.#sum += price; }',
  );
  await checkout.edit('cart.js', 'this.items.push(price); }', 'this.items.push(price); this.#sum += price; }');
  await checkout.edit('cart.js', 'return this.items.reduce((sum, price) => sum + price, 0);', 'return this.#sum;');
  await checkout.write('up.js', migration);
  await checkout.write('broken.js', migration.replace('addFields(one);', 'throw new RangeError(one.total);'));
  const engineer = new Engineer(ward, checkout.path);
  const patch = (file: string) =>
    engineer.json<{ id: string; error?: { code: string } }>(
      'patch',
      'cart.js',
      '-m',
      'sums',
      '--migrate',
      file,
      '--yes',
    );

  const plan = await engineer.json<PlanAnswer>('plan', 'cart.js', '--migrate', 'up.js');
  assert.equal(plan.json.migration?.path, 'up.js', plan.told);
  assert.match(
    (await engineer.suture('plan', 'cart.js', '--migrate', 'up.js')).stdout,
    /1 live instance lacks it[^]*migration: up\.js/,
  );

  const [module] = plan.json.modules;
  assert.deepEqual(
    module?.lacking?.map(({ class: name, fields, count }) => ({ name, fields, count })),
    [{ name: 'Cart', fields: ['#sum'], count: 1 }],
    plan.told,
  );

  const failed = await patch('broken.js');
  assert.equal(failed.exit, 1, failed.told);
  assert.match(failed.told, /`up` threw/);
  assert.equal(await add('ann', 1), '6');

  const loaded = await patch('up.js');
  assert.equal(loaded.exit, 0, loaded.told);
  assert.deepEqual([await add('ann', 4), await add('ben', 3)], ['10', '3']);
  await checkout.git('fetch', 'origin');
  const branch = (await repository.branches()).find((name) => name.startsWith('suture/'));
  const recorded = await checkout.git('ls-tree', '-r', '--name-only', `origin/${branch}`);
  assert.match(recorded, /cart\.js/);
  assert.doesNotMatch(recorded, /up\.js/);

  const back = await engineer.json<Patch>('rollback', loaded.json.id, '--yes');
  assert.equal(back.exit, 0, back.told);
  assert.equal(await add('ann', 0), '1010');
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});
