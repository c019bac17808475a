import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';
import { fill, makeRoom, smallDisk } from '../patient/small-disk.ts';
import { id, makeWorkshop, plan } from './workshop.ts';

test('an outbox on a full disk refuses the patch, leaves nothing behind, and takes it when there is room', async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) return;
  using shop = makeWorkshop();
  const outbox = new Outbox(join(disk, 'outbox'));
  const target = { name: 'orders', pid: 4711 };
  const entry = { id, target, origin: shop.origin(), plan, checkout: shop.checkout };
  fill(disk);
  await assert.rejects(outbox.prepare(entry), /The outbox cannot be used: ENOSPC/);
  makeRoom(disk);
  assert.deepEqual(await outbox.entries(), []);
  assert.deepEqual(await outbox.aside(), []);
  await outbox.prepare(entry);
  assert.deepEqual(readdirSync(outbox.folder), [id]);
});

test('an outbox whose disk fills up while the record is under way loses nothing of it', async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) return;
  using shop = makeWorkshop();
  const outbox = new Outbox(join(disk, 'outbox'));
  const target = { name: 'orders', pid: 4711 };
  await outbox.prepare({ id, target, origin: shop.origin(), plan, checkout: shop.checkout });
  await outbox.loaded(id, { id, state: 'live', functions: 1, pauseMs: 0.01 });
  fill(disk);
  const { record, error } = await land(outbox, id, { env: shop.env });
  assert.deepEqual([record.state, error?.code], ['live', 'outbox_unwritable']);
  assert.match(error?.hint ?? '', /^Make room for /);
  makeRoom(disk);
  assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
  assert.equal(shop.branches().length, 1);
});

test('a repository on a full disk keeps the record waiting, and its checkout as it was', async (t) => {
  const disk = smallDisk(t, 2_048);
  if (disk === undefined) return;
  using shop = makeWorkshop();
  const clone = join(disk, 'clone');
  shop.git(['clone', '-q', shop.bare, clone], shop.folder);
  const outbox = await shop.prepared(undefined, id, clone);
  fill(disk);
  const { record, error } = await land(outbox, id, { env: shop.env });
  assert.deepEqual([record.state, error?.code], ['live', 'git_failed']);
  assert.match(error?.message ?? '', /No space left on device/);
  assert.match(error?.hint ?? '', /suture outbox --retry/);
  makeRoom(disk);
  assert.equal(shop.git(['status', '--porcelain'], clone), '');
  assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
  shop.git(['fsck', '--strict'], clone);
});
