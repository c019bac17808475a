import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LandOptions, land } from '../../../shell/dist/record/land.js';
import { lookAgain } from '../../../shell/dist/record/look-again.js';
import { branch, token } from './forge-scene.ts';
import { startGitServer } from './git-server.ts';
import { type GitHubFake, startGitHub } from './github-fake.ts';
import { type Workshop, id, makeWorkshop } from './workshop.ts';

/** A repository that one may read and not push to, on a forge that makes forks. */
async function readOnly(
  run: (shop: Workshop, forge: GitHubFake, options: LandOptions) => Promise<void>,
): Promise<void> {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served);
  const fork = (person: string) => {
    const folder = join(shop.served, person, 'orders.git');
    shop.git(['clone', '-q', '--bare', shop.bare, folder], shop.folder);
    return { folder, url: `${git.url}/${person}/orders.git` };
  };
  const forge = await startGitHub(shop.bare, { token, fork, uncollaborative: true });
  git.denyPush('/acme/orders.git');
  shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
  shop.git(['config', `suture.${git.host}.forge`, 'github']);
  shop.git(['config', `suture.${git.host}.api`, forge.api]);
  try {
    await run(shop, forge, { env: { ...shop.env, GH_ENTERPRISE_TOKEN: token } });
    assert.deepEqual(forge.violations, []);
  } finally {
    await git.close();
    await forge.close();
  }
}

test('where nobody can be asked, a repository that may not be pushed to needs a person, and says the command', async () => {
  await readOnly(async (shop, forge, options) => {
    const { record, error } = await land(await shop.prepared(), id, options);
    assert.deepEqual([record.state, error?.code, error?.retryAt], ['committed', 'push_denied', undefined]);
    assert.match(error?.hint ?? '', /git config suture\.fork true/);
    assert.deepEqual(forge.calls, []);
  });
});

test('a person is asked once; the branch goes to the fork, and the request from there to the base', async () => {
  await readOnly(async (shop, forge, options) => {
    const questions: string[] = [];
    const mayFork = async (where: string) => questions.push(where) > 0;
    const { record, error } = await land(await shop.prepared(), id, { ...options, mayFork });
    assert.deepEqual([error, record.state], [undefined, 'open']);
    assert.deepEqual(shop.branches(), [], 'nothing was pushed to the repository itself');
    const [request] = forge.requests;
    assert.deepEqual([request?.head, request?.base, request?.fork], [branch, 'main', 'me/orders']);
    assert.equal(shop.git(['rev-parse', branch], join(shop.served, 'me', 'orders.git')), record.commit);
    assert.equal(shop.git(['config', 'suture.fork']), 'true');
    assert.equal(questions.length, 1);

    assert.ok(request);
    request.state = 'closed';
    const moved = await lookAgain(shop.checkout, [{ id, record, origin: shop.origin() }], options);
    assert.equal(moved.get(id)?.record.state, 'closed', 'a later look finds it in the fork');
  });
});

test('a no is remembered, too', async () => {
  await readOnly(async (shop, _forge, options) => {
    const outbox = await shop.prepared();
    let questions = 0;
    const mayFork = async () => ++questions < 0;
    assert.equal((await land(outbox, id, { ...options, mayFork })).error?.code, 'push_denied');
    assert.equal((await land(outbox, id, { ...options, mayFork })).error?.code, 'push_denied');
    assert.deepEqual([questions, shop.git(['config', 'suture.fork'])], [1, 'false']);
  });
});
