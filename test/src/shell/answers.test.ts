import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import { Seat } from './seat.ts';
import { health } from './stand-in.ts';

const hostile = 'a\u001b]52;c;aGk=\u0007b\u009b31mc\u202ed\r\n\u0000e';

describe('what commands print', () => {
  let seat: Seat;
  beforeEach(async () => {
    seat = await Seat.take();
  });
  afterEach(() => seat.leave());

  it('status is a few short lines, and says when the main thread is stuck', async () => {
    const agent = await seat.agent();
    assert.equal(
      (await seat.suture(['status'])).stdout,
      [
        'orders (4121), Node v20.20.2, up 2 h 3 min',
        'revision    3f2c000000000000000000000000000000000000',
        'memory      88 MiB, heap 31 MiB',
        'loop delay  p50 0.4 ms, p99 12 ms',
        'patches     0 live, 1 shell attached',
        '',
      ].join('\n'),
    );
    const stuck = { ...health(agent.greeting), heapUsedBytes: null, eventLoopDelayMs: null, stuckMs: 12_400 };
    agent.handlers = { status: () => ({ result: stuck }) };
    const { stdout, exit } = await seat.suture(['status']);
    assert.match(stdout, /STUCK {7}the main thread has not answered for at least 12 s\n$/);
    assert.match(stdout, /heap not known/);
    const collecting = { ...health(agent.greeting), gc: { count: 3, ms: 12.3 }, stuckMs: 260 };
    agent.handlers = { status: () => ({ result: collecting }) };
    const busy = (await seat.suture(['status'])).stdout;
    assert.match(busy, /^garbage {5}3 collections while somebody is attached, 12 ms$/m);
    assert.match(busy, /has not answered for at least 0\.3 s$/m);
    agent.handlers = { status: () => ({ result: stuck }) };
    assert.equal(exit, 0);
    assert.deepEqual(await seat.json(['status']), stuck);
  });

  it('eval prints the text of the value, and passes on module, write and time', async () => {
    const agent = await seat.agent(
      {},
      { evaluate: () => ({ result: { ok: true, type: 'number', text: '42', value: 42 } }) },
    );
    assert.deepEqual(await seat.suture(['eval', '6 * 7']), { exit: 0, stdout: '42\n', stderr: '' });
    await seat.suture(['eval', 'x', '--module', 'src/a.ts', '--write', '--timeout', '250']);
    const params = agent.asked.filter(({ method }) => method === 'evaluate').map((frame) => frame.params);
    assert.deepEqual(params, [
      { expression: '6 * 7', write: false, timeoutMs: 5000 },
      { expression: 'x', module: 'src/a.ts', write: true, timeoutMs: 250 },
    ]);
    assert.deepEqual(await seat.json(['eval', '6 * 7']), { ok: true, type: 'number', text: '42', value: 42 });
  });

  it('eval of what throws is exit 1, with the place it was thrown', async () => {
    const error = {
      name: 'TypeError',
      message: 'x is no function',
      stack: 'TypeError: x\n    at quote (src/a.ts:3:1)',
    };
    await seat.agent({}, { evaluate: () => ({ result: { ok: false, error } }) });
    assert.deepEqual(await seat.suture(['eval', 'x()']), {
      exit: 1,
      stdout: '',
      stderr: 'Error: TypeError: x is no function\nHint: It was thrown at quote (src/a.ts:3:1).\n',
    });
    assert.deepEqual(await seat.json(['eval', 'x()']), { ok: false, error });
  });

  it('eval refuses times that make no sense', async () => {
    for (const time of ['0', '-1', 'soon', '1e9', '1.5']) {
      const { exit, stderr } = await seat.suture(['eval', '1', `--timeout=${time}`]);
      assert.equal(exit, 2, time);
      assert.match(stderr, /^Error: .*from 1 to 60000\.\nHint: .*\n$/);
    }
  });

  it('source prints the bytes and nothing else', async () => {
    const source = 'export const a = "\u00e4\u001b";\r\n\tno line end';
    const running = { path: 'a.js', url: 'file:///a.js', version: 0, source, loaded: source, stripped: false };
    await seat.agent({}, { source: () => ({ result: running }) });
    assert.deepEqual(await seat.suture(['source', 'a.js']), { exit: 0, stdout: source, stderr: '' });
    assert.deepEqual(await seat.json(['source', 'a.js']), running);
  });

  it('text from the process cannot drive the terminal; --json says it exactly, in bytes that cannot either', async () => {
    const module = {
      path: hostile,
      url: 'file:///x',
      format: 'module',
      version: 0,
      patched: true,
      functions: 3,
      unpatchable: [],
    } as const;
    await seat.agent(
      { name: 'orders', revision: hostile },
      {
        evaluate: () => ({ result: { ok: true, type: 'string', text: hostile, value: hostile } }),
        modules: () => ({ result: [module] }),
        patches: () => ({ result: [patchOf({ why: hostile, author: hostile, modules: [hostile] })] }),
        source: () => ({ error: { code: 'module_not_loaded', message: hostile } }),
      },
    );
    for (const words of [['eval', '1'], ['modules'], ['patches'], ['ls'], ['source', 'x'], ['status']]) {
      const { stdout, stderr } = await seat.suture(words);
      assert.doesNotMatch(stdout + stderr, /[^\n -~]/, words.join(' '));
    }
    const { stdout } = await seat.suture(['eval', '1', '--json']);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(stdout, /[^\n -~]/);
    assert.equal((JSON.parse(stdout) as { value: string }).value, hostile);
  });

  it('colours only where asked for', async () => {
    await seat.agent();
    const escape = /\u001b\[/;
    assert.doesNotMatch((await seat.suture(['status'])).stdout, escape);
    assert.match((await seat.suture(['status'], { env: { FORCE_COLOR: '1' } })).stdout, escape);
    assert.doesNotMatch((await seat.suture(['status'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout, escape);
    assert.doesNotMatch((await seat.suture(['status'], { env: { FORCE_COLOR: '0' } })).stdout, escape);
    assert.doesNotMatch((await seat.suture(['status', '--json'], { env: { FORCE_COLOR: '1' } })).stdout, escape);
  });

  it('tables are aligned, also beside wide characters', async () => {
    await seat.agent({ name: '注文', pid: 7 });
    await seat.agent({ name: 'a', pid: 4121 });
    const lines = (await seat.suture(['ls'])).stdout.split('\n');
    assert.match(lines[0] ?? '', /^NAME {3}PID /);
    assert.match(lines[1] ?? '', /^a {5}4121 /);
    assert.match(lines[2] ?? '', /^注文 {5}7 /);
  });

  it('misuse is two lines and exit 2', async () => {
    for (const words of [
      ['nonsense'],
      ['status', '--nonsense'],
      ['eval'],
      ['source'],
      ['patch', '--yes'],
      ['rollback'],
    ]) {
      const { exit, stdout, stderr } = await seat.suture(words);
      assert.equal(exit, 2, words.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^Error: .+\nHint: .+\n$/, words.join(' '));
    }
  });

  it('help and version are exit 0, on stdout', async () => {
    for (const words of [['--help'], ['help'], ['patch', '--help'], ['help', 'patch'], ['--version']]) {
      const { exit, stdout, stderr } = await seat.suture(words);
      assert.deepEqual({ exit, stderr }, { exit: 0, stderr: '' }, words.join(' '));
      assert.notEqual(stdout, '');
    }
  });

  it('a failure with --json is one document as well', async () => {
    assert.deepEqual(await seat.json(['status']), {
      error: {
        code: 'no_target',
        message: `No live agent was found in ${seat.runFolder}.`,
        hint: 'Start the service with `node -r @suture/agent`, as the same user and with the same SUTURE_RUN_DIR.',
      },
    });
  });
});

function patchOf(given: Partial<Patch>): Patch {
  return {
    id: '01JD0000000000000000000001',
    state: 'live',
    why: 'why',
    author: 'Ada <ada@example.org>',
    modules: ['a.js'],
    appliedAt: '2026-11-20T20:00:00.000Z',
    record: { state: 'open' },
    ...given,
  };
}
