import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Audit } from '@suture/protocol/ledger.js';
import type { Patch } from '@suture/protocol/patch.js';
import { listen } from '../patient/listen.ts';
import { Clinic, refused } from '../patient/clinic.ts';
import type { Drift } from '../live/drift.ts';

test('a recorded patch outlives its process, until a build contains it; drift says so all the way', async (t) => {
  const clinic = await Clinic.open(t);
  const { engineer } = clinic;
  await clinic.edit();
  const done = await clinic.patch();
  assert.equal(done.exit, 0, done.told);

  const live = await engineer.json<Drift>('drift');
  assert.equal(live.exit, 1, live.told);
  assert.equal(live.json.restartSafe, true, live.told);
  assert.deepEqual(
    live.json.patches.map(({ atRestart, branch, finding }) => ({ atRestart, branch, finding })),
    [{ atRestart: 'reapplied', branch: 'lacks', finding: 'it is not merged yet' }],
    live.told,
  );

  await clinic.patient.kill('SIGKILL');
  const second = await clinic.restart();
  assert.equal((await second.visitor.get('/you')).body, 'goodbye you', clinic.ward.heard);

  // Somebody merges the branch, and it is deployed.
  const branch = (await clinic.repository.branches()).find((name) => name !== 'main') ?? '';
  await clinic.production.git('fetch', '--quiet', 'origin');
  await clinic.production.git('merge', '--quiet', '--no-edit', `origin/${branch}`);
  await clinic.production.git('push', '--quiet', 'origin', 'HEAD:main');
  const merged = await engineer.json<Drift>('drift');
  assert.equal(merged.json.patches[0]?.branch, 'contains', merged.told);
  assert.equal(merged.json.patches[0]?.atRestart, 'contained', merged.told);

  await second.patient.kill('SIGKILL');
  const third = await clinic.restart();
  assert.equal((await third.visitor.get('/you')).body, 'goodbye you', clinic.ward.heard);
  const patches = await engineer.json<Patch[]>('patches');
  assert.deepEqual(
    patches.json.map(({ state }) => state),
    ['retired'],
    patches.told,
  );
  await clinic.checkout.git('checkout', '--quiet', '--', '.');
  const after = await engineer.json<Drift>('drift');
  assert.equal(after.exit, 0, after.told);
  assert.equal(after.json.clean, true, after.told);

  const history = await engineer.json<{ kind: string; by?: string; why?: string }[]>('history');
  const kinds = history.json.map(({ kind }) => kind).filter((kind) => kind !== 'start');
  assert.deepEqual(kinds.slice(0, 2), ['loaded', 'recorded'], history.told);
  // That it was merged is what drift saw, and told the process.
  assert.deepEqual(kinds.slice(-3), ['reapplied', 'recorded', 'retired'], history.told);
  assert.ok(
    history.json.some(({ by, why }) => by === 'On Call <on-call@example.com>' && why === 'the greeting was wrong'),
  );
  const audit = await engineer.suture('audit');
  assert.equal(audit.exit, 0, audit.told);
});

test('with the remote down the patch is taken back when its lease ends; an extension counts from now on', async (t) => {
  const clinic = await Clinic.open(t, { env: { SUTURE_LEASE: '5m' } });
  const hook = join(clinic.repository.remote, 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\nexit 1\n');
  await chmod(hook, 0o755);
  await clinic.edit();
  refused(await clinic.patch(), 5, /refused/);
  await clinic.runs('goodbye', 1);
  const [patch] = (await clinic.engineer.json<Patch[]>('patches')).json;
  assert.ok(patch?.leaseEndsAt);

  refused(await clinic.engineer.suture('extend', patch.id, '20m', '-m', ' '), 2, /reason/);
  refused(await clinic.engineer.suture('extend', patch.id, '20 minutes', '-m', 'x'), 2, /30m/);
  const extended = await clinic.engineer.json<Patch>('extend', patch.id, '3s', '-m', 'the remote is down');
  assert.equal(extended.exit, 0, extended.told);
  assert.notEqual(extended.json.leaseEndsAt, patch.leaseEndsAt, extended.told);
  await clinic.patient.says(/suture: patch .+ was taken back/);
  await clinic.runs('hello', 0);
});

test('drift posts what it found to a webhook, and says when that is down', async (t) => {
  const clinic = await Clinic.open(t);
  const posted: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      posted.push(body);
      response.end();
    });
  });
  const port = await listen(server);
  t.after(() => server.close());
  const url = `http://127.0.0.1:${port}/hook`;
  const clean = await clinic.engineer.suture('drift', '--notify', url);
  assert.equal(clean.exit, 0, clean.told);
  assert.deepEqual(posted, []);

  await clinic.edit();
  assert.equal((await clinic.patch()).exit, 0);
  const found = await clinic.engineer.suture('drift', '--notify', url);
  assert.equal(found.exit, 1, found.told);
  const [report] = posted.map((body) => JSON.parse(body) as Drift & { name: string });
  assert.equal(report?.name, 'clinic');
  assert.equal(report?.patches.length, 1);

  server.close();
  server.closeAllConnections();
  const down = await clinic.engineer.suture('drift', '--notify', url);
  assert.equal(down.exit, 1, down.told);
  assert.match(down.stderr, /Note: http:\/\/127\.0\.0\.1:\d+ was not told/);
  refused(await clinic.engineer.suture('drift', '--notify', 'somewhere'), 2, /no address/);
});

test('the gate is closed to a build that lacks a live patch, and open to one that has it', async (t) => {
  const clinic = await Clinic.open(t);
  const { engineer, checkout } = clinic;
  const deployed = await checkout.git('rev-parse', 'HEAD');
  const empty = await engineer.suture('gate', '--build', deployed);
  assert.equal(empty.exit, 0, empty.told);
  await clinic.edit();
  assert.equal((await clinic.patch()).exit, 0);

  refused(await engineer.suture('gate', '--build', deployed), 1, /is not in the build: src\/greet\.js/);
  refused(await engineer.suture('gate', '--build', clinic.production.path), 1, /is not in the build: src\/greet\.js/);
  refused(await engineer.suture('gate', '--build', 'no-such-thing'), 2, /neither a folder nor a commit/);

  // The working tree of the engineer has the edit, and another change beside it.
  await checkout.write('src/greet.js', `${await checkout.read('src/greet.js')}\n// more\n`);
  const folder = await engineer.json<{ ok: boolean }>('gate', '--build', checkout.path);
  assert.equal(folder.exit, 0, folder.told);
  assert.equal(folder.json.ok, true);
  await checkout.git('commit', '--quiet', '--all', '-m', 'next release');
  const commit = await engineer.suture('gate', '--build', 'HEAD');
  assert.equal(commit.exit, 0, commit.told);
  await checkout.edit('src/greet.js', "'goodbye '", "'welcome '");
  await checkout.git('commit', '--quiet', '--all', '-m', 'another greeting');
  refused(await engineer.suture('gate', '--build', 'HEAD'), 1, /meets other code in the build/);
});

test('what a process runs is rebuilt from git alone', async (t) => {
  const clinic = await Clinic.open(t);
  const { engineer, checkout } = clinic;
  await clinic.edit();
  assert.equal((await clinic.patch()).exit, 0);
  await checkout.edit('src/greet.js', "'goodbye '", "'farewell '");
  const second = await engineer.suture('patch', '--yes', '-m', 'warmer words');
  assert.equal(second.exit, 0, second.told);
  const ids = (await engineer.json<Patch[]>('patches')).json.map(({ id }) => id);
  const untouched = await checkout.fingerprint();

  const into = join(clinic.ward.path, 'rebuilt');
  const rebuilt = await engineer.suture('rebuild', ...ids, '--into', into);
  assert.equal(rebuilt.exit, 0, rebuilt.told);
  for (const file of ['src/greet.js', 'src/idle.js', 'src/server.js']) {
    assert.equal(await readFile(join(into, file), 'utf8'), await checkout.read(file), file);
  }
  assert.equal(await checkout.fingerprint(), untouched);
  refused(await engineer.suture('rebuild', ...ids, '--into', into), 2, /not empty/);
  const nowhere = join(clinic.ward.path, 'nowhere');
  refused(await engineer.suture('rebuild', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '--into', nowhere), 1, /No commit/);

  const told = await checkout.git(
    'log',
    '-1',
    '--format=%(trailers:key=Suture-Audit,valueonly)',
    `refs/suture/${ids[1]}`,
  );
  assert.match(told, /^[0-9a-f]{32}$/, 'the second commit vouches for the journal after the first patch');
  const audit = await engineer.json<Audit>('audit');
  assert.deepEqual([audit.exit, audit.json.vouched?.map(({ state }) => state)], [0, ['held']], audit.told);
});
