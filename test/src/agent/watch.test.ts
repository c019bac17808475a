import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { WatchedCall, WatchEnded, WatchParams } from '@suture/protocol/watch.js';
import { ulid } from 'ulid';
import { loadEdit } from './edit.ts';
import { type Files, TestShell, until } from './host.ts';
import { callsOf, type Evaluating, evaluatesLines, startEvaluating, usual } from './told-lines.ts';

const shop: Files = {
  'app.mjs': `let rate = 2;
function price(qty, order) {
  if (qty < 0) throw new RangeError('negative');
  return qty * rate;
}
class Cart {
  #items = [];
  constructor(owner) { this.owner = owner; }
  add(item) { this.#items.push(item); return this.#items.length; }
}
class Crate extends Cart {
  #label = 'crate of ';
  constructor(owner) { super(owner); this.label = this.#label + owner; }
}
async function load(id) {
  await null;
  if (id === 0) throw new Error('no such order');
  return { id };
}
function maker(step) {
  let total = 0;
  return function count(by) { total += step * by; return total; };
}
const count = maker(10);
const cart = new Cart('ada');
export { price, cart, Crate, load, count };
${evaluatesLines}`,
};

const start = (t: TestContext): Promise<Evaluating> => startEvaluating(t, shop, 'app.mjs');

const watch = (
  shell: TestShell,
  name: string,
  more: Partial<WatchParams> = {},
): ReturnType<typeof shell.get<'watch'>> =>
  shell.get('watch', { module: 'app.mjs', function: name, ...usual, ...more });

async function calls(shell: TestShell, n: number): Promise<WatchedCall[]> {
  await until(
    () => callsOf(shell).length >= n,
    () => `${n} calls, got ${JSON.stringify(shell.events)}`,
  );
  return callsOf(shell);
}

async function ended(shell: TestShell): Promise<WatchEnded> {
  const find = (): WatchEnded | undefined =>
    shell.events.find(({ event }) => event === 'watchEnded')?.data as WatchEnded | undefined;
  await until(
    () => find() !== undefined,
    () => 'the end of the watch',
  );
  return find() as WatchEnded;
}

test('an error that nobody catches ends a watched process with the line and the stack that it had', async (t) => {
  const { shell, run, running } = await start(t);
  await watch(shell, 'price');
  run('price(2)');
  await calls(shell, 1);
  run('setTimeout(price, 0, -1)');
  const { code, stderr } = await running.ended();
  assert.equal(code, 1);
  const [place, line, caret, , ...stack] = stderr.split('\n');
  assert.match(place ?? '', /app\.mjs\S*:3$/);
  assert.equal(line, "  if (qty < 0) throw new RangeError('negative');");
  assert.match(caret ?? '', /^ +\^$/);
  assert.match(stack.join('\n'), /^RangeError: negative\n {4}at \S*price \(.*app\.mjs\S*:3:\d+\)\n/);
});

test('a watch tells arguments, result, error, time and caller, and changes nothing', async (t) => {
  const { shell, run, running } = await start(t);
  const watching = await watch(shell, 'price');
  assert.deepEqual([watching.function, watching.path, watching.line], ['price', 'app.mjs', 2]);
  run('price(3, { id: 1, apiKey: "abcdef" })');
  run('price(-1)');
  const [first, second] = await calls(shell, 2);
  assert.deepEqual(first?.args, ['3', '{ id: 1, apiKey: [redacted] }']);
  assert.equal(first?.result, '6');
  assert.match(first?.caller ?? '', /^eval \(|^run \(app\.mjs:|^\(anonymous\)/);
  assert.match(second?.error ?? '', /^\[RangeError: negative\]/);
  assert.ok((first?.ms ?? -1) >= 0 && Date.parse(first?.at ?? '') > 0);
  await running.printed('stdout', '= 6\n! negative\n');
  const { calls: all, shown } = await shell.get('unwatch', { watch: watching.watch });
  assert.deepEqual([all, shown], [2, 2]);
  run('price(5)');
  await running.printed('stdout', '= 10');
  assert.equal(callsOf(shell).length, 2);
});

test('methods, closures, constructors and async functions are watched with what they hold', async (t) => {
  const { shell, run, running } = await start(t);
  await watch(shell, 'Cart.add');
  await watch(shell, 'count');
  await watch(shell, 'load');
  await watch(shell, 'Crate.constructor');
  run('cart.add("pen")');
  run('count(2)');
  run('count(1)');
  run('load(7).then((x) => console.log("loaded", x.id))');
  run('load(0).catch((e) => console.log("failed", e.message))');
  run('new Crate("bo").label');
  const seen = await calls(shell, 6);
  for (const result of ['1', '20', '30', '{ id: 7 }', "Crate { owner: 'bo', label: 'crate of bo' }"])
    assert.ok(
      seen.some((call) => call.result === result),
      result,
    );
  assert.match(seen.find(({ error }) => error)?.error ?? '', /no such order/);
  await running.printed('stdout', 'loaded 7');
  await running.printed('stdout', '= crate of bo');
  await running.printed('stdout', 'failed no such order');
});

test('a watch shows the calls that one asks for, and ends by count, by time and with its shell', async (t) => {
  const { shell, run, running, socket } = await start(t);
  await watch(shell, 'price', { count: 2, when: 'qty > 10 && order?.id !== 4' });
  for (const qty of [1, 11, 12, 2, 13]) run(`price(${qty}, { id: ${qty} })`);
  await running.printed('stdout', '= 26');
  assert.deepEqual(
    (await calls(shell, 2)).map(({ args }) => args[0]),
    ['11', '12'],
  );
  const { costMs = -1, forMs = -1, ...byCount } = await ended(shell);
  assert.deepEqual(byCount, { watch: 1, why: 'count', calls: 5, shown: 2, note: '' });
  assert.ok(costMs >= 0 && costMs <= forMs);

  const other = await TestShell.attach(socket);
  await watch(other, 'price', { forMs: 100, when: 'result > 30 || error' });
  run('price(16)');
  assert.deepEqual(
    (await calls(other, 1)).map(({ result }) => result),
    ['32'],
  );
  assert.equal((await ended(other)).why, 'time');
  await watch(other, 'price', { count: 5 });
  other.close();
  const { watch: id } = await watch(shell, 'price');
  run('price(1)');
  await calls(shell, 3);
  assert.equal((await shell.get('unwatch', { watch: id })).shown, 1);
});

test('what a condition may not do is refused, and so is what cannot be watched', async (t) => {
  const { shell } = await start(t);
  const ask = { module: 'app.mjs', ...usual };
  for (const when of ['rate = 3', 'delete order.id', 'process.exit()', 'order.items.push(1)', 'new Date()', 'qty +']) {
    assert.equal((await shell.ask('watch', { ...ask, function: 'price', when })).error?.code, 'bad_condition', when);
  }
  const unknown = await shell.ask('watch', { ...ask, function: 'prise' });
  assert.deepEqual(unknown.error, { code: 'cannot_watch', message: 'There is no function prise in it.' });
  assert.equal((await watch(shell, '4')).function, 'price');
});

test('a watch survives a patch of the same function, and the patch survives the watch', async (t) => {
  const { shell, run, running } = await start(t);
  const { watch: id } = await watch(shell, 'price');
  run('price(1)');
  await calls(shell, 1);
  const patch = ulid();
  await loadEdit(shell, patch, 'app.mjs', 'qty * rate', 'qty * rate + 100');
  // Begun after the patch, ended after it: in whatever order, the function is the patched one.
  const { watch: second } = await watch(shell, 'price');
  run('price(2)');
  await running.printed('stdout', '= 104');
  const seen = await calls(shell, 3);
  assert.deepEqual(
    seen.map(({ result }) => result),
    ['2', '104', '104'],
  );
  await shell.get('unwatch', { watch: id });
  await shell.get('unwatch', { watch: second });
  run('price(3)');
  await running.printed('stdout', '= 106');
  const { watch: third } = await watch(shell, 'price');
  await shell.get('rollback', { id: patch });
  run('price(4)');
  await running.printed('stdout', '= 8');
  await until(
    () => callsOf(shell).some(({ watch: of, result }) => of === third && result === '8'),
    () => 'the call after the rollback',
  );
  await shell.get('unwatch', { watch: third });
  run('price(5)');
  await running.printed('stdout', '= 10');
});

test('a hot function is sampled, and all of its calls are counted', async (t) => {
  const { shell, run, running } = await start(t);
  const { watch: id } = await watch(shell, 'price', { perSecond: 5, count: 1_000 });
  run('let n = 0; for (let i = 0; i < 200000; i++) n += price(i); n');
  await running.printed('stdout', '= 39999800000');
  const { calls: all, shown } = await shell.get('unwatch', { watch: id });
  assert.equal(all, 200_000);
  assert.ok(shown >= 1 && shown <= 60, `${shown} shown`);
});

test('a condition that throws is told at once, and takes no more of the process than a watch may', async (t) => {
  const { shell, run, running } = await start(t);
  const { watch: id } = await watch(shell, 'price', { when: 'order.vip.since > 3' });
  run('let n = 0; for (let i = 0; i < 400000; i++) n += price(i, {}); n');
  await running.printed('stdout', '= 159999600000');
  await until(
    () => shell.events.some(({ event }) => event === 'watchNote'),
    () => `a note, got ${JSON.stringify(shell.events)}`,
  );
  const { data } = shell.events.find(({ event }) => event === 'watchNote') ?? {};
  assert.deepEqual(data, { watch: id, note: "--when threw: Cannot read properties of undefined (reading 'since')" });
  const { calls: all, note, costMs = Number.NaN, forMs = Number.NaN } = await shell.get('unwatch', { watch: id });
  assert.equal(all, 400_000);
  assert.match(note, /\d+ calls were not looked at\.$/);
  assert.ok(costMs < 150 + 0.1 * forMs, `${costMs} ms of ${forMs}`);
  // Rested, it looks again.
  await watch(shell, 'price', { when: 'qty === 5' });
  run('price(5, {})');
  assert.deepEqual((await calls(shell, 1))[0]?.args, ['5', '{}']);
});
