import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LandOptions } from '../../../shell/dist/record/land.js';
import { land } from '../../../shell/dist/record/land.js';
import { lookAgain } from '../../../shell/dist/record/look-again.js';
import { branch } from './forge-scene.ts';
import { at, forges, type ForgeUnderTest } from './forges.ts';
import { hook, id, type Workshop } from './workshop.ts';

interface Closed {
  readonly shop: Workshop;
  readonly forge: ForgeUnderTest;
  readonly options: LandOptions;
}

/** A repository that one may read and not push to, on a forge that makes forks. */
async function readOnly(start: (typeof forges)['github'], run: (scene: Closed) => Promise<void>): Promise<void> {
  await at(start, async (scene) => {
    scene.git.denyPush('/acme/orders.git');
    await run(scene);
  });
}

for (const [kind, start] of Object.entries(forges)) {
  test(`${kind}: a person is asked once; the branch goes to the fork, and the request from there to the base`, async () => {
    await readOnly(start, async ({ shop, forge, options }) => {
      const questions: string[] = [];
      const mayFork = async (where: string) => questions.push(where) > 0;
      const { record, error } = await land(await shop.prepared(), id, { ...options, mayFork });
      assert.deepEqual([error, record.state], [undefined, 'open']);
      assert.deepEqual(shop.branches(), [], 'nothing was pushed to the repository itself');
      const [request] = forge.shown();
      assert.deepEqual([request?.head, request?.base, request?.acrossForks], [branch, 'main', true]);
      assert.equal(shop.git(['rev-parse', branch], join(shop.served, 'me', 'orders.git')), record.commit);
      assert.equal(shop.git(['config', 'suture.fork']), 'true');

      const again = await land(await shop.prepared(), id, { ...options, mayFork });
      assert.deepEqual([again.record, forge.shown().length], [record, 1], 'the fork of an earlier time is found');
      assert.equal(questions.length, 1);

      forge.close(false);
      const moved = await lookAgain(shop.checkout, [{ id, record, origin: shop.origin() }], options);
      assert.equal(moved.get(id)?.record.state, 'closed', 'a later look finds it in the fork');
    });
  });
}

test('where nobody can be asked, a repository that may not be pushed to needs a person, and says the command', async () => {
  await readOnly(forges.github, async ({ shop, forge, options }) => {
    const { record, error } = await land(await shop.prepared(), id, options);
    assert.deepEqual([record.state, error?.code, error?.retryAt], ['committed', 'push_denied', undefined]);
    assert.match(error?.hint ?? '', /git config suture\.fork true/);
    assert.deepEqual(forge.server.calls, []);
  });
});

test('a no is remembered, too', async () => {
  await readOnly(forges.github, async ({ shop, options }) => {
    const outbox = await shop.prepared();
    let questions = 0;
    const mayFork = async () => ++questions < 0;
    assert.equal((await land(outbox, id, { ...options, mayFork })).error?.code, 'push_denied');
    assert.equal((await land(outbox, id, { ...options, mayFork })).error?.code, 'push_denied');
    assert.deepEqual([questions, shop.git(['config', 'suture.fork'])], [1, 'false']);
  });
});

const rules = 'echo "remote: error: GH013: Repository rule violations found for $1"; exit 1';

test('rules that refuse the branch send it to a fork, where the person agrees to one', async () => {
  await at(forges.github, async ({ shop, forge, options }) => {
    hook(shop, 'update', rules);
    const outbox = await shop.prepared();
    const alone = await land(outbox, id, options);
    assert.deepEqual([alone.record.state, alone.error?.code], ['committed', 'push_refused']);
    assert.match(alone.error?.message ?? '', /GH013: Repository rule violations found/);
    assert.match(alone.error?.hint ?? '', /git config suture\.prefix hotfix\/.*git config suture\.fork true/);

    const { record, error } = await land(outbox, id, { ...options, mayFork: async () => true });
    assert.deepEqual([error, record.state], [undefined, 'open']);
    assert.equal(forge.shown()[0]?.acrossForks, true);
    assert.deepEqual(shop.branches(), []);
  });
});

test('a push that is refused for a secret in it goes to no fork either', async () => {
  await at(forges.github, async ({ shop, forge, options }) => {
    hook(shop, 'update', 'echo "remote: error: GH013: Push cannot contain secrets"; exit 1');
    let questions = 0;
    const mayFork = async () => ++questions > 0;
    const { error } = await land(await shop.prepared(), id, { ...options, mayFork });
    assert.equal(error?.code, 'push_refused');
    assert.match(error?.hint ?? '', /secret.*suture rollback/s);
    assert.deepEqual([questions, forge.server.calls], [0, []]);
  });
});
