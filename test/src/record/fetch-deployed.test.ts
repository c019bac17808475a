import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { type GitServer, startGitServer } from './git-server.ts';
import { type Workshop, id, makeWorkshop } from './workshop.ts';

const login = { name: 'ada', password: 'secret' };

/** A clone that lacks the deployed commit, which is on the remote below the tip of `main`. */
async function lacking(
  run: (shop: Workshop, git: GitServer, clone: string) => Promise<void>,
  { depth = '--depth=1', asks = false } = {},
): Promise<void> {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served, asks ? login : undefined);
  try {
    const clone = join(shop.folder, 'clone');
    shop.git(['commit', '-q', '--allow-empty', '-m', 'next']);
    shop.git(['push', '-q', shop.bare, 'HEAD:main']);
    shop.git(['config', 'uploadpack.allowFilter', 'true'], shop.bare);
    shop.git(['clone', '-q', '--no-checkout', depth, `file://${shop.bare}`, clone], shop.folder);
    shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`], clone);
    await run(shop, git, clone);
  } finally {
    await git.close();
  }
}

test('a server that gives no commit by its name is said, with the fetch that helps, and no other commit is taken', async () => {
  await lacking(async (shop, git, clone) => {
    git.forgetVersions();
    const outbox = await shop.prepared(undefined, id, clone);
    const { record, error } = await land(outbox, id, { env: shop.env });
    assert.deepEqual([record.state, error?.code], ['live', 'revision_unknown']);
    assert.match(error?.message ?? '', /unadvertised object/);
    assert.match(error?.hint ?? '', /`git fetch --unshallow`/);
    assert.ok(error?.retryAt, 'it is tried again later');
    shop.git(['fetch', '-q', '--unshallow', shop.bare], clone);
    assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
  });
});

test('a remote that is away while the deployed commit is to be fetched is waited for', async () => {
  await lacking(async (shop, git, clone) => {
    git.failAll('unavailable');
    const outbox = await shop.prepared(undefined, id, clone);
    const { record, error } = await land(outbox, id, { env: shop.env });
    assert.deepEqual([record.state, error?.code], ['live', 'remote_unreachable']);
    assert.ok(error?.retryAt);
    git.failAll(undefined);
    assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
  });
});

test('a remote that wants a login before it gives the deployed commit is said', async () => {
  await lacking(
    async (shop, _git, clone) => {
      const outbox = await shop.prepared(undefined, id, clone);
      const { record, error } = await land(outbox, id, { env: shop.env });
      assert.deepEqual([record.state, error?.code], ['live', 'remote_denied']);
      assert.match(error?.hint ?? '', /git push origin/);
    },
    { asks: true },
  );
});

test('a partial clone fetches what the patch needs, and leaves the rest where it is', async () => {
  await lacking(
    async (shop, _git, clone) => {
      const missing = () =>
        shop.git(['rev-list', '--objects', '--all', '--missing=print'], clone).match(/^\?/gm)?.length ?? 0;
      const before = missing();
      const { record, error } = await land(await shop.prepared(undefined, id, clone), id, { env: shop.env });
      assert.deepEqual([error, record.state], [undefined, 'open']);
      assert.ok(before > missing() && missing() > 0, `${before} objects were missing, ${missing()} are now`);
    },
    { depth: '--filter=blob:none' },
  );
});
