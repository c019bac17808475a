import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { branch } from './forge-scene.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { type Workshop, hook, id, makeWorkshop } from './workshop.ts';

/** A workshop whose remote is a git server on loopback. */
async function served(
  run: (shop: Workshop, server: GitServer) => Promise<void>,
  login?: { name: string; password: string },
): Promise<void> {
  using shop = makeWorkshop();
  const server = await startGitServer(shop.served, login);
  shop.git(['remote', 'set-url', 'origin', `${server.url}/acme/orders.git`]);
  try {
    await run(shop, server);
  } finally {
    await server.close();
  }
}

test('a push over HTTP ends with one branch', async () => {
  await served(async (shop) => {
    const { record, error } = await land(await shop.prepared(), id, { env: shop.env });
    assert.equal(error, undefined);
    assert.deepEqual(shop.branches(), [`${branch} ${record.commit}`]);
  });
});

for (const fault of ['reset', 'lost', 'unavailable'] as const)
  test(`one push that ends with "${fault}" is done by the same call`, async () => {
    await served(async (shop, server) => {
      server.fail('git-receive-pack', fault);
      const { record, error } = await land(await shop.prepared(), id, { env: shop.env });
      assert.equal(error, undefined);
      assert.equal(record.state, 'open');
      assert.deepEqual(shop.branches(), [`${branch} ${record.commit}`]);
    });
  });

test('a remote that is down keeps the record where it is, and another outbox finishes it', async () => {
  await served(async (shop, server) => {
    server.failAll('reset');
    const outbox = await shop.prepared();
    const now = () => new Date('2026-11-20T04:00:00Z');

    const first = await land(outbox, id, { env: shop.env, now });

    assert.equal(first.record.state, 'committed');
    assert.equal(first.error?.code, 'remote_unreachable');
    assert.equal(first.error?.retryAt, '2026-11-20T04:01:00.000Z');
    const entry = await outbox.entry(id);
    assert.equal(entry?.lastError, first.error?.message);
    assert.equal(entry?.nextTry, first.error?.retryAt);
    const second = await land(outbox, id, { env: shop.env, now });
    assert.equal(second.error?.retryAt, '2026-11-20T04:02:00.000Z', 'the waits grow');

    server.failAll(undefined);
    const third = await land(await shop.prepared(), id, { env: shop.env });
    assert.equal(third.error, undefined);
    assert.equal(third.record.commit, first.record.commit);
    assert.deepEqual(shop.branches(), [`${branch} ${first.record.commit}`]);

    const fourth = await land(outbox, id, { env: shop.env });
    assert.equal(fourth.error, undefined, 'the first outbox finds what the other one did');
    assert.equal(fourth.record.branch, branch);
    assert.equal((await outbox.entry(id))?.lastError, null);
    assert.equal(shop.branches().length, 1);
  });
});

test('the refusal of a hook is told over HTTP as well', async () => {
  await served(async (shop) => {
    hook(shop, 'update', 'echo "protected branch hook declined"; exit 1');
    const { error } = await land(await shop.prepared(), id, { env: shop.env });
    assert.match(error?.message ?? '', /refused the branch .*hook declined.*protected branch hook declined/);
  });
});

test('six shells at once make one commit and one branch', async () => {
  await served(async (shop) => {
    const outbox = await shop.prepared();
    const other = await shop.prepared();
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, shell) => land(shell % 2 ? outbox : other, id, { env: shop.env })),
    );
    for (const { record, error } of all) {
      assert.equal(error, undefined);
      assert.equal(record.state, 'open');
    }
    assert.equal(new Set(all.map(({ record }) => record.commit)).size, 1);
    assert.deepEqual(shop.branches(), [`${branch} ${all[0]?.record.commit}`]);
    assert.ok(existsSync(join(outbox.folder, id, 'review/0001.patch')));
  });
});

test('a password in the URL of the remote logs in, and shows nowhere', async () => {
  const login = { name: 'ada', password: 'p4ss w@rd%' };
  await served(async (shop, server) => {
    const url = new URL(`${server.url}/acme/orders.git`);
    url.username = login.name;
    url.password = encodeURIComponent(login.password);
    shop.git(['remote', 'set-url', 'origin', url.href]);
    const outbox = await shop.prepared();

    const { record, error } = await land(outbox, id, { env: shop.env });

    assert.equal(error, undefined);
    const readme = readFileSync(join(outbox.folder, id, 'review/README.md'), 'utf8');
    assert.match(readme, /git fetch http:\/\/127\.0\.0\.1:\d+\/acme\/orders\.git/);
    assert.doesNotMatch(readme, /p4ss/);
    assert.deepEqual(shop.branches(), [`${branch} ${record.commit}`]);
  }, login);
});

test('a server that wants a login that nobody has is said, and no question is asked', async () => {
  await served(
    async (shop) => {
      const { record, error } = await land(await shop.prepared(), id, {
        env: { ...shop.env, GIT_ASKPASS: '/bin/false' },
      });
      assert.equal(record.state, 'committed');
      assert.equal(error?.code, 'remote_denied');
      assert.match(error?.hint ?? '', /git push origin/);
    },
    { name: 'ada', password: 'secret' },
  );
});
