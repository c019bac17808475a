import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { ulid } from 'ulid';
import { nowhere } from '../patient/load-edit.ts';
import { until } from '../agent/host.ts';
import { evaluated, pause, spinning, start, text } from '../agent/spinning-pool.ts';

test('an expression is evaluated in the thread that is asked, with all that the main thread can do', async (t) => {
  const { pool, main, first, second } = await start(t);
  const { running } = pool;
  const [, one, two] = pool.cards;
  assert.equal(text(await evaluated(first, 'threadId')), String(one?.thread));
  assert.equal(text(await evaluated(second, 'threadId')), String(two?.thread));
  assert.match(
    (await main.ask('evaluate', { expression: '1', module: 'worker.js', write: false, timeoutMs: 1_000 })).error
      ?.code ?? '',
    /^module_not_loaded$/,
  );

  assert.match(text(await evaluated(first, 'served = 9')), /^EvalError: /);
  assert.equal(text(await evaluated(first, 'served = 9', { write: true })), '9');
  assert.equal(text(await evaluated(second, 'served')), '0');
  assert.match(text(await evaluated(first, '(() => { for (;;); })()', { timeoutMs: 100 })), /^TimeoutError: /);
  assert.equal(text(await evaluated(first, 'await Promise.resolve(price(4))', { write: true })), '8');
  assert.equal(text(await evaluated(first, 'orders.length', { session: true })), '2');
  assert.equal(text(await evaluated(first, '_ + $1', { session: true })), '4');

  const { candidates } = await first.get('complete', { prefix: 'orders.constructor.isA', module: 'worker.js' });
  assert.deepEqual(
    candidates.map(({ name }) => name),
    ['isArray'],
  );
  assert.equal((await first.get('preview', { expression: 'price(21)', module: 'worker.js' })).text, '42');
  const { handle } = await first.get('look', { expression: 'orders', module: 'worker.js' });
  const page = await first.get('expand', { handle: handle ?? 0, from: 0, limit: 10 });
  const inner = await first.get('expand', { handle: page.entries[0]?.handle ?? 0, from: 0, limit: 10 });
  assert.deepEqual(inner.entries.map(({ key }) => key).sort(), ['[[Prototype]]', 'item', 'thread']);
  assert.doesNotMatch(JSON.stringify(inner), /hunter2/);

  running.child.stdin?.write('ask 0\nask 1\nmain\n');
  await running.printed('stdout', 'main 200');
  assert.equal(running.stderr, '');
});

test('instances, a profile, a snapshot and a replay are those of the thread', async (t) => {
  const { pool, first, second } = await start(t);
  assert.equal(text(await evaluated(second, 'orders.push(new Order("lamp"))', { write: true })), '3');
  const look = { module: 'price.js', class: 'Order', from: 0, limit: 10, estimate: false };
  assert.equal((await first.get('instances', look)).count, 2);
  assert.equal((await second.get('instances', look)).count, 3);

  const profile = first.get('profile', { forMs: 100 });
  pool.running.child.stdin?.write('ask 0\n');
  assert.ok((await profile).nodes.length > 0);
  const { path, bytes } = await first.get('snapshot', { estimate: false });
  assert.ok(path !== null && existsSync(path));
  assert.equal(statSync(path).size, bytes);
  assert.match(basename(path), new RegExp(`-t${pool.cards[1]?.thread}-${pool.running.child.pid}\\.heapsnapshot$`));

  await first.get('watch', { module: 'price.js', function: 'price', count: 1, forMs: 60_000, perSecond: 10 });
  pool.running.child.stdin?.write('ask 0\n');
  const call = (): { call?: number } | undefined =>
    first.events.find(({ event }) => event === 'call')?.data as { call?: number } | undefined;
  await until(
    () => call() !== undefined,
    () => 'a call',
  );
  const { url, version, source } = await first.get('source', { module: 'price.js' });
  const modules = [{ url, version, source: source.replace('n * 2', 'n * 3') }];
  const replayed = await first.get('replay', { call: call()?.call ?? 0, modules, write: false, timeoutMs: 1_000 });
  assert.deepEqual([text(replayed.now), text(replayed.planned)], ['200', '300']);
});

test('of a thread in an endless loop stack and variables are seen, it is patched, and the loop is ended', async (t) => {
  const { pool, main, first, second } = await spinning(t);
  const { running } = pool;
  const stack = await first.get('stack', {});
  const frame = stack.frames.find(({ function: name }) => name === 'spin');
  assert.deepEqual([stack.running, frame?.path, frame?.restartable], [true, 'worker.js', true]);
  assert.ok(frame?.locals.some(({ name, text: value }) => name === 'order' && value.includes('tea')));
  assert.equal((await main.get('stack', {})).running, false);
  assert.ok((await first.get('status', {})).stuckMs > 0);

  const turns = await evaluated(first, 'served');
  assert.deepEqual([text(turns), turns.ok && turns.interrupted], ['1', true]);
  const at = stack.frames.findIndex(({ function: name }) => name === 'spin');
  assert.equal(text(await evaluated(first, 'order.item', { frame: at })), "'tea'");

  const { url, version, source } = await first.get('source', { module: 'price.js' });
  const edit = {
    url,
    version,
    source: source.replace('return n * 2', 'if (n === 1) throw new Error("enough"); return n * 3'),
  };
  const loaded = await first.get('load', { id: ulid(), modules: [edit], origin: nowhere });
  assert.equal(loaded.state, 'live');
  // The loop calls what was patched.
  await running.printed('stdout', 'thread caught enough');
  running.child.stdin?.write('ask 0\nspin 1\n');
  await running.printed('stdout', 'thread 300');
  await until(
    () => running.stdout.split('thread spins').length === 3,
    () => 'the other to spin',
  );

  const interrupted = await second.get('interrupt', { how: 'throw', message: 'too long' });
  assert.deepEqual([interrupted.ended, interrupted.how], [true, 'throw']);
  await running.printed('stdout', 'thread caught too long');
  assert.equal(running.stderr, '');
});

test('a loop that cannot be thrown out of is assigned in, or its thread is freed by force', async (t) => {
  const { pool, first } = await spinning(t);
  const { running } = pool;
  const set = await first.get('interrupt', { how: 'assign', assignment: 'done = true' });
  assert.equal(set.ended, true);
  await running.printed('stdout', 'thread result ');
  running.child.stdin?.write('spin 0\n');
  await until(
    () => running.stdout.split('thread spins').length === 3,
    () => 'it to spin again',
  );
  const freed = await first.get('interrupt', { how: 'terminate' });
  assert.equal(freed.ended, true);
  running.child.stdin?.write('ask 0\nask 1\n');
  await running.printed('stdout', 'thread 200\nthread 200\n');
  assert.doesNotMatch(running.stdout, /ended|caught/);
});

test('a thread or a process that ends while it is looked into ends as ever', async (t) => {
  const { pool, first, second } = await spinning(t);
  const { running } = pool;
  await pause(pool, first);
  running.child.stdin?.write('kill 0\n');
  await running.printed('stdout', 'ended');
  running.child.stdin?.write('spin 1\n');
  await until(
    () => running.stdout.split('thread spins').length === 3,
    () => 'the other to spin',
  );
  await pause(pool, second);
  running.child.stdin?.write('exit\n');
  const { code, stderr } = await running.ended();
  assert.deepEqual([code, stderr], [0, '']);
});
