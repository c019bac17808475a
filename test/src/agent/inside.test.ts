import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createConnection } from 'node:net';
import test from 'node:test';
import { ulid } from 'ulid';
import { readProfile } from '../../../shell/dist/source/cpu-profile.js';
import { loadEdit } from './edit.ts';
import { startHost } from './host.ts';

const shop = {
  'app.mjs': `import { createServer } from 'node:net';
class Order { constructor(n) { this.n = n; this.cardToken = 'tok-' + n; } }
class Gift extends Order {}
const orders = [1, 2, 3].map((n) => new Order(n));
orders.push(new Gift(4));
let runs = 0;
const sly = Object.create(Order.prototype, { trap: { enumerable: true, get() { runs++; return 1; } } });
orders.push(sly);
function busy(n) { ${'n += n % 7;'.repeat(100)} return n & 1023; }
setInterval(() => { let n = 1; for (let i = 0; i < 20000; i++) n = busy(n); }, 15);
const server = createServer().listen(0, '127.0.0.1', () => console.log('port', server.address().port, '.'));
`,
};

test('the instances of a class are counted and shown, subclasses among them, and no getter runs', async (t) => {
  const { shell, running } = await startHost(t, shop, ['app.mjs']);
  await running.printed('stdout', ' .');
  const ask = { module: 'app.mjs', class: 'Order', from: 0, limit: 10 };
  const cost = await shell.get('instances', { ...ask, estimate: true });
  assert.ok(cost.count === null && cost.estimateMs > 0);
  const { count, sample } = await shell.get('instances', { ...ask, estimate: false });
  assert.equal(count, 5);
  assert.ok(sample.includes('Order { n: 2, cardToken: [redacted] }'), sample.join('\n'));
  assert.ok(sample.includes('Gift { n: 4, cardToken: [redacted] }'));
  assert.ok(sample.includes('Order { trap: [Getter] }'));
  const page = await shell.get('instances', { ...ask, from: 3, limit: 2, estimate: false });
  assert.deepEqual([page.count, page.sample.length], [5, 2]);
  const runs = await shell.get('evaluate', { expression: 'runs', module: 'app.mjs', write: false, timeoutMs: 1_000 });
  assert.equal(runs.ok && runs.value, 0);
  for (const [name, message] of [
    ['orders', 'orders is not a class.'],
    ['Nobody', 'ReferenceError: Nobody is not defined.'],
  ] as const) {
    const { error } = await shell.ask('instances', { ...ask, class: name, estimate: false });
    assert.deepEqual([error?.code, error?.message], ['cannot_read', message]);
  }
});

test('what keeps the event loop open is told with addresses, the agent left out', async (t) => {
  const { shell, running } = await startHost(t, shop, ['app.mjs']);
  await running.printed('stdout', ' .');
  const port = Number(/port (\d+)/.exec(running.stdout)?.[1]);
  const { kinds } = await shell.get('handles', {});
  const of = (kind: string): (typeof kinds)[number] | undefined => kinds.find((one) => one.kind === kind);
  assert.deepEqual(of('Server')?.details, [`listens on 127.0.0.1:${port}`]);
  assert.equal(of('Timeout')?.count, 1);
  assert.equal(of('MessagePort'), undefined);
  const connection = createConnection(port, '127.0.0.1');
  t.after(() => connection.destroy());
  await new Promise((open) => connection.on('connect', open));
  for (;;) {
    const sockets = (await shell.get('handles', {})).kinds.find(({ kind }) => kind === 'Socket');
    if (sockets?.details.some((text) => text.endsWith(` at port ${port}`))) break;
  }
});

test('the first status tells the delay of the event loop, how busy it is, and memory by space', async (t) => {
  const { shell } = await startHost(t, shop, ['app.mjs']);
  const status = await shell.get('status', {});
  assert.equal(typeof status.eventLoopDelayMs?.p99, 'number');
  assert.ok((status.loopUtilisation ?? -1) >= 0 && (status.loopUtilisation ?? 2) <= 1);
  assert.ok(status.heapSpaces?.some(({ name, usedBytes }) => name === 'old_space' && usedBytes > 100_000));
});

// What V8 inlined, or optimised in the middle of a loop, before the profile began is counted to its caller: this one is
// too large for the one, and has no loop for the other.
test('a profile names the function that takes the time', async (t) => {
  const { shell, folder, running } = await startHost(t, shop, ['app.mjs']);
  await running.printed('stdout', ' .');
  const profile = await shell.get('profile', { forMs: 300 });
  const { functions, ms } = readProfile(profile, folder);
  const busy = functions.find((one) => one.function === 'busy');
  assert.deepEqual([busy?.path, busy?.line], ['app.mjs', 9]);
  assert.ok((busy?.selfMs ?? 0) > 0.02 * ms && (busy?.totalMs ?? 0) >= (busy?.selfMs ?? 0));
});

test('a heap snapshot is written for the user of the process alone, its cost said first', async (t) => {
  const { shell, running } = await startHost(t, shop, ['app.mjs']);
  await running.printed('stdout', ' .');
  const cost = await shell.get('snapshot', { estimate: true });
  assert.ok(cost.path === null && cost.estimateMs > 0);
  const { path, bytes } = await shell.get('snapshot', { estimate: false });
  const found = statSync(path ?? '');
  assert.equal(found.size, bytes);
  const told = shell.events.flatMap(({ event, data }) =>
    event === 'snapshotProgress' ? [data as { done: number; total: number }] : [],
  );
  assert.ok(told.some(({ done, total }) => total > 0 && done === total));
  assert.equal(found.mode & 0o777, 0o600);
});

test('what is known of a function is told: its body, its patch, its exports, what it takes from around it', async (t) => {
  const files = {
    'app.mjs': `const rates = { std: 2 };
export function quote(qty) { return qty * rates.std; }
function maker(step) {
  let total = 0;
  return function next(by) { total += step * by; return total; };
}
const next = maker(2);
export { next as following, maker };
setInterval(() => {}, 1000);
`,
  };
  const { shell } = await startHost(t, files, ['app.mjs']);
  const tell = async (name: string): Promise<unknown> => {
    const { url: _own, ...facts } = await shell.get('function', { module: 'app.mjs', function: name });
    return facts;
  };
  assert.deepEqual(await tell('quote'), {
    function: 'quote',
    path: 'app.mjs',
    line: 2,
    source: 'export function quote(qty) { return qty * rates.std; }',
    patch: null,
    watches: 0,
    kind: 'plain',
    exports: ['quote'],
    closesOver: [],
    uses: ['rates'],
  });
  const watching = { module: 'app.mjs', count: 5, forMs: 60_000, perSecond: 5 };
  await shell.get('watch', { ...watching, function: '5' });
  const inner = (await tell('5')) as { function: string; closesOver: string[]; watches: number };
  assert.deepEqual(
    [inner.function, inner.closesOver.toSorted(), inner.watches],
    ['maker > next', ['step', 'total'], 1],
  );
  const id = ulid();
  await loadEdit(shell, id, 'app.mjs', 'rates.std', 'rates.std + 1');
  const patched = (await tell('quote')) as { patch: string; source: string };
  assert.deepEqual([patched.patch, patched.source], [id, 'export function quote(qty) { return qty * rates.std + 1; }']);
  const unknown = await shell.ask('function', { module: 'app.mjs', function: 'nope' });
  assert.equal(unknown.error?.code, 'cannot_watch');
});

test('generators are told of as well, functions that cannot be patched with the reason, and what CommonJS exports', async (t) => {
  const files = {
    'app.cjs': `function* pages(of) { yield of; }
const rate = 2;
exports.double = (n) => n * rate;
exports.price = module.exports.cost = function price(n) { return n * rate; };
function odd(text) { return eval(text); }
function total() { return rate; }
module.exports = { total, 'sum of': total, ...exports, async *each() { yield rate; } };
setInterval(() => {}, 1000);
`,
  };
  const { shell } = await startHost(t, files, ['app.cjs']);
  const tell = async (name: string): Promise<unknown> => {
    const found = await shell.get('function', { module: 'app.cjs', function: name });
    return [found.function, found.kind, found.exports, found.unpatchable?.slice(0, 12) ?? null];
  };
  assert.deepEqual(await tell('pages'), ['pages', 'generator', [], null]);
  assert.deepEqual(await tell('3'), ['exports.double', 'plain', ['double'], null]);
  assert.deepEqual(await tell('4'), ['module.exports.cost', 'plain', ['price', 'cost'], null]);
  assert.deepEqual(await tell('total'), ['total', 'plain', ['total', 'sum of'], null]);
  assert.deepEqual((await tell('each')) as unknown[], ['each', 'async generator', ['each'], null]);
  const odd = await shell.get('function', { module: 'app.cjs', function: 'odd' });
  assert.ok(odd.unpatchable !== undefined && odd.source.startsWith('function odd'));
});
