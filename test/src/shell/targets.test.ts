import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openAgain, openTarget } from '../../../shell/dist/connect/target.js';
import { Seat } from './seat.ts';

describe('which process a command is about', () => {
  let seat: Seat;
  beforeEach(async () => {
    seat = await Seat.take();
  });
  afterEach(() => seat.leave());

  const nameOf = async (words: readonly string[], env: Record<string, string> = {}): Promise<unknown> =>
    ((await seat.json(['status', ...words], { env })) as { name?: string }).name;

  it('ls lists every live agent, by name, with what reaches it', async () => {
    const orders = await seat.agent();
    const billing = await seat.agent({ name: 'billing', pid: 77, revision: null, patches: 2 });
    assert.deepEqual(await seat.json(['ls']), [
      {
        name: 'billing',
        pid: 77,
        target: billing.socketPath,
        node: 'v20.20.2',
        revision: null,
        startedAt: '2026-11-20T20:00:00.000Z',
        patches: 2,
      },
      {
        name: 'orders',
        pid: 4121,
        target: orders.socketPath,
        node: 'v20.20.2',
        revision: '3f2c000000000000000000000000000000000000',
        startedAt: '2026-11-20T20:00:00.000Z',
        patches: 0,
      },
    ]);
  });

  it('a lost channel is opened again to the successor of a process that was restarted, where there is but one', async () => {
    const orders = await seat.agent();
    const older = { name: 'orders', pid: 3000, startedAt: '2026-11-20T19:00:00.000Z' };
    await seat.agent(older);
    const lost = await openTarget('4121', seat.runFolder);
    const same = await openAgain(lost, seat.runFolder);
    assert.equal(same.greeting.pid, 4121);
    same.close();
    await orders.die();
    await assert.rejects(openAgain(lost, seat.runFolder), { code: 'gone' });
    await seat.agent({ name: 'billing', pid: 4999, startedAt: '2026-11-20T21:00:00.000Z' });
    await seat.agent({ name: 'orders', pid: 5000, startedAt: '2026-11-20T21:00:00.000Z' });
    const successor = await openAgain(lost, seat.runFolder);
    assert.equal(successor.greeting.pid, 5000);
    successor.close();
    await seat.agent({ name: 'orders', pid: 5001, startedAt: '2026-11-20T21:00:01.000Z' });
    await assert.rejects(openAgain(lost, seat.runFolder), { code: 'gone' });
  });

  it('ls without agents is an empty list and no failure', async () => {
    assert.deepEqual(await seat.json(['ls']), []);
    assert.deepEqual(await seat.suture(['ls']), {
      exit: 0,
      stdout: `No live agent in ${seat.runFolder}.\n`,
      stderr: '',
    });
  });

  it('ls leaves out sockets of dead processes, half-written cards and what is no card', async () => {
    await seat.agent();
    const dead = await seat.agent({ name: 'dead', pid: 99 });
    await dead.die();
    await writeFile(join(seat.runFolder, 'half-1.json'), '{"pid":');
    await writeFile(join(seat.runFolder, 'other-2.json'), '[]');
    await mkdir(join(seat.runFolder, 'folder-3.json'));
    const agents = (await seat.json(['ls'])) as { name: string }[];
    assert.deepEqual(
      agents.map(({ name }) => name),
      ['orders'],
    );
  });

  it('may be left unnamed when there is exactly one', async () => {
    await seat.agent();
    assert.equal(await nameOf([]), 'orders');
  });

  it('is named by name, pid, socket path or SUTURE_TARGET, before or after the command', async () => {
    const orders = await seat.agent();
    await seat.agent({ name: 'billing', pid: 77 });
    assert.equal(await nameOf(['-t', 'billing']), 'billing');
    assert.equal(await nameOf(['--target', '4121']), 'orders');
    assert.equal(await nameOf(['-t', orders.socketPath]), 'orders');
    assert.equal(await nameOf([], { SUTURE_TARGET: 'billing' }), 'billing');
    assert.equal(await nameOf(['-t', 'orders'], { SUTURE_TARGET: 'billing' }), 'orders');
    assert.equal(((await seat.json(['-t', '77', 'status'])) as { pid: number }).pid, 77);
  });

  it('has to be named when there are several: exit 2, and the hint lists them', async () => {
    await seat.agent();
    await seat.agent({ name: 'billing', pid: 77 });
    assert.deepEqual(await seat.suture(['status']), {
      exit: 2,
      stdout: '',
      stderr: 'Error: Several agents were found.\nHint: Choose one with --target PID: billing (77), orders (4121).\n',
    });
  });

  it('has to be named by pid when several have the name', async () => {
    await seat.agent();
    await seat.agent({ pid: 4122 });
    const { exit, stderr } = await seat.suture(['status', '-t', 'orders']);
    assert.equal(exit, 2);
    assert.match(stderr, /^Error: Several agents are called orders\.\nHint: .*orders \(4121\), orders \(4122\)\.\n$/);
  });

  it('cannot be reached when there is none: exit 3', async () => {
    const { exit, stdout, stderr } = await seat.suture(['status']);
    assert.equal(exit, 3);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^Error: No live agent was found in .*\nHint: Start the service with `node -r @suture\/agent`.*\n$/,
    );
  });

  it('that nobody knows is exit 3, and the hint lists those that can be reached', async () => {
    await seat.agent();
    assert.deepEqual(await seat.suture(['status', '-t', 'oders']), {
      exit: 3,
      stdout: '',
      stderr: 'Error: No agent is called oders.\nHint: These can be reached: orders (4121).\n',
    });
  });

  it('that has died is explained: exit 3, process 99 is gone', async () => {
    await seat.agent();
    const dead = await seat.agent({ name: 'dead', pid: 99 });
    await dead.die();
    for (const target of ['dead', '99']) {
      const { exit, stderr } = await seat.suture(['status', '-t', target]);
      assert.equal(exit, 3);
      assert.equal(
        stderr,
        `Error: ${target} cannot be reached: process 99 is gone.\nHint: These can be reached: orders (4121).\n`,
      );
    }
    assert.equal((await seat.suture(['status', '-t', dead.socketPath])).exit, 3);
  });

  it('is a worker thread only when its number is given', async () => {
    await seat.agent();
    await seat.agent({ thread: 3, script: 'resize.js' });
    await seat.agent({ thread: 5, script: 'resize.js' });
    const threadOf = async (...words: string[]): Promise<unknown> =>
      ((await seat.json(['status', ...words])) as { thread?: number }).thread;
    assert.equal(await threadOf(), undefined);
    assert.equal(await threadOf('-t', 'orders'), undefined);
    assert.equal(await threadOf('-t', '4121'), undefined);
    assert.equal(await threadOf('-t', '4121/3'), 3);
    assert.equal(await threadOf('-t', 'orders/5'), 5);
    const listed = (await seat.json(['ls'])) as { thread?: number; script?: string }[];
    assert.deepEqual(
      listed.map(({ thread, script }) => [thread, script]),
      [
        [undefined, undefined],
        [3, 'resize.js'],
        [5, 'resize.js'],
      ],
    );
    assert.match((await seat.suture(['ls'])).stdout, /resize\.js \(worker thread 3\)/);
    assert.match((await seat.suture(['status', '-t', '4121/3'])).stdout, /^orders \(4121\/3\)/);
  });

  it('that is a worker thread which has ended is explained: exit 3', async () => {
    await seat.agent();
    const ended = await seat.agent({ thread: 3 });
    await ended.die();
    const gone = await seat.suture(['status', '-t', '4121/3']);
    assert.equal(gone.exit, 3);
    assert.match(gone.stderr, /^Error: 4121\/3 cannot be reached: worker thread 4121\/3 is gone\.\n/);
    assert.match((await seat.suture(['status', '-t', '4121/4'])).stderr, /^Error: No agent is called 4121\/4\.\n/);
  });

  it('an empty target is refused, not guessed', async () => {
    await seat.agent();
    assert.equal((await seat.suture(['status', '-t', ''])).exit, 2);
  });

  it('attach needs a terminal: exit 2', async () => {
    await seat.agent();
    for (const words of [[], ['attach'], ['attach', 'orders']]) {
      const { exit, stdout, stderr } = await seat.suture(words);
      assert.deepEqual({ exit, stdout }, { exit: 2, stdout: '' });
      assert.match(stderr, /^Error: .*terminal.*\nHint: .*\n$/);
    }
  });
});
