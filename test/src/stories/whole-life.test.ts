import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import { Engineer } from '../patient/engineer.ts';
import { freePort } from '../patient/free-port.ts';
import { Patient } from '../patient/patient.ts';
import { Published } from '../patient/published.ts';
import type { Checkout } from '../patient/repository.ts';
import { until } from '../patient/until.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { startGitServer } from '../record/git-server.ts';
import { startGitHub } from '../record/github-fake.ts';

const token = 'secret-token-of-the-forge';

/** json-server under the agent, on a data file of its own. */
async function serve(ward: Ward, code: Checkout): Promise<{ patient: Patient; visitor: Visitor }> {
  const port = await freePort();
  const file = join(ward.path, `db-${port}.json`);
  await writeFile(file, JSON.stringify({ posts: [{ id: '1' }, { id: '2' }, { id: '3' }] }));
  const args = ['lib/bin.js', file, '--port', String(port)];
  const patient = await Patient.admit(ward, { args, cwd: code.path, ready: 'Endpoints:' });
  return { patient, visitor: new Visitor(ward, `http://localhost:${port}`, '/posts') };
}

/** Asks again and again until it is ended; gives how many answers came. */
function load(visitor: Visitor): { end(): Promise<number> } {
  let going = true;
  let answers = 0;
  const asking = (async () => {
    while (going) {
      assert.equal((await visitor.get('/posts?_start=1')).status, 200);
      answers += 1;
    }
  })();
  return {
    async end() {
      going = false;
      await asking;
      return answers;
    },
  };
}

test('the whole life of a patch: under load, forge down, shell killed, finished by another, through a restart, merged, deployed, retired', async (t) => {
  const ward = await Ward.open(t);
  const app = await Published.of(ward, 'json-server');
  const served = join(ward.path, 'served');
  await mkdir(join(served, 'acme'), { recursive: true });
  await symlink(app.repository.remote, join(served, 'acme', 'orders.git'));
  const git = await startGitServer(served);
  const forge = await startGitHub(app.repository.remote, { token });
  ward.beforeClosing(async () => {
    await git.close();
    await forge.close();
  });
  const seat = async (name: string): Promise<{ checkout: Checkout; engineer: Engineer }> => {
    const checkout = await app.clone(name);
    await checkout.git('remote', 'set-url', 'origin', `${git.url}/acme/orders.git`);
    await checkout.git('config', `suture.${git.host}.forge`, 'github');
    await checkout.git('config', `suture.${git.host}.api`, forge.api);
    const env = { GH_ENTERPRISE_TOKEN: token, XDG_STATE_HOME: join(ward.path, `state-of-${name}`) };
    return { checkout, engineer: new Engineer(ward, checkout.path, env) };
  };
  const production = await app.clone('production');
  const first = await serve(ward, production);
  const answer = async ({ visitor }: { visitor: Visitor }): Promise<number> =>
    JSON.parse((await visitor.get('/posts?_start=1')).body).length;
  assert.equal(await answer(first), 0, 'posts are lost after the first one');

  // Patch under load; the forge does not answer, and the shell is killed while it waits.
  const { checkout, engineer } = await seat('checkout');
  const old = 'return sorted.slice(start, start + (limit || 0));';
  await checkout.edit('lib/service.js', old, 'return sorted.slice(start, start + (limit || 10));');
  forge.failAll('silent');
  const requests = load(first.visitor);
  const { child, outcome } = engineer.begin('patch', '--yes', '-m', 'posts after the first one are lost');
  await until('the shell to wait for the forge', () => forge.calls.length > 0 || undefined);
  child.kill('SIGKILL');
  assert.equal((await outcome).exit, null);
  assert.ok((await requests.end()) > 0);
  assert.equal(await answer(first), 2, ward.heard);
  assert.deepEqual(first.visitor.drops, { connections: 1, failures: [] });

  // Whoever looks hears that somebody has to act, and another engineer does.
  const colleague = await seat('colleague');
  for (const command of ['ls', 'status']) {
    const told = await colleague.engineer.suture(command);
    assert.match(told.stdout, /: needs you \(.+`suture outbox --retry`/, told.told);
  }
  forge.failAll(undefined);
  const finished = await colleague.engineer.suture('outbox', '--retry');
  assert.equal(finished.exit, 0, finished.told);
  assert.match(finished.stdout, /PR #1 http/, finished.told);
  assert.equal(forge.requests.length, 1);
  assert.equal((await app.repository.branches()).length, 2);

  assert.match(forge.requests[0]?.body ?? '', /^\+ {12}return sorted\.slice\(start, start \+ \(limit \|\| 10\)\);$/m);

  // Restarted, the patch runs before anybody asks.
  await first.patient.kill('SIGKILL');
  const second = await serve(ward, production);
  assert.equal(await answer(second), 2, ward.heard);
  const patches = await engineer.json<Patch[]>('patches');
  assert.deepEqual(
    patches.json.map(({ state, reapplied, record }) => [state, reapplied, record.state]),
    [['live', true, 'open']],
    patches.told,
  );

  // Merged and deployed, it is needed no longer.
  const [request] = forge.requests;
  assert.ok(request);
  await production.git('fetch', '--quiet', 'origin');
  await production.git('merge', '--quiet', '--no-edit', `origin/${request.head}`);
  await production.git('push', '--quiet', 'origin', 'HEAD:main');
  Object.assign(request, { state: 'closed', mergedAt: '2026-11-21T00:00:00Z' });
  await checkout.git('checkout', '--quiet', '--', '.');
  const merged = await engineer.suture('drift');
  assert.equal(merged.exit, 1, merged.told);
  assert.match(merged.stderr, /was merged: http.+\/pull\/1/, merged.told);
  assert.match(merged.stdout, /Safe to restart: yes/, merged.told);

  await second.patient.kill('SIGTERM');
  const third = await serve(ward, production);
  assert.equal(await answer(third), 2);
  const retired = await engineer.json<Patch[]>('patches');
  assert.deepEqual(
    retired.json.map(({ state, note, record }) => [state, note, record.state]),
    [['retired', 'upstream: the files on disk hold it', 'merged']],
    retired.told,
  );
  const clean = await engineer.suture('drift');
  assert.equal(clean.exit, 0, clean.told);
  assert.deepEqual(forge.violations, []);
});
