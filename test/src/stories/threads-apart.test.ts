import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluated, pause, spinning, start, text } from '../agent/spinning-pool.ts';

test('a worker thread is seen while the main thread is stuck, and while it is stuck itself the main thread is not held up', async (t) => {
  const { pool, first, second } = await spinning(t);
  pool.running.child.stdin?.write('hold\n');
  await pool.running.printed('stdout', 'main holds');
  assert.equal((await first.get('stack', {})).running, true);
  assert.equal(text(await evaluated(second, 'served')), '0');
  assert.equal((await first.get('interrupt', { how: 'throw', message: 'enough' })).ended, true);
  assert.doesNotMatch(pool.running.stdout, /main goes on/);
  await pool.running.printed('stdout', 'thread caught enough');
});

test('behind a main thread in native code a worker thread is evaluated in, and the rest is refused with the reason', async (t) => {
  const { pool, first } = await start(t);
  pool.running.child.stdin?.write('sleep\n');
  await pool.running.printed('stdout', 'main sleeps');
  assert.equal(text(await evaluated(first, 'served')), '0');
  const { error } = await first.ask('look', { expression: 'orders', module: 'worker.js' });
  assert.match(
    error?.message ?? '',
    /^Worker thread \d+, or the main thread, through which it is reached, has served no interrupt for 2000 ms: in native code/,
  );
  pool.running.child.stdin?.write('main\n');
  await pool.running.printed('stdout', 'main 200');
  assert.equal((await first.get('look', { expression: 'orders', module: 'worker.js' })).type, 'array');
});

test('a thread that is paused goes on when the agent dies', async (t) => {
  // The agent's thread is the one with bounds of its own.
  const spy = {
    'spy.cjs':
      "process.on('worker', (worker) => { if (worker.resourceLimits.maxYoungGenerationSizeMb === 8) globalThis.agent = worker; });\n",
  };
  const { pool, first } = await start(t, spy, ['-r', './spy.cjs']);
  const { running } = pool;
  await evaluated(first, 'endless = false', { write: true });
  running.child.stdin?.write('spin 0\n');
  await running.printed('stdout', 'thread spins');
  await pause(pool, first);
  running.child.stdin?.write('die\n');
  await running.printed('stderr', "the agent's thread ended");
  await running.printed('stdout', 'thread result ');
  running.child.stdin?.write('exit\n');
  assert.equal((await running.ended()).code, 0);
});
