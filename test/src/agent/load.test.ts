import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { readEntryLine } from '../../../agent/dist/journal/entry.js';
import { ids, origin } from '../ledger/shop.ts';
import { edit } from './edit.ts';
import { type Host, startHost, TestShell, until } from './host.ts';

const [id, other] = ids;
const shop = {
  'app.mjs': 'import { price } from "./price.mjs";\nprocess.stdin.on("data", () => {\n  console.log(price(2));\n});\n',
  'price.mjs': 'export function price(n) {\n  return n * 2;\n}\n',
};
const edited = ({ shell }: Host, to: string): Promise<ModuleEdit> => edit(shell, 'price.mjs', /n \* \d/, to);

async function ask({ running }: Host, expected: string): Promise<void> {
  const before = running.stdout.length;
  running.child.stdin?.write('price\n');
  await until(
    () => running.stdout.length > before,
    () => 'a price',
  );
  assert.equal(running.stdout.slice(before), `${expected}\n`);
}

function journalOf({ stateDir }: Host): { path: string; lines: string[] } {
  const [name = ''] = readdirSync(stateDir);
  const [file = ''] = readdirSync(join(stateDir, name));
  const path = join(stateDir, name, file);
  return { path, lines: readFileSync(path, 'utf8').trimEnd().split('\n') };
}

test('a patch is journalled, loaded, listed and told; and rolled back again', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  const { shell } = host;
  await ask(host, '4');
  const edit = await edited(host, 'n * 3');
  assert.equal((await shell.get('plan', { modules: [edit] })).applicable, true);
  const loaded = await shell.get('load', { id, modules: [edit], origin });
  assert.equal(loaded.state, 'live');
  assert.equal(loaded.functions, 1);
  assert.ok(loaded.pauseMs < 100);
  await ask(host, '6');
  const [patch] = await shell.get('patches', {});
  assert.deepEqual(
    { ...patch, appliedAt: '', leaseEndsAt: '' },
    {
      id,
      state: 'live',
      why: 'prices were too low',
      author: 'Ana <ana@example.com>',
      modules: ['price.mjs'],
      appliedAt: '',
      record: { state: 'live' },
      leaseEndsAt: '',
    },
  );
  assert.deepEqual(await shell.get('origin', { id }), origin);
  assert.equal((await shell.get('status', {})).patches, 1);
  assert.deepEqual(await shell.get('rollback', { id }), { id, state: 'rolledBack' });
  await ask(host, '4');
  assert.equal((await shell.ask('rollback', { id })).error?.code, 'wrong_state');
  assert.deepEqual(
    shell.events.filter(({ event }) => event === 'patch').map(({ data }) => (data as { state: string }).state),
    ['live', 'rolledBack'],
  );
});

test('the journal is a private file in which each entry vouches for the one before', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  const edit = await edited(host, 'n * 3');
  await host.shell.get('load', { id, modules: [edit], origin });
  await host.shell.get('rollback', { id });
  const { path, lines } = journalOf(host);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
  const entries = lines.map((line) => readEntryLine(line));
  assert.deepEqual(
    entries.map((read) => read?.entry.happening.kind),
    ['start', 'loading', 'loaded', 'rollingBack', 'rolledBack'],
  );
  assert.deepEqual(
    entries.map((read) => read?.entry.seq),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(
    entries.map((read) => read?.entry.prev),
    ['', ...entries.slice(0, -1).map((read) => read?.checksum)],
  );
  assert.equal(readEntryLine((lines[1] ?? '').replace('n * 3', 'n * 4')), undefined);
});

test('a patch that cannot be journalled is not loaded', async (t) => {
  const files = { ...shop, 'state/file': '' };
  const host = await startHost(t, files, ['app.mjs'], { env: { SUTURE_STATE_DIR: '/proc/suture' } });
  const refused = await host.shell.ask('load', { id, modules: [await edited(host, 'n * 3')], origin });
  assert.equal(refused.error?.code, 'not_recordable');
  assert.match(refused.error?.message ?? '', /\/proc\/suture/);
  await ask(host, '4');
  assert.deepEqual(await host.shell.get('patches', {}), []);
  assert.equal((await host.shell.get('source', { module: 'price.mjs' })).version, 0);
});

test('the same patch is loaded once, however often it is sent', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  const edit = await edited(host, 'n * 3');
  const load = { id, modules: [edit], origin };
  const both = await Promise.all([host.shell.get('load', load), host.shell.get('load', load)]);
  assert.deepEqual(both[0], both[1]);
  assert.equal((await host.shell.get('patches', {})).length, 1);
  assert.equal((await host.shell.get('source', { module: 'price.mjs' })).version, 1);
  const another = await host.shell.ask('load', { ...load, modules: [{ ...edit, source: `${edit.source}\n` }] });
  assert.equal(another.error?.code, 'conflict');
});

test('an edit of a version that is no longer live is a conflict', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  const second = await TestShell.attach(host.socket);
  const edit = await edited(host, 'n * 3');
  const [won, lost] = await Promise.all([
    host.shell.ask('load', { id, modules: [edit], origin }),
    second.ask('load', { id: other, modules: [{ ...edit, source: edit.source.replace('n * 3', 'n * 9') }], origin }),
  ]);
  assert.equal([won, lost].filter(({ result }) => result).length, 1);
  assert.equal((won.error ?? lost.error)?.code, 'conflict');
  assert.match((won.error ?? lost.error)?.message ?? '', /^price\.mjs is at version 1 now/);
});

test('a load is carried through when its shell goes away', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  const leaving = await TestShell.attach(host.socket);
  void leaving.ask('load', { id, modules: [await edited(host, 'n * 3')], origin });
  leaving.socket.close();
  await until(
    () => host.shell.events.some(({ event }) => event === 'patch'),
    () => 'the patch',
  );
  await ask(host, '6');
});

test('the record of a patch only moves forward', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  await host.shell.get('load', { id, modules: [await edited(host, 'n * 3')], origin });
  const commit = 'c'.repeat(40);
  await host.shell.get('record', { id, record: { state: 'committed', commit } });
  const open = await host.shell.get('record', {
    id,
    record: { state: 'open', pullRequest: 'https://forge.example/1' },
  });
  assert.deepEqual(open, { state: 'open', commit, pullRequest: 'https://forge.example/1' });
  assert.deepEqual(await host.shell.get('record', { id, record: { state: 'pushed' } }), open);
  assert.deepEqual((await host.shell.get('patches', {}))[0]?.record, open);
});

test('a module that is not loaded, and no module at all, are refused', async (t) => {
  const host = await startHost(t, shop, ['app.mjs']);
  const none = await host.shell.ask('load', { id, modules: [], origin });
  assert.equal(none.error?.code, 'bad_request');
  const unknown = await host.shell.ask('plan', { modules: [{ url: 'file:///nowhere.mjs', source: '', version: 0 }] });
  assert.equal(unknown.error?.code, 'module_not_loaded');
});

test('a module is found by the TypeScript file that it was compiled from', async (t) => {
  const files = {
    'dist/app.mjs': 'import "./orders/index.mjs";\nimport "./index.mjs";\nsetInterval(() => {}, 1000);\n',
    'dist/index.mjs': '',
    'dist/orders/index.mjs': '',
  };
  const { shell, folder } = await startHost(t, { 'package.json': '{}', ...files }, ['dist/app.mjs']);
  for (const [name, path] of [
    ['src/app.mts', 'dist/app.mjs'],
    ['src/orders/index.mts', 'dist/orders/index.mjs'],
    ['orders/index.mjs', 'dist/orders/index.mjs'],
    [join(folder, 'dist/index.mjs'), 'dist/index.mjs'],
  ] as const) {
    assert.equal((await shell.get('source', { module: name })).path, path);
  }
  assert.equal((await shell.ask('source', { module: 'index.mjs' })).error?.code, 'module_ambiguous');
  assert.equal((await shell.ask('source', { module: 'src/nowhere.ts' })).error?.code, 'module_not_loaded');
});
