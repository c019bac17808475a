import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import test from 'node:test';
import type { Stack, StackFrame } from '@suture/protocol/stack.js';
import { ulid } from 'ulid';
import { loadEdit } from './edit.ts';
import { startHost } from './host.ts';
import { isFree, onInput, startStuck, tight } from './stuck.ts';

const own = (stack: Stack): StackFrame[] => stack.frames.filter(({ internal }) => !internal);

test('the stack of an endless loop names module, line and locals', async (t) => {
  const host = await startStuck(t, tight);
  const stack = await host.shell.get('stack', {});
  assert.equal(stack.running, true);
  const [spin, handler] = own(stack);
  assert.deepEqual([spin?.function, spin?.path, spin?.line, spin?.restartable], ['spin', 'app.cjs', 13, true]);
  assert.deepEqual([handler?.path, handler?.line], ['app.cjs', 4]);
  // Columns are those of the source: guards have moved the ones that run.
  assert.equal(tight['app.cjs']?.split('\n')[3]?.slice((handler?.column ?? 0) - 1, (handler?.column ?? 0) + 3), 'spin');
  const locals = Object.fromEntries(spin?.locals.map(({ name, text }) => [name, text]) ?? []);
  assert.equal(locals['done'], 'false');
  assert.match(locals['order'] ?? '', /id: 7/);
  assert.match(locals['turns'] ?? '', /^\d+$/);
});

test('a loop is ended by a throw that catch and finally see, once', async (t) => {
  const host = await startStuck(t, tight);
  const interrupted = await host.shell.get('interrupt', { how: 'throw', message: 'too long' });
  assert.deepEqual(
    { ...interrupted, frame: interrupted.frame?.function },
    { ended: true, how: 'throw', frame: 'spin', tries: 1, note: '' },
  );
  await host.running.printed('stdout', 'caught ERR_SUTURE_INTERRUPTED too long\nfinally\n');
  await isFree(host);
  const again = await host.shell.get('evaluate', {
    expression: "typeof spin === 'function'",
    module: 'app.cjs',
    write: false,
    timeoutMs: 1_000,
  });
  assert.deepEqual(again, { ok: true, type: 'boolean', text: 'true', value: true });
  const idle = await host.shell.get('stack', {});
  assert.deepEqual([idle.running, idle.frames], [false, []]);
});

test('a throw that the loop itself swallows is followed by one further out', async (t) => {
  const host = await startStuck(
    t,
    onInput(`function spin(order) {
  let turns = 0;
  for (;;) {
    try { turns += step(turns); } catch { turns = 0; }
  }
}
function step(turns) {
  let sum = 0;
  for (let i = 0; i < 1000; i++) sum += i * turns;
  return sum;
}
`),
  );
  const interrupted = await host.shell.get('interrupt', { how: 'throw' });
  assert.deepEqual([interrupted.ended, interrupted.frame?.function], [true, 'spin']);
  await host.running.printed('stdout', 'finally');
  await isFree(host);
});

test('an error that would end the process is not thrown unless one says so; the call can return instead', async (t) => {
  const files = {
    'app.cjs': `function outer(step) {
  return function spin(order) { let turns = 0; for (;;) turns += step; };
}
const spin = outer(2);
process.stdin.once('data', () => {
  console.log('spinning');
  console.log('result', spin({ total: 12 }));
});
`,
  };
  const host = await startStuck(t, files);
  const refused = await host.shell.ask('interrupt', { how: 'throw' });
  assert.match(refused.error?.message ?? '', /^Nothing on the stack catches an error/);
  const returned = await host.shell.get('interrupt', { how: 'return', value: 'order.total + step', frame: 0 });
  assert.deepEqual([returned.ended, returned.frame?.function], [true, 'spin']);
  await host.running.printed('stdout', 'result 14');
  const second = await startStuck(t, files);
  void second.shell.ask('interrupt', { how: 'throw', evenUncaught: true });
  assert.equal((await second.running.ended()).code, 1);
});

test('inside of an async function a local ends the loop, or a helper throws', async (t) => {
  const files = {
    'app.cjs': `process.stdin.once('data', async () => {
  console.log('spinning');
  let done = false, turns = 0;
  while (!done) turns++;
  console.log('after the loop');
});
`,
  };
  const host = await startStuck(t, files, ({ line }) => line === 4);
  const refused = await host.shell.ask('interrupt', { how: 'throw' });
  assert.equal(refused.error?.code, 'cannot_interrupt');
  assert.match(refused.error?.message ?? '', /async function or a generator/);
  const assigned = await host.shell.get('interrupt', { how: 'assign', assignment: 'done = true' });
  assert.equal(assigned.ended, true);
  await host.running.printed('stdout', 'after the loop');
});

test('ending by force runs no finally, and under a timer the process lives on', async (t) => {
  const files = {
    'app.cjs': `process.stdin.once('data', () => setTimeout(() => {
  console.log('spinning');
  try { for (;;); } finally { console.log('finally'); }
}, 1));
setInterval(() => {}, 1000);
`,
  };
  const host = await startStuck(t, files, ({ line }) => line === 3);
  assert.equal((await host.shell.get('stack', {})).callback, 'timer');
  const ended = await host.shell.get('interrupt', { how: 'terminate' });
  assert.deepEqual([ended.ended, ended.frame], [true, null]);
  await isFree(host);
  assert.ok(!host.running.stdout.includes('finally'));
  const alive = await host.shell.get('evaluate', { expression: '1 + 1', write: false, timeoutMs: 1_000 });
  assert.equal(alive.ok && alive.value, 2);
});

test('reads answer at a pause; writes only when they say so', async (t) => {
  const host = await startStuck(t, tight);
  const ask = { module: 'app.cjs', timeoutMs: 2_000 };
  assert.deepEqual(await host.shell.get('evaluate', { ...ask, expression: '40 + 2', write: false }), {
    ok: true,
    type: 'number',
    text: '42',
    value: 42,
    interrupted: true,
  });
  const write = { ...ask, expression: 'globalThis.seen = 1', write: true };
  assert.equal((await host.shell.ask('evaluate', write)).error?.code, 'target_busy');
  assert.equal((await host.shell.get('evaluate', { ...write, whenStuck: true })).ok, true);
  const local = await host.shell.get('evaluate', {
    expression: 'order.id + 1',
    write: false,
    timeoutMs: 500,
    frame: 0,
  });
  assert.equal(local.ok && local.value, 8);
  const effect = await host.shell.get('evaluate', {
    expression: 'done = true',
    write: false,
    timeoutMs: 500,
    frame: 0,
  });
  assert.match(effect.ok ? '' : effect.error.message, /side effect/);
  const endless = await host.shell.get('evaluate', { expression: 'for (;;);', write: false, timeoutMs: 100 });
  assert.equal(endless.ok ? '' : endless.error.name, 'TimeoutError');
});

test('a patch is loaded in the middle of an endless loop, which runs the new body', async (t) => {
  const host = await startStuck(
    t,
    onInput(`function spin(order) {
  let turns = 0;
  while (!isOver(turns)) turns++;
  return 'over';
}
function isOver(turns) {
  return false;
}
`),
  );
  const loaded = await loadEdit(host.shell, ulid(), 'app.cjs', 'return false', 'return turns > 5');
  assert.equal(loaded.functions, 1);
  await host.running.printed('stdout', 'result over\nfinally');
  await isFree(host);
});

test('the other connections of the process go on, and nothing is left behind', async (t) => {
  const host = await startHost(
    t,
    {
      'app.cjs': `const http = require('node:http');
let trap = true;
function spin() { let n = 0; while (trap) n++; return n; }
const server = http.createServer((request, response) => {
  try { if (request.url === '/spin') { console.log('spinning'); spin(); } response.end('fine'); }
  catch (error) { response.statusCode = 500; response.end(error.message); }
}).listen(0, () => console.log('port', server.address().port, '.'));
`,
    },
    ['app.cjs'],
  );
  await host.running.printed('stdout', ' .');
  const port = Number(/port (\d+)/.exec(host.running.stdout)?.[1]);
  const open = createConnection(port);
  t.after(() => open.destroy());
  let answer = '';
  open.setEncoding('utf8').on('data', (text: string) => (answer += text));
  open.on('error', () => {});
  const spinning = fetch(`http://127.0.0.1:${port}/spin`).then(async (response) => [
    response.status,
    await response.text(),
  ]);
  await host.running.printed('stdout', 'spinning');
  const interrupted = await host.shell.get('interrupt', { how: 'throw', message: 'ended' });
  assert.equal(interrupted.ended, true);
  assert.deepEqual(await spinning, [500, 'ended']);
  open.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await new Promise((closed) => open.on('close', closed));
  assert.match(answer, /fine$/);
  // A debugger that stayed would be told of every pause; a `debugger` statement would then hold the process.
  const passed = await host.shell.get('evaluate', { expression: 'debugger; 7', write: true, timeoutMs: 1_000 });
  assert.equal(passed.ok && passed.value, 7);
});
