import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readJournal } from '../../../agent/dist/journal/read-journal.js';
import { fill, makeRoom, smallDisk } from '../patient/small-disk.ts';
import { ids, Shop } from './shop.ts';

const [first, second] = ids;

function journals(shop: Shop): { folder: string; names: string[] } {
  const folder = join(shop.state, 'shop');
  return { folder, names: readdirSync(folder).filter((name) => name.includes('.jsonl')) };
}

async function onePatch(t: TestContext): Promise<{ shop: Shop; path: string }> {
  const shop = new Shop(t);
  const open = await shop.open();
  await open.patch(first, '3');
  await open.record(first);
  await open.kill();
  const { folder, names } = journals(shop);
  return { shop, path: join(folder, names[0] ?? '') };
}

test('each process goes on from the journal of the one before, and the whole chain is audited', async (t) => {
  const { shop, path } = await onePatch(t);
  const head = readJournal(path).checksums.at(-1);
  const open = await shop.open();
  const audit = await open.shell.get('audit', {});
  assert.equal(audit.ok, true);
  assert.deepEqual(
    audit.files.map(({ state }) => state),
    ['whole', 'whole'],
  );
  const { folder, names } = journals(shop);
  const start = readJournal(join(folder, names[1] ?? '')).entries[0]?.happening;
  assert.equal(start?.kind === 'start' && start.follows?.head, head);
  assert.equal((await open.shell.get('head', {})).head, audit.head);
});

test('a torn end is cut off, kept beside, and said; what was acknowledged stays', async (t) => {
  const { shop, path } = await onePatch(t);
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, 'c0ffee {"at":"2026');
  const open = await shop.open();
  await open.answers(6);
  const audit = await open.shell.get('audit', {});
  assert.equal(audit.ok, true, 'what was never finished was never acknowledged');
  assert.equal(readFileSync(path, 'utf8'), whole);
  assert.equal(readFileSync(`${path}.torn`, 'utf8'), 'c0ffee {"at":"2026');
  assert.match(open.running.stderr, /suture: .+ 18 bytes of an entry that was never finished are cut off/);
});

test('a flipped bit is found, the file is set aside, and nothing of it is guessed', async (t) => {
  const { shop, path } = await onePatch(t);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('prices were too low', 'prices were too lov'));
  const open = await shop.open();
  const audit = await open.shell.get('audit', {});
  assert.equal(audit.ok, false);
  const [damaged] = audit.files;
  assert.equal(damaged?.state, 'damaged');
  assert.match(damaged?.note ?? '', /entry 1 is not as it was written/);
  assert.ok(existsSync(`${path}.damaged`));
  assert.match(open.running.stderr, /suture: .+ is set aside as .+\.damaged/);
  await open.answers(6);
});

test('a journal that is gone, or was made shorter, is missed by the one that follows it', async (t) => {
  const { shop, path } = await onePatch(t);
  const open = await shop.open();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n`);
  const audit = await open.shell.get('audit', {});
  assert.equal(audit.ok, false);
  assert.equal(audit.files[1]?.state, 'unlinked');
  assert.match(audit.files[1]?.note ?? '', /an entry of .+ that is not there any more/);
});

test('a file of the ledger with a flipped bit is set aside, and its patch is not applied', async (t) => {
  const { shop } = await onePatch(t);
  const path = join(shop.state, 'shop', 'ledger', `${first}.json`);
  writeFileSync(path, readFileSync(path, 'utf8').replace('n * 3', 'n * 4'));
  const open = await shop.open();
  await open.answers(4);
  assert.match(open.running.stderr, /is not as it was written; it is set aside/);
  assert.ok(existsSync(`${path}.damaged`));
});

test('an effectful evaluation is journalled with who and why; looking is not', async (t) => {
  const shop = new Shop(t);
  const open = await shop.open();
  const by = { name: 'Ben', email: 'ben@example.com' };
  await open.shell.get('evaluate', { expression: '1 + 1', write: false, timeoutMs: 5_000 });
  await open.shell.get('evaluate', { expression: 'globalThis.x = 1', write: true, timeoutMs: 5_000, by, why: 'a try' });
  const deeds = (await open.shell.get('history', {})).filter(({ kind }) => kind === 'evaluating');
  assert.deepEqual(
    deeds.map(({ by: who, why, detail }) => ({ who, why, detail })),
    [{ who: 'Ben <ben@example.com>', why: 'a try', detail: 'globalThis.x = 1' }],
  );
});

test('on a full disk nothing more is loaded, a rollback is still journalled, and loading works again with room', async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) return;
  const shop = new Shop(t, { env: { SUTURE_STATE_DIR: disk } });
  const open = await shop.open();
  await open.patch(first, '3');
  assert.equal(statSync(join(disk, 'shop', 'reserve')).size, 65_536);
  fill(disk);
  // Longer than what is left of the journal's last page.
  const long = `5; // ${'x'.repeat(10_000)}\n;`;
  await assert.rejects(open.patch(second, long), /not_recordable: .*the disk is full/);
  await open.answers(6);
  await open.shell.get('rollback', { id: first });
  await open.answers(4);
  const kinds = (await open.shell.get('history', {})).map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(-1), ['rollingBack']);
  assert.equal((await open.shell.get('audit', {})).ok, true);
  makeRoom(disk);
  await open.patch(ids[2], '7');
  await open.answers(14);
});
test('what commits vouch for is looked up: an entry or a patch that is gone shows, another machine is none of ours', async (t) => {
  const { shop, path } = await onePatch(t);
  const head = readJournal(path).checksums[0] ?? '';
  const open = await shop.open();
  const strange = 'f'.repeat(32);
  const vouchers = [
    { patch: first, head },
    { patch: second, head: strange },
  ];
  const sound = await open.shell.get('audit', { vouchers });
  assert.equal(sound.ok, true);
  assert.deepEqual(
    sound.vouched?.map(({ state }) => state),
    ['held', 'elsewhere'],
  );
  const broken = await open.shell.get('audit', { vouchers: [{ patch: first, head: strange }] });
  assert.equal(broken.ok, false);
  assert.equal(broken.vouched?.[0]?.state, 'missing');
  assert.equal((await open.shell.get('audit', { vouchers: [{ patch: second, head }] })).ok, false);
});
