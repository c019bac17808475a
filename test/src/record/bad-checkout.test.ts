import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { scene } from './forge-scene.ts';
import { digests, id, makeWorkshop, wrapGit } from './workshop.ts';

test('branches with hostile names, of the remote and of the checkout, run nothing and are nothing but names', async () => {
  for (const name of ['`a;touch${IFS}pwned`$(touch${IFS}pwned)', '--upload-pack=touch']) {
    using shop = makeWorkshop();
    shop.git(['update-ref', `refs/heads/${name}`, shop.revision]);
    shop.git(['symbolic-ref', 'HEAD', `refs/heads/${name}`]);
    shop.git(['update-ref', `refs/heads/${name}`, shop.revision], shop.bare);
    shop.git(['symbolic-ref', 'HEAD', `refs/heads/${name}`], shop.bare);
    const { record, error } = await land(await shop.prepared(), id, { env: shop.env });
    assert.deepEqual([error, record.state], [undefined, 'open'], name);
    for (const folder of [shop.folder, shop.checkout, shop.bare])
      assert.ok(!readdirSync(folder).includes('pwned'), `${name} in ${folder}`);
  }
});

test('a detached and dirty checkout serves, and stays as it is', async () => {
  using shop = makeWorkshop();
  shop.git(['checkout', '-q', '--detach']);
  shop.git(['rm', '-q', '--cached', 'README.md']);
  const before = digests(shop.checkout);
  const { record } = await land(await shop.prepared(), id, { env: shop.env });
  assert.equal(record.state, 'open');
  assert.deepEqual(digests(shop.checkout), before);
});

test('a repository of another user is said to be one, and nothing is done in it', async () => {
  using shop = makeWorkshop();
  const env = wrapGit(shop, 'export GIT_TEST_ASSUME_DIFFERENT_OWNER=1; exec "$REAL_GIT" "$@"');
  const { record, error } = await land(await shop.prepared(), id, { env });
  assert.deepEqual([record.state, error?.code], ['live', 'no_checkout']);
  assert.match(error?.message ?? '', /it belongs to another user/);
  assert.ok(!existsSync(join(shop.checkout, '.git/refs/suture')));
});

test('a clock that was set back does not park a record for a year', async () => {
  await scene(async ({ shop, forge, options }) => {
    const outbox = await shop.prepared();
    forge.fail('POST', { status: 429, headers: { 'retry-after': '60' } });
    const ahead = await land(outbox, id, { ...options, now: () => new Date('2027-11-20T04:00:00Z') });
    assert.equal(ahead.error?.retryAt, '2027-11-20T04:01:00.000Z');
    const { record } = await land(outbox, id, { ...options, now: () => new Date('2026-11-20T04:00:00Z') });
    assert.equal(record.state, 'open');
  });
});
