import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { finishDue } from '../../../shell/dist/change/waiting-records.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';
import { takeDesk } from './desk.ts';
import type { Seat } from './seat.ts';
import type { StandIn } from './stand-in.ts';
import type { Memory, Workplace } from './workplace.ts';

const first = '01JD0000000000000000000001';
const second = '01JD0000000000000000000002';

describe('patches, rollback and outbox', () => {
  let seat: Seat;
  let place: Workplace;
  let memory: Memory;
  let agent: StandIn;
  beforeEach(async () => {
    ({ seat, place, memory, agent } = await takeDesk());
  });
  afterEach(() => seat.leave());

  const row = (id: string, given: object): object => ({
    id,
    target: { name: 'orders', pid: 4121 },
    nextTry: null,
    ...given,
  });

  it('a rollback without a terminal needs --yes: exit 2, nothing done', async () => {
    memory.take(first, place.origin);
    const { exit, stdout, stderr } = await seat.suture(['rollback', first]);
    assert.deepEqual({ exit, stdout }, { exit: 2, stdout: '' });
    assert.match(stderr, /^Error: A rollback has to be confirmed.*\nHint: Give --yes .*\n$/);
    assert.deepEqual(agent.methods, []);
  });

  it('a rollback takes the first characters of an id, in any case, when only one patch begins with them', async () => {
    memory.take(first, place.origin);
    memory.take(second, place.origin);
    const { exit, stderr } = await seat.suture(['rollback', '01JD', '--yes']);
    assert.equal(exit, 2);
    assert.equal(stderr, `Error: 2 patches begin with 01JD.\nHint: Give more of the id: ${first}, ${second}.\n`);
    assert.deepEqual(await seat.json(['rollback', second.toLowerCase(), '--yes']), { id: second, state: 'rolledBack' });
    assert.deepEqual(
      memory.patches.map(({ state }) => state),
      ['live', 'rolledBack'],
    );
  });

  it('a rollback of what nobody knows is exit 1', async () => {
    const { exit, stderr } = await seat.suture(['rollback', 'nope', '--yes']);
    assert.equal(exit, 1);
    assert.match(stderr, /^Error: orders knows no patch nope\.\nHint: /);
  });

  it('a rollback says that the pull request stays', async () => {
    memory.take(first, place.origin);
    memory.set(first, { record: { state: 'open', branch: 'suture/x', pullRequest: 'https://forge.example/pull/1' } });
    const { stdout } = await seat.suture(['rollback', first, '--yes']);
    assert.match(stdout, /Its pull request stays: close it, or keep it .*https:\/\/forge\.example\/pull\/1/);
  });

  it('a rollback whose answer is lost is read back, not sent again', async () => {
    memory.take(first, place.origin);
    agent.handlers = {
      ...memory.handlers,
      rollback: ({ id }) => {
        memory.set(id, { state: 'rolledBack' });
        return 'drop';
      },
    };
    assert.deepEqual(await seat.json(['rollback', first, '--yes']), { id: first, state: 'rolledBack' });
    assert.equal(agent.methods.filter((method) => method === 'rollback').length, 1);
  });

  it('a rollback that may or may not have happened is exit 6', async () => {
    memory.take(first, place.origin);
    agent.handlers = { ...memory.handlers, rollback: () => agent.die().then(() => 'silence' as const) };
    const { exit, stderr } = await seat.suture(['rollback', first, '--yes']);
    assert.equal(exit, 6);
    assert.match(
      stderr,
      /^Error: It is not known whether orders \(4121\) rolled back 01JD.*\nHint: .*not tried again.*\n$/,
    );
  });

  it('outbox finds what a process runs without a record, and --retry in a checkout finishes it', async () => {
    memory.take(first, place.origin);
    assert.deepEqual(await seat.json(['outbox']), [
      row(first, {
        state: 'live',
        lastError: 'This machine has no copy of it yet; the process does.',
        record: { state: 'live' },
      }),
    ]);
    const { exit, stderr } = await seat.suture(['outbox', '--retry']);
    assert.equal(exit, 5);
    assert.match(stderr, /^Error: The record of 01JD.* has not landed: .*\nHint: .*in a checkout of orders\.\n$/);

    const [done] = (await seat.json(['outbox', '--retry'], { cwd: place.checkout })) as {
      state: string;
      lastError: null;
    }[];
    assert.deepEqual([done?.state, done?.lastError], ['open', null]);
    assert.deepEqual(await seat.json(['outbox']), []);
    assert.deepEqual(await seat.suture(['outbox', '--retry']), {
      exit: 0,
      stdout: 'Every record has landed.\n',
      stderr: '',
    });
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.equal((await place.branches()).length, 1);
  });

  it('a merge is noticed by the next look in a checkout, which tells the process', async () => {
    memory.take(first, place.origin);
    await seat.json(['outbox', '--retry'], { cwd: place.checkout });
    const branch = `suture/${first.toLowerCase()}`;
    await seat.program('git', ['push', '-q', place.remote, `refs/suture/${first}:refs/heads/main`], place.checkout);

    const { exit, stderr } = await seat.suture(['patches'], { cwd: place.checkout });

    assert.equal(exit, 0);
    assert.match(stderr, new RegExp(`^Note: ${first} was merged: file://.*/review/\\n$`));
    assert.equal(memory.patches[0]?.record.state, 'merged');
    assert.equal(memory.patches[0]?.record.branch, branch);
    assert.equal((await seat.suture(['patches'], { cwd: place.checkout })).stderr, '', 'said once');
  });

  it('a request that was closed without a merge leaves a live patch without a home, and that is said', async () => {
    memory.take(first, place.origin);
    await seat.json(['outbox', '--retry'], { cwd: place.checkout });
    const branch = `suture/${first.toLowerCase()}`;
    await seat.program('git', ['push', '-q', place.remote, `:refs/heads/${branch}`], place.checkout);

    const { stderr } = await seat.suture(['patches'], { cwd: place.checkout });

    assert.match(stderr, new RegExp(`^Note: ${first} was closed without a merge: .* It still runs and has no home`));
    assert.match(stderr, new RegExp(`\`suture rollback ${first}\``));
    assert.equal(memory.patches[0]?.record.state, 'closed');
  });

  it('outbox --retry while the remote is away is exit 5 and keeps everything', async () => {
    memory.take(first, place.origin);
    await rename(place.remote, `${place.remote}.away`);
    assert.equal((await seat.suture(['outbox', '--retry'], { cwd: place.checkout })).exit, 5);
    const [waiting] = (await seat.json(['outbox'])) as { id: string; lastError: string }[];
    assert.equal(waiting?.id, first);
    assert.notEqual(waiting?.lastError, '');
    await rename(`${place.remote}.away`, place.remote);
    // Nothing runs any more but the outbox of this machine: that is enough.
    await agent.die();
    assert.equal((await seat.suture(['outbox', '--retry'])).exit, 0);
    assert.equal((await place.branches()).length, 1);
  });

  it('patches says of each record until when it waits, or what to do; an attached shell finishes it when it is due', async () => {
    memory.take(first, place.origin);
    const unknown = await seat.suture(['patches']);
    assert.match(unknown.stdout, / needs you {2}/);
    assert.match(unknown.stdout, new RegExp(`^${first}: needs you \\(This machine has no copy .*--retry`, 'm'));

    await rename(place.remote, `${place.remote}.away`);
    await seat.suture(['outbox', '--retry'], { cwd: place.checkout });
    const { stdout } = await seat.suture(['patches']);
    assert.match(
      stdout,
      new RegExp(`^${first}: waiting until \\d\\d:\\d\\d \\(The remote origin .* cannot be reached`, 'm'),
    );
    const [listed] = (await seat.json(['patches'])) as { waiting?: { retryAt?: string } }[];
    const retryAt = Date.parse(listed?.waiting?.retryAt ?? '');

    await rename(`${place.remote}.away`, place.remote);
    const outbox = new Outbox(`${seat.home}/state/suture/outbox`);
    const due = async (now: number) => await finishDue(outbox, [], place.checkout, () => now);
    assert.deepEqual(await due(retryAt - 1), [], 'not before its time');
    assert.deepEqual(
      (await due(retryAt)).map(({ id, record, waiting }) => [id, record.state, waiting]),
      [[first, 'open', undefined]],
    );
    assert.equal((await place.branches()).length, 1);
  });

  it('outbox works without any process, and a named one has to answer', async () => {
    await agent.die();
    assert.deepEqual(await seat.json(['outbox']), []);
    assert.equal((await seat.suture(['outbox', '-t', 'orders'])).exit, 3);
  });

  it('a patch needs a reason, a yes, a checkout and an author before anything is asked', async () => {
    const refusals: [string[], RegExp, string][] = [
      [['patch', '--yes'], /needs a reason/, place.checkout],
      [['patch', '--yes', '-m', '  '], /needs a reason/, place.checkout],
      [['patch', '-m', 'why'], /has to be confirmed/, place.checkout],
      [['patch', '-m', 'why', '--yes'], /not in a git checkout/, seat.home],
      [['patch', '-m', 'why', '--yes', '--diff', 'none.diff'], /The diff cannot be read/, place.checkout],
      [['patch', '-m', 'why', '--yes', '--diff', 'a', 'b.js'], /cannot be given together/, place.checkout],
    ];
    for (const [words, why, cwd] of refusals) {
      const { exit, stdout, stderr } = await seat.suture(words, { cwd });
      assert.deepEqual({ exit, stdout }, { exit: 2, stdout: '' }, words.join(' '));
      assert.match(stderr, why);
      assert.match(stderr, /^Error: .+\nHint: .+\n$/);
    }
    await seat.program('git', ['config', '--unset', 'user.email'], place.checkout);
    const { exit, stderr } = await seat.suture(['patch', '-m', 'why', '--yes'], { cwd: place.checkout });
    assert.equal(exit, 2);
    assert.match(stderr, /^Error: git does not know user\.email.*\nHint: Set it, .*\n$/);
    assert.deepEqual(agent.methods, []);
  });

  it('a damaged entry of the outbox is pointed at, not lost', async () => {
    memory.take(first, place.origin);
    await seat.suture(['outbox', '--retry'], { cwd: place.checkout });
    await writeFile(`${seat.home}/state/suture/outbox/${first}/entry.json`, '{');
    await seat.suture(['outbox']);
    const { exit, stderr } = await seat.suture(['outbox']);
    assert.equal(exit, 0);
    assert.match(stderr, /^Note: 01JD.* is not used, .*aside/);
  });
});
