import assert from 'node:assert/strict';
import test from 'node:test';
import { Mill } from './mill.ts';

const price = 'export function price(order) {\n  return order.count * 2;\n}\n';
const half = { canary: { share: 0.5 } };

test('one function of one process', async (t) => {
  const mill = await Mill.start(t, price);

  await t.test('a share of the calls gets the new body and the rest the old one, and the counts add up', async () => {
    const id = await mill.patch('* 2', '* 3', half);
    const given = await mill.call('price', 400, { count: 1 });
    assert.deepEqual(Object.keys(given).sort(), ['2', '3'], 'both bodies are seen');
    const { state, canary } = await mill.patchOf(id);
    assert.equal(state, 'live');
    assert.equal(canary?.state, 'running');
    assert.equal(canary?.share, 0.5);
    assert.equal(canary?.old.calls, given['2']);
    assert.equal(canary?.new.calls, given['3']);
    assert.ok((given['3'] ?? 0) > 120 && (given['3'] ?? 0) < 280, `half of 400 is not ${given['3']}`);
    for (const { meanMs, p50Ms, p99Ms } of [canary.old, canary.new]) {
      assert.ok(meanMs !== null && p50Ms !== null && p99Ms !== null && p50Ms <= p99Ms);
    }
    await mill.clear();
  });

  await t.test('a condition over args chooses the calls', async () => {
    const id = await mill.patch('* 2', '* 3', { canary: { when: 'args[0].tenant === "me"' } });
    assert.deepEqual(await mill.call('price', 10, { count: 1, tenant: 'me' }), { 3: 10 });
    assert.deepEqual(await mill.call('price', 10, { count: 1, tenant: 'you' }), { 2: 10 });
    const { canary } = await mill.patchOf(id);
    assert.equal(canary?.when, 'args[0].tenant === "me"');
    assert.deepEqual([canary?.old.calls, canary?.new.calls, canary?.whenThrew], [10, 10, 0]);
    await mill.clear();
  });

  await t.test('a condition that could change something is refused', async () => {
    await assert.rejects(mill.plan('* 2', '* 3', { canary: { when: 'args[0].count = 1' } }), /canary: .*only read/);
    await assert.rejects(mill.plan('* 2', '* 3', { canary: { when: 'args[' } }), /bad_condition: canary: /);
    await mill.clear();
  });

  await t.test('a canary is promoted: every call gets the new body, and it is told and written down', async () => {
    const id = await mill.patch('* 2', '* 3', half);
    await mill.call('price', 20, { count: 1 });
    const by = { name: 'Ben', email: 'ben@example.com' };
    assert.deepEqual(await mill.host.shell.get('promote', { id, by, why: 'it is good' }), { id, state: 'live' });
    assert.deepEqual(await mill.call('price', 50, { count: 1 }), { 3: 50 });
    const { canary } = await mill.patchOf(id);
    assert.equal(canary?.state, 'promoted');
    assert.equal((canary?.old.calls ?? 0) + (canary?.new.calls ?? 0), 20, 'what was counted stays');
    const deed = (await mill.host.shell.get('history', {})).find(({ kind }) => kind === 'promoting');
    assert.equal(deed?.why, 'it is good');
    assert.equal(deed?.by, 'Ben <ben@example.com>');
    const again = await mill.host.shell.ask('promote', { id });
    assert.equal(again.error?.code, 'wrong_state');
    assert.match(again.error?.message ?? '', /promoted before/);
    await mill.clear();
  });

  await t.test('what is no canary cannot be promoted', async () => {
    const id = await mill.patch('* 2', '* 3');
    const { error } = await mill.host.shell.ask('promote', { id });
    assert.equal(error?.code, 'wrong_state');
    assert.match(error?.message ?? '', /no canary/);
    await mill.clear();
  });

  await t.test('a canary is rolled back like any patch, promoted or not', async () => {
    const first = await mill.patch('* 2', '* 3', half);
    await mill.host.shell.get('rollback', { id: first });
    assert.deepEqual(await mill.call('price', 50, { count: 1 }), { 2: 50 });
    const rolledBack = await mill.patchOf(first);
    assert.deepEqual([rolledBack.state, rolledBack.canary?.state], ['rolledBack', 'ended']);
    const second = await mill.patch('* 2', '* 3', half);
    await mill.host.shell.get('promote', { id: second });
    await mill.host.shell.get('rollback', { id: second });
    assert.deepEqual(await mill.call('price', 50, { count: 1 }), { 2: 50 });
    await mill.clear();
  });

  await t.test('a function that is a canary can be watched, and one that is watched can become a canary', async () => {
    const { shell } = mill.host;
    const params = { module: 'mill.mjs', function: 'price', count: 200, forMs: 60_000, perSecond: 200 };
    await shell.get('watch', params);
    const id = await mill.patch('* 2', '* 3', half);
    const { watch } = await shell.get('watch', params);
    const given = await mill.call('price', 40, { count: 1 });
    assert.deepEqual(Object.keys(given).sort(), ['2', '3']);
    const { calls } = await shell.get('unwatch', { watch });
    assert.equal(calls, 40);
    const { canary } = await mill.patchOf(id);
    assert.equal((canary?.old.calls ?? 0) + (canary?.new.calls ?? 0), 40);
    await shell.get('promote', { id });
    assert.deepEqual(await mill.call('price', 20, { count: 1 }), { 3: 20 });
    await shell.get('rollback', { id });
    assert.deepEqual(await mill.call('price', 20, { count: 1 }), { 2: 20 });
    await mill.clear();
  });
});

test('a condition may read `this` and what the module knows', async (t) => {
  const source = `const favourite = 'b';
class Shop { constructor(name) { this.name = name; } greet() { return 'old ' + this.name; } }
const shops = { a: new Shop('a'), b: new Shop('b') };
export const greet = (name) => shops[name].greet();
`;
  const mill = await Mill.start(t, source);
  await mill.patch("'old '", "'new '", { canary: { when: 'this.name === favourite' } });
  assert.deepEqual(await mill.call('greet', 3, 'a'), { 'old a': 3 });
  assert.deepEqual(await mill.call('greet', 3, 'b'), { 'new b': 3 });
});

test('where the condition throws the old body is called, and it is counted', async (t) => {
  const mill = await Mill.start(t, 'export const size = (list) => list?.length ?? 0;\n');
  const id = await mill.patch('?? 0', '?? -1', { canary: { when: 'args[0].length > 1' } });
  assert.deepEqual(await mill.call('size', 5), { 0: 5 });
  const { canary } = await mill.patchOf(id);
  assert.equal(canary?.whenThrew, 5);
  assert.match(canary?.whenError ?? '', /^TypeError: .*undefined/);
  assert.deepEqual([canary?.old.calls, canary?.new.calls], [5, 0]);
});

test('errors are counted side by side, those of promises when they settle', async (t) => {
  const source = `export function sync(n) { if (n < 0) throw new Error('no'); return n; }
export async function later(n) { await null; if (n < 0) throw new Error('no'); return n; }
`;
  const mill = await Mill.start(t, source);
  const id = await mill.patch(/n < 0/g, 'n < 1', half);
  const failed: number[] = [];
  for (const name of ['sync', 'later']) {
    failed.push((await mill.call(name, 40, -1))['no'] ?? 0, (await mill.call(name, 40, 0))['no'] ?? 0);
  }
  const { canary } = await mill.patchOf(id);
  assert.equal((canary?.old.calls ?? 0) + (canary?.new.calls ?? 0), 160);
  assert.equal(canary?.new.errors, canary?.new.calls, 'the new bodies take neither');
  assert.equal(
    (canary?.old.errors ?? 0) + (canary?.new.errors ?? 0),
    failed.reduce((sum, each) => sum + each),
  );
});

test('each kind of function can be a canary: this, new.target, private names, closures, generators', async (t) => {
  const source = `class Base { constructor(n) { this.made = new.target.name + n; } }
class Till extends Base {
  #sum = 1;
  constructor(n) { super(n); this.kind = 'old'; }
  total(...more) { return 'old' + this.#sum + more.length; }
  static open() { return 'old ' + this.name; }
  get label() { return 'old label ' + this.#sum; }
}
function counter(start) { let n = start; return { next: (by) => 'old' + (n += by), all: function* () { yield 'old'; yield n; } }; }
const counters = [counter(10), counter(100)];
async function* slow() { yield 'old'; }
const arrow = (a, b = 'old') => a + b;
const drain = async (it) => { const got = []; for await (const v of it) got.push(v); return got.join(); };
const till = new Till(7);
export const made = () => { const t = new Till(5); return t.kind + t.made; };
export const total = () => till.total(1, 2);
export const open = () => Till.open();
export const label = () => till.label;
export const next = (at) => counters[at].next(1).replace(/[0-9]+/, (n) => (n > 100) + '');
export const all = () => drain(counters[0].all()).then((text) => text.replace(/[0-9]+/, 'n'));
export const later = () => drain(slow());
export const bare = () => arrow('x');
`;
  const mill = await Mill.start(t, source);
  const id = await mill.patch(/old/g, 'new', half);
  const both: Readonly<Record<string, readonly string[]>> = {
    made: ['newTill5', 'oldTill5'],
    total: ['new12', 'old12'],
    open: ['new Till', 'old Till'],
    label: ['new label 1', 'old label 1'],
    all: ['new,n', 'old,n'],
    later: ['new', 'old'],
    bare: ['xnew', 'xold'],
  };
  for (const [name, expected] of Object.entries(both)) {
    assert.deepEqual(Object.keys(await mill.call(name, 40)).sort(), expected, name);
  }
  assert.deepEqual(
    Object.keys(await mill.call('next', 40, 0)).sort(),
    ['newfalse', 'oldfalse'],
    'each its own variables',
  );
  assert.deepEqual(Object.keys(await mill.call('next', 40, 1)).sort(), ['newtrue', 'oldtrue']);
  await mill.host.shell.get('promote', { id });
  for (const [name, [expected = '']] of Object.entries(both)) {
    assert.deepEqual(Object.keys(await mill.call(name, 10)), [expected], name);
  }
});

test('what was changed together meets itself below one call', async (t) => {
  const source = `const tag = () => 'old';
export const both = () => tag() + ' under old';
`;
  const mill = await Mill.start(t, source);
  await mill.patch(/old/g, 'new', half);
  assert.deepEqual(Object.keys(await mill.call('both', 60)).sort(), ['new under new', 'old under old']);
});

test('another patch of the same function is refused while a canary runs; one of another function leaves it alone', async (t) => {
  const mill = await Mill.start(t, `${price}export const other = () => 'a';\n`);
  const id = await mill.patch('* 2', '* 3', half);
  const plan = await mill.plan('* 3', '* 4', {});
  assert.equal(plan.applicable, false);
  assert.match(
    plan.modules[0]?.refusals[0]?.reason ?? '',
    new RegExp(`patch ${id}: promote that one, or roll it back`),
  );
  assert.equal(plan.modules[0]?.refusals[0]?.line, 1);
  await mill.patch("'a'", "'b'");
  assert.deepEqual(await mill.call('other'), { b: 1 });
  assert.deepEqual(Object.keys(await mill.call('price', 60, { count: 1 })).sort(), ['2', '3']);
  await mill.host.shell.get('promote', { id });
  assert.deepEqual(await mill.call('price', 20, { count: 1 }), { 3: 20 });
  await mill.patch('* 3', '* 4');
  assert.deepEqual(await mill.call('price', 20, { count: 1 }), { 4: 20 });
});

test('a patch that changes more than bodies cannot be a canary, and the plan says why and where', async (t) => {
  const source = `const rate = 2;
export function price(n) { return n * rate; }
export class Cart { total() { return 1; } }
`;
  const mill = await Mill.start(t, source);
  const constant = await mill.plan('rate = 2', 'rate = 3', half);
  assert.equal(constant.applicable, false);
  assert.ok(
    constant.modules[0]?.refusals.some(({ line, reason }) => line === 1 && /its value changes for all/.test(reason)),
  );
  const member = await mill.plan('total()', 'sum() { return 2; } total()', half);
  assert.equal(member.applicable, false);
  assert.ok(member.modules[0]?.refusals.some(({ line, function: name }) => line === 3 && name === 'Cart.sum'));
  const helper = await mill.plan('return n * rate;', 'return twice(n); }\nfunction twice(n) { return n * 2;', half);
  assert.equal(helper.applicable, true, 'a helper that only new bodies call is for nobody else');
  assert.deepEqual(helper.canary, { share: 0.5 });
});

test('a canary whose new body fails is taken back by itself', async (t) => {
  const mill = await Mill.start(t, price);
  const id = await mill.patch('return', "if (order.count) throw new Error('broken'); return", half);
  mill.host.shell.close();
  await mill.call('price', 40, { count: 1 });
  await mill.host.running.printed('stderr', `patch ${id} was taken back: 100 % of the calls of its functions failed`);
  assert.deepEqual(await mill.call('price', 40, { count: 1 }), { 2: 40 });
});
