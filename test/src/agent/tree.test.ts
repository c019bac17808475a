import assert from 'node:assert/strict';
import test from 'node:test';
import type { Branches } from '@suture/protocol/tree.js';
import { type Host, startHost, TestShell } from './host.ts';

const shop = {
  'app.mjs': `let runs = 0;
const order = {
  id: 7, owner: { name: 'ada', password: 'hunter2' },
  get total() { runs++; return 1; },
  lines: Array.from({ length: 450 }, (_, n) => ({ n })),
  stock: new Map([['pen', { left: 3 }], ['apiKey', 'abc']]),
  tags: new Set(['a', 'b']),
  paid: Promise.resolve({ by: 'card' }), failed: Promise.reject(new Error('no')), open: new Promise(() => {}),
  error: new TypeError('outer', { cause: new Error('inner') }),
  bytes: new Uint8Array(100_000_000),
  weak: new WeakMap([[globalThis, { held: 1 }]]),
  proxy: new Proxy({}, { ownKeys() { runs++; return []; }, get() { runs++; }, getPrototypeOf() { runs++; return null; } }),
};
order.failed.catch(() => {});
order.self = order;
const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => ['k' + n, n]));
const sparse = new Array(4_294_967_295);
function outer() { const rate = 0.2; return function price() { return rate; }; }
const price = outer();
class Cart { #items = []; add(item) { this.#items.push(item); } get size() { runs++; return this.#items.length; } }
const cart = new Cart();
setInterval(() => {}, 1000);
console.log('ready');
`,
};

async function start(t: Parameters<typeof startHost>[0]): Promise<Host> {
  const host = await startHost(t, shop, ['app.mjs']);
  await host.running.printed('stdout', 'ready');
  return host;
}

async function open(shell: TestShell, expression: string, from = 0, limit = 50): Promise<Branches> {
  const { handle } = await shell.get('look', { expression, module: 'app.mjs' });
  return shell.get('expand', { handle: handle ?? -1, from, limit });
}

const shown = ({ entries }: Branches): Record<string, string> =>
  Object.fromEntries(entries.map(({ key, text }) => [key, text]));

test('a value is opened branch by branch, getters shown and secrets hidden', async (t) => {
  const { shell } = await start(t);
  const root = await open(shell, 'order');
  const texts = shown(root);
  assert.equal(texts['total'], '[Getter]');
  assert.equal(texts['proxy'], '[Proxy]');
  const owner = root.entries.find(({ key }) => key === 'owner');
  const inner = await shell.get('expand', { handle: owner?.handle ?? -1, from: 0, limit: 10 });
  assert.deepEqual(
    inner.entries.slice(0, 2).map(({ key, text, handle }) => [key, text, handle]),
    [
      ['name', "'ada'", null],
      ['password', '[redacted]', null],
    ],
  );
  assert.deepEqual(shown(await open(shell, 'order.stock'))['apiKey'], '[redacted]');
  assert.deepEqual(shown(await open(shell, 'order.stock'))['pen'], '{ left: 3 }');
  assert.match(shown(await open(shell, 'order.error'))['cause'] ?? '', /inner/);
  const runs = await shell.get('evaluate', { expression: 'runs', module: 'app.mjs', write: false, timeoutMs: 1_000 });
  assert.equal(runs.ok && runs.value, 0);
});

test('what V8 alone sees is shown: promises by state, weak maps, closures', async (t) => {
  const { shell } = await start(t);
  assert.match(shown(await open(shell, 'order.paid'))['[[PromiseState]]'] ?? '', /fulfilled/);
  assert.match(shown(await open(shell, 'order.paid'))['[[PromiseResult]]'] ?? '', /card/);
  assert.match(shown(await open(shell, 'order.failed'))['[[PromiseState]]'] ?? '', /rejected/);
  assert.match(shown(await open(shell, 'order.open'))['[[PromiseState]]'] ?? '', /pending/);
  assert.ok('[[Entries]]' in shown(await open(shell, 'order.weak')));
  const scopes = (await open(shell, 'price')).entries.find(({ key }) => key === '[[Scopes]]');
  assert.notEqual(scopes?.handle, null);
});

test('long values come in pages, and of huge ones no more is listed than is asked for', async (t) => {
  const { shell } = await start(t);
  const { handle } = await shell.get('look', { expression: 'order.lines', module: 'app.mjs' });
  const seen: string[] = [];
  let from: number | null = 0;
  while (from !== null) {
    const page: Branches = await shell.get('expand', { handle: handle ?? -1, from, limit: 200 });
    seen.push(...page.entries.filter(({ kind }) => kind === 'item').map(({ text }) => text));
    from = page.next;
  }
  assert.equal(seen.length, 450);
  assert.equal(seen[449], '{ n: 449 }');
  for (const [expression, total] of [
    ['order.bytes', 100_000_000],
    ['sparse', 4_294_967_295],
    ['wide', 100_001],
  ] as const) {
    const page = await open(shell, expression, 0, 10);
    assert.deepEqual([page.total, page.entries.length, page.next], [total, 10, 10]);
  }
});

test('handles end when they are given back, and with their shell', async (t) => {
  const { shell, socket } = await start(t);
  const { handle } = await shell.get('look', { expression: 'order', module: 'app.mjs' });
  const ask = { handle: handle ?? -1, from: 0, limit: 5 };
  const other = await TestShell.attach(socket);
  t.after(() => other.close());
  assert.equal((await other.ask('expand', ask)).error?.code, 'unknown_handle');
  assert.equal((await shell.get('expand', ask)).entries.length, 5);
  await shell.get('release', { handles: [handle ?? -1] });
  assert.equal((await shell.ask('expand', ask)).error?.code, 'unknown_handle');
});

test('names are completed without running a getter', async (t) => {
  const { shell } = await start(t);
  const names = async (prefix: string, module: string | undefined = 'app.mjs'): Promise<string[]> =>
    (await shell.get('complete', { prefix, module })).candidates.map(({ name }) => name);
  assert.deepEqual(await names('const x = or'), ['order']);
  assert.deepEqual(await names('order.o'), ['owner', 'open']);
  assert.deepEqual(await names('order.owner.na'), ['name']);
  assert.deepEqual(await names('order.total.'), []);
  assert.deepEqual(await names('order.proxy.x'), []);
  assert.deepEqual((await names('cart.')).slice(0, 3), ['constructor', 'add', 'size']);
  assert.ok((await names('"text".to')).length === 0);
  assert.ok((await names('JSON.str')).includes('stringify'));
  assert.ok((await names('proce', undefined)).includes('process'));
  assert.deepEqual(await shell.get('preview', { expression: 'order.id + 1', module: 'app.mjs' }), { text: '8' });
  assert.deepEqual(await shell.get('preview', { expression: 'order.id = 1', module: 'app.mjs' }), { text: null });
  assert.deepEqual(await shell.get('preview', { expression: 'for (;;);', module: 'app.mjs' }), { text: null });
  const runs = await shell.get('evaluate', { expression: 'runs', module: 'app.mjs', write: false, timeoutMs: 1_000 });
  assert.equal(runs.ok && runs.value, 0);
});

test('private members are shown, and read by name; secret ones stay hidden', async (t) => {
  const { shell, running } = await startHost(
    t,
    {
      'cart.mjs': `export class Cart {
  #lines = [{ sku: 'tea' }]; #apiKey = 'abc'; static #open = 2;
  get #first() { throw new Error('run'); }
  #sum(by) { return this.#lines.length * by; }
  id = 7;
}
class Big extends Cart { #size = 'big'; }
export const carts = [new Cart(), new Big()];
setInterval(() => {}, 1000);
console.log('ready');
`,
    },
    ['cart.mjs'],
  );
  await running.printed('stdout', 'ready');
  const read = async (expression: string): Promise<string> => {
    const evaluation = await shell.get('evaluate', { expression, module: 'cart.mjs', write: false, timeoutMs: 5_000 });
    return evaluation.ok ? evaluation.text : evaluation.error.message;
  };
  assert.equal(
    await read('carts[0]'),
    "Cart {\n  id: 7,\n  #first: [Getter],\n  #lines: [ { sku: 'tea' } ],\n  #apiKey: [redacted]\n}",
  );
  assert.match(await read('carts'), /#size: 'big'/);
  assert.equal(await read('carts[0].#lines[0].sku'), "'tea'");
  assert.equal(await read('carts.map((cart) => cart.#sum(3))'), '[ 3, 3 ]');
  assert.equal(await read('carts.map((cart) => #size in cart)'), '[ false, true ]');
  assert.equal(await read('Cart.#open + carts[1].#size.length'), '5');
  assert.equal(await read('carts[0].#apiKey'), '[redacted]');
  assert.match(await read('carts[0].#size'), /Cannot read private member #size/);
  assert.match(await read('carts[0].#lines = []'), /#lines can be read here, not set/);
  assert.match(await read('carts[0].#other'), /#other is seen in the scope of a module/);

  const { handle } = await shell.get('look', { expression: 'carts[1]', module: 'cart.mjs' });
  const branches = await shell.get('expand', { handle: handle ?? -1, from: 0, limit: 2 });
  assert.deepEqual(
    branches.entries.map(({ kind, key, text }) => [kind, key, text]),
    [
      ['accessor', '#first', '[Getter]'],
      ['internal', '#lines', '[ [Object] ]'],
      ['internal', '#apiKey', '[redacted]'],
      ['internal', '#size', "'big'"],
      ['property', 'id', '7'],
      ['internal', '[[Prototype]]', 'Big {}'],
    ],
  );
});
