import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Outbox, outboxFolder } from '../../../shell/dist/record/outbox.js';
import { type Workshop, id, makeWorkshop, plan } from './workshop.ts';

let workshop: Workshop;
before(() => {
  workshop = makeWorkshop();
});
after(() => workshop[Symbol.dispose]());

test('a prepared patch is read back byte for byte by another outbox object', async () => {
  const origin = workshop.origin({ 'src/pricing.ts': 'x\r\n\u{FEFF}no end', 'src/new.ts': 'new\n', 'README.md': null });
  const outbox = new Outbox(join(workshop.folder, 'read-back'));
  await outbox.prepare(workshop.entry(origin));

  const entry = await new Outbox(outbox.folder).entry(id);

  assert.deepEqual(entry?.origin, origin);
  assert.deepEqual(entry?.plan, plan);
  assert.deepEqual(entry?.record, { state: 'prepared' });
  assert.equal(entry?.state, 'prepared');
  assert.deepEqual(await outbox.waiting(), [], 'a patch that may never have run is not waiting to be published');
});

test('states move forward only, whatever the order of the writes', async () => {
  const outbox = await workshop.prepared();
  await outbox.reached(id, { state: 'pushed', commit: 'c', branch: 'b' });
  await outbox.reached(id, { state: 'committed', commit: 'c' });
  await outbox.loaded(id, { id, state: 'live', functions: 9, pauseMs: 9 });

  const entry = await outbox.entry(id);

  assert.deepEqual(entry?.record, { state: 'pushed', commit: 'c', branch: 'b' });
  assert.equal(entry?.live?.functions, 1, 'what the process said first stays');
});

test('preparing the same patch again changes nothing, and another patch under its id is refused', async () => {
  const outbox = await workshop.prepared();
  const again = workshop.entry();
  await outbox.prepare(again);
  assert.equal((await outbox.entry(id))?.state, 'live');

  const other = { ...again, origin: workshop.origin({ 'src/pricing.ts': 'another\n' }) };
  await assert.rejects(outbox.prepare(other), { code: 'bad_patch' });
  assert.deepEqual((await outbox.entry(id))?.origin, again.origin);
});

test('a truncated entry is put aside with the reason, and nothing of it is guessed', async () => {
  const outbox = await workshop.prepared();
  const file = join(outbox.folder, id, 'after-0');
  truncateSync(file, 10);

  assert.deepEqual(await outbox.entries(), []);
  const [aside, ...more] = await outbox.aside();

  assert.deepEqual(more, []);
  assert.equal(aside?.why, 'after-0 is not as it was written');
  assert.equal(readFileSync(join(aside?.kept ?? '', 'after-0')).length, 10, 'the rest of it is kept');
});

test('an entry whose json is cut off is put aside, and can be prepared anew from the origin', async () => {
  const outbox = await workshop.prepared();
  truncateSync(join(outbox.folder, id, 'entry.json'), 100);
  assert.equal(await outbox.entry(id), undefined);

  const origin = workshop.origin();
  await outbox.prepare(workshop.entry(origin));

  assert.deepEqual((await outbox.entry(id))?.origin, origin);
  assert.equal((await outbox.aside())[0]?.why, 'entry.json is cut off or malformed');
});

test('a file that is nothing of the outbox is named and left where it is', async () => {
  const outbox = await workshop.prepared();
  writeFileSync(join(outbox.folder, 'notes.txt'), 'mine');

  const aside = await outbox.aside();

  assert.deepEqual(aside, [
    { name: 'notes.txt', why: 'it is not an entry of the outbox', kept: join(outbox.folder, 'notes.txt') },
  ]);
  assert.equal((await outbox.entries()).length, 1);
});

test('an abandoned entry is kept with its reason, and a public one cannot be abandoned', async () => {
  const outbox = await workshop.prepared();
  await outbox.abandon(id, 'the process refused it');
  const entry = await outbox.entry(id);
  assert.equal(entry?.state, 'abandoned');
  assert.match(readFileSync(join(outbox.folder, id, 'abandoned.json'), 'utf8'), /the process refused it/);

  const other = await workshop.prepared();
  await other.reached(id, { state: 'pushed', commit: 'c', branch: 'suture/x' });
  await assert.rejects(other.abandon(id, 'no'), /its branch is suture\/x/);
});

test('an outbox that cannot be written refuses the patch with what to do about it', async () => {
  const blocked = join(workshop.folder, 'blocked');
  writeFileSync(blocked, 'a file where the folder should be');
  const outbox = new Outbox(join(blocked, 'outbox'));
  await assert.rejects(outbox.prepare(workshop.entry()), { code: 'outbox_unwritable', hint: /XDG_STATE_HOME/ });
});

test('what a patch contains is for nobody else to read', async () => {
  const outbox = await workshop.prepared();
  const { statSync } = await import('node:fs');
  assert.equal(statSync(outbox.folder).mode & 0o777, 0o700);
  for (const name of readdirSync(join(outbox.folder, id)))
    assert.equal(statSync(join(outbox.folder, id, name)).mode & 0o777, 0o600, name);
});

test('the folder follows XDG_STATE_HOME, but not a relative one', () => {
  assert.equal(outboxFolder({ XDG_STATE_HOME: '/state' }), '/state/suture/outbox');
  assert.equal(outboxFolder({ HOME: '/home/a' }), '/home/a/.local/state/suture/outbox');
  assert.equal(outboxFolder({ HOME: '/home/a', XDG_STATE_HOME: 'state' }), '/home/a/.local/state/suture/outbox');
});

test('a half-written draft of a killed shell is no entry', async () => {
  const outbox = await workshop.prepared();
  mkdirSync(join(outbox.folder, `.draft-${id}-123456`));
  chmodSync(outbox.folder, 0o700);
  assert.equal((await outbox.entries()).length, 1);
  assert.deepEqual(await outbox.aside(), []);
});
