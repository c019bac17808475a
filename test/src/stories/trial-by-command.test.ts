import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import type { Plan } from '@suture/protocol/plan.js';
import { Clinic, refused } from '../patient/clinic.ts';
import { Engineer } from '../patient/engineer.ts';
import { type GitHubFake, startGitHub } from '../record/github-fake.ts';
import { startGitServer } from '../record/git-server.ts';

const token = 'secret-token-of-the-forge';
const message = ['-m', 'the greeting was wrong', '--yes'];

/** A clinic whose repository is on a forge: a git server, and the fake of GitHub beside it. */
async function atForge(t: TestContext): Promise<{ clinic: Clinic; forge: GitHubFake; engineer: Engineer }> {
  const clinic = await Clinic.open(t);
  const { ward, checkout, repository } = clinic;
  await mkdir(join(ward.path, 'served', 'acme'), { recursive: true });
  await symlink(repository.remote, join(ward.path, 'served', 'acme', 'orders.git'));
  const git = await startGitServer(join(ward.path, 'served'));
  const forge = await startGitHub(repository.remote, { token });
  ward.beforeClosing(async () => {
    await git.close();
    await forge.close();
  });
  await checkout.git('-C', repository.remote, 'config', 'http.receivepack', 'true');
  await checkout.git('remote', 'set-url', 'origin', `${git.url}/acme/orders.git`);
  await checkout.git('config', `suture.${git.host}.forge`, 'github');
  await checkout.git('config', `suture.${git.host}.api`, forge.api);
  return { clinic, forge, engineer: new Engineer(ward, checkout.path, { GH_ENTERPRISE_TOKEN: token }) };
}

test('a canary is a draft until it is promoted, by command', async (t) => {
  const { clinic, forge, engineer } = await atForge(t);
  await clinic.edit();
  const planned = await engineer.json<Plan>('plan', '--canary', '5%');
  assert.deepEqual(
    [planned.exit, planned.json.applicable, planned.json.canary],
    [0, true, { share: 0.05 }],
    planned.told,
  );

  const loaded = await engineer.suture('patch', ...message, '--canary', 'args[0] === "me"');
  assert.equal(loaded.exit, 0, loaded.told);
  const [, id = ''] = /^patch +(\S+)$/m.exec(loaded.stdout) ?? [];
  assert.match(loaded.stdout, /^canary +for calls with args\[0\] === "me"; `suture patches` compares$/m);
  assert.match(loaded.stdout, new RegExp(`^ +suture promote ${id} +gives it to every call$`, 'm'));
  assert.equal(forge.requests[0]?.draft, true);

  assert.equal((await clinic.visitor.get('/me')).body, 'goodbye me');
  assert.equal((await clinic.visitor.get('/you')).body, 'hello you');
  const patches = await engineer.suture('patches');
  assert.match(patches.stdout, /^\S+ +canary /m, patches.told);
  assert.match(
    patches.stdout,
    /^ {2}new {2}1 call, 0 failed, p50 .+ ms, p99 .+ ms\n {2}old {2}[1-9]\d* calls?, 0 failed/m,
  );
  const drift = await engineer.suture('drift');
  assert.match(drift.stdout, /: patch \S+: .*on trial.*; PR #1 https?:\S+$/m, drift.told);

  const promoted = await engineer.json<Pick<Patch, 'id' | 'state'>>('promote', id.slice(0, 12), '--yes');
  assert.deepEqual([promoted.exit, promoted.json], [0, { id, state: 'live' }], promoted.told);
  assert.match(promoted.stderr, new RegExp(`^Note: ${id} stays; its request is no draft any more.$`, 'm'));
  assert.equal(forge.requests[0]?.draft, false);
  await clinic.runs('goodbye', 1);
  refused(await engineer.suture('promote', id, '--yes'), 1, /promoted before/);
  assert.deepEqual(forge.violations, []);
});

test('a probation is waited for by its command; a trial that ended while nobody looked is seen by the next look', async (t) => {
  const { clinic, forge, engineer } = await atForge(t);
  await clinic.edit();
  const loaded = await engineer.json<Patch>('patch', ...message, '--canary', '50%', '--probation', '1s');
  assert.equal(loaded.exit, 0, loaded.told);
  const { id, probation, canary, record } = loaded.json;
  assert.deepEqual([probation?.state, canary?.state, record.state], ['passed', 'running', 'open']);
  assert.equal(forge.requests[0]?.draft, true, 'it is a canary still');

  const wire = await clinic.patient.wire();
  await wire.ask('promote', { id });
  wire.close();
  const patches = await engineer.suture('patches');
  assert.match(patches.stderr, new RegExp(`^Note: ${id} stays; its request is no draft any more.$`, 'm'), patches.told);
  assert.equal(forge.requests[0]?.draft, false);
  await clinic.runs('goodbye', 1);
  assert.deepEqual(forge.violations, []);
});

test('a probation that breaks ends its command with 7, and what ran before runs again', async (t) => {
  const server = `import { createServer } from 'node:http';
import { greet } from './greet.js';
const server = createServer((request, response) => {
  try { response.end(greet(request.url.slice(1))); } catch (error) { response.writeHead(500).end(error.message); }
});
server.listen(0, () => console.log('listening on ' + server.address().port));
`;
  const clinic = await Clinic.open(t, { files: { 'src/server.js': server } });
  const { engineer, checkout, visitor } = clinic;
  await checkout.edit('src/greet.js', "'hello ' + name", "'hello ' + name.first.last");
  const patching = engineer.suture('patch', ...message, '--probation', '1h');
  const ended = { yet: false };
  void patching.finally(() => {
    ended.yet = true;
  });
  while (!ended.yet) {
    await visitor.get('/you');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  refused(await patching, 7, /is taken back: .+ of the calls of its functions failed, and 2 % may/);
  await clinic.runs('hello', 0);

  refused(await engineer.suture('plan', '--canary', '5'), 2, /part of the calls such as 5%/);
  refused(await engineer.suture('plan', '--probation', '10ms'), 2, /a second at least/);
  refused(await engineer.suture('plan', '--canary', 'name = 1'), 2, /may only read/);
  await checkout.edit('src/greet.js', 'export function', 'const polite = true;\nexport function');
  refused(await engineer.suture('plan', '--canary', '5%'), 1, /src\/greet\.js:1: A canary changes bodies/);
  await checkout.git('checkout', '-q', '--', '.');
  await clinic.edit();
  const loaded = await engineer.json<Patch>('patch', ...message);
  refused(await engineer.suture('promote', loaded.json.id, '--yes'), 1, /is no canary/);
});
