import assert from 'node:assert/strict';
import test from 'node:test';
import { startHost, TestShell } from './host.ts';
import { startStuck } from './stuck.ts';

// Most of the time in native code, where V8 serves no interrupt.
const naps = (ms: number) => ({
  'app.cjs': `const cell = new Int32Array(new SharedArrayBuffer(4));
function nap(turn) { Atomics.wait(cell, 0, 0, ${ms}); return turn + 1; }
function spin() { let turns = 0; while (turns < 1e6) turns = nap(turns); return turns; }
process.stdin.once('data', () => {
  console.log('spinning');
  spin();
});
`,
});

test('a thread that is slow to pause is looked at, and not taken for an idle one', async (t) => {
  const host = await startHost(t, naps(400), ['app.cjs']);
  assert.deepEqual((await host.shell.get('stack', {})).frames, []);
  host.running.child.stdin?.write('go\n');
  await host.running.printed('stdout', 'spinning');
  const { running, frames } = await host.shell.get('stack', {});
  assert.equal(running, true);
  assert.ok(frames.some((frame) => frame.function === 'spin'));
});

test('looks of several shells at once wait for one another, and each sees the same', async (t) => {
  const host = await startStuck(t, naps(5));
  const other = await TestShell.attach(host.socket);
  t.after(() => other.close());
  const looks = Array.from({ length: 16 }, (_, n) => (n % 2 ? other : host.shell)).map((shell) =>
    shell.ask('stack', {}),
  );
  const asked = { expression: 'turns >= 0', write: false, timeoutMs: 1_000, frame: 1 };
  const inFrame = [host.shell, other].map((shell) => shell.ask('evaluate', asked));
  for (const { result, error } of await Promise.all(looks)) {
    assert.equal(error, undefined);
    assert.ok(result?.frames.some((frame) => frame.function === 'spin'));
  }
  for (const { result, error } of await Promise.all(inFrame)) assert.deepEqual(error ?? result?.ok, true);
});
