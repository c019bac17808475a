import assert from 'node:assert/strict';
import test from 'node:test';
import { Leases } from '../../../agent/dist/journal/leases.js';
import { until } from '../agent/host.ts';
import { FailingDisk } from '../faults/disk.ts';
import { ids, Shop } from './shop.ts';

const [first, second] = ids;
const by = { name: 'Ben', email: 'ben@example.com' };

test('a patch without a record takes itself back when its lease ends, with no shell attached', async (t) => {
  const shop = new Shop(t, { env: { SUTURE_LEASE: '2s' } });
  const open = await shop.open();
  await open.patch(first, '3');
  await open.answers(6);
  const { leaseEndsAt } = (await open.patchOf(first)) ?? {};
  assert.ok(leaseEndsAt && Date.parse(leaseEndsAt) > Date.now() - 1_000);
  open.shell.close();
  await until(
    () => open.running.stderr.includes('was taken back'),
    () => `the line on stderr, got ${open.running.stderr}`,
  );
  await open.answers(4);
  assert.match(open.running.stderr, /^suture: patch 01ARZ3NDEKTSV4RRFFQ69G5FAV was taken back: .+ its diff is kept$/m);
});

test('everybody attached is told of it, and the diff is kept', async (t) => {
  const shop = new Shop(t, { env: { SUTURE_LEASE: '1s' } });
  const open = await shop.open();
  await open.patch(first, '3');
  await until(
    () => open.shell.events.some(({ event }) => event === 'alarm'),
    () => 'an alarm',
  );
  const states = open.shell.events
    .filter(({ event }) => event === 'patch')
    .map(({ data }) => data as { state: string });
  assert.deepEqual(
    states.map(({ state }) => state),
    ['live', 'takenBack'],
  );
  const patch = await open.patchOf(first);
  assert.equal(patch?.state, 'takenBack');
  assert.equal(patch?.leaseEndsAt, undefined);
  assert.match(patch?.note ?? '', /lease ended/);
  assert.equal((await open.shell.get('origin', { id: first })).why, 'prices were too low');
  const kinds = (await open.shell.get('history', {})).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['start', 'loaded', 'takingBack']);
});

test('a patch that stands on one without a record goes with it', async (t) => {
  const shop = new Shop(t, { env: { SUTURE_LEASE: '2s' } });
  const open = await shop.open();
  await open.patch(first, '3');
  await open.patch(second, '5');
  await open.shell.get('extend', { id: second, ms: 60_000, why: 'the forge is down', by });
  await until(
    () => open.running.stderr.includes(`patch ${first} was taken back`),
    () => `the line on stderr, got ${open.running.stderr}`,
  );
  await open.answers(4);
  assert.match((await open.patchOf(second))?.note ?? '', new RegExp(`stood on ${first}`));
});

test('a recorded patch has no lease, and neither has what it stands on: its record holds both', async (t) => {
  const shop = new Shop(t);
  const open = await shop.open();
  await open.patch(first, '3');
  await open.patch(second, '5');
  assert.ok((await open.patchOf(first))?.leaseEndsAt);
  await open.record(second);
  assert.equal((await open.patchOf(second))?.leaseEndsAt, undefined);
  assert.equal((await open.patchOf(first))?.leaseEndsAt, undefined);
  await open.shell.get('rollback', { id: second });
  assert.ok((await open.patchOf(first))?.leaseEndsAt, 'alone again it is unrecorded');
});

test('an advisory lease only alarms', async (t) => {
  const shop = new Shop(t, { env: { SUTURE_LEASE: '1s', SUTURE_RECORD: 'advisory' } });
  const open = await shop.open();
  await open.patch(first, '3');
  await until(
    () => open.running.stderr.includes('has ended'),
    () => `the line on stderr, got ${open.running.stderr}`,
  );
  await open.answers(6);
  assert.equal((await open.patchOf(first))?.state, 'live');
  assert.equal(open.running.stderr.match(/has ended/g)?.length, 1);
});

test('an extension needs a reason, is journalled, and is refused where there is no lease', async (t) => {
  const shop = new Shop(t);
  const open = await shop.open();
  await open.patch(first, '3');
  const refused = await open.shell.ask('extend', { id: first, ms: 60_000, why: ' ', by });
  assert.equal(refused.error?.code, 'bad_request');
  assert.match(refused.error?.message ?? '', /reason/);
  const extended = await open.shell.get('extend', { id: first, ms: 3_600_000, why: 'the forge is down', by });
  assert.ok(Date.parse(extended.leaseEndsAt ?? '') > Date.now() + 3_500_000);
  const [deed] = (await open.shell.get('history', {})).filter(({ kind }) => kind === 'extended');
  assert.equal(deed?.by, 'Ben <ben@example.com>');
  assert.equal(deed?.why, 'the forge is down');
  await open.record(first);
  assert.equal((await open.shell.ask('extend', { id: first, ms: 60_000, why: 'more', by })).error?.code, 'wrong_state');
});

test('a lease counts the time that the machine slept, and a change of the date does not touch it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
  const machine = { uptimeMs: 1_000 };
  const ended: string[] = [];
  const leases = new Leases(
    (id) => ended.push(id),
    () => machine.uptimeMs,
  );
  leases.grant(first, 900_000);
  t.mock.timers.setTime(10 ** 12);
  assert.equal(leases.remainingMs(first), 900_000);
  machine.uptimeMs += 800_000;
  t.mock.timers.tick(5_000);
  assert.deepEqual(ended, []);
  // Asleep for an hour: the timers stood still.
  machine.uptimeMs += 3_600_000;
  t.mock.timers.tick(5_000);
  assert.deepEqual(ended, [first]);
  leases.close();
});

test('a record counts when the journal has failed: the patch stays, the gap is said, and going back still works', async (t) => {
  using disk = FailingDisk.make();
  if (!disk) return t.diagnostic('there is no C compiler: nothing was tested');
  // The same steps on a sound disk say which call is the write of the entry: the last one.
  const sound = new Shop(t);
  const counted = await sound.open('app.mjs', 'price.mjs', { ...disk.env(sound.state), SUTURE_LEASE: '1m' });
  await counted.patch(first, '3');
  await counted.record(first);
  const at = disk.calls.lastIndexOf('w') + 1;
  await counted.kill();

  const shop = new Shop(t);
  const fault = { kind: 'EIO', at, for: 1 } as const;
  const open = await shop.open('app.mjs', 'price.mjs', { ...disk.env(shop.state, fault), SUTURE_LEASE: '1m' });
  await open.patch(first, '3');
  await open.record(first);
  assert.match(open.running.stderr, /suture: the record of patch \S+ is missing in the journal: .+EIO/);
  assert.equal((await open.patchOf(first))?.leaseEndsAt, undefined);
  assert.equal((await open.patchOf(first))?.record.state, 'open');
  await assert.rejects(open.patch(second, '5'), /not_recordable: .*failed before/);
  await open.answers(6);
  await open.kill();

  const again = await shop.open();
  await again.answers(6);
  assert.equal((await again.patchOf(first))?.record.state, 'open', 'the ledger held it');
  await again.shell.get('rollback', { id: first });
  await again.answers(4);
});
