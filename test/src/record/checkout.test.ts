import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { digests, id, makeWorkshop } from './workshop.ts';

test('the checkout with everything in it stays byte for byte as it was', async () => {
  using shop = makeWorkshop();
  writeFileSync(join(shop.checkout, 'src/pricing.ts'), 'half an idea');
  writeFileSync(join(shop.checkout, 'src/staged.ts'), 'staged');
  shop.git(['add', 'src/staged.ts']);
  writeFileSync(join(shop.checkout, 'README.md'), 'for the stash');
  shop.git(['stash', 'push', '-q', 'README.md']);
  writeFileSync(join(shop.checkout, 'untracked.txt'), 'untracked');
  const bang = '#!/bin/sh\ntouch "$(dirname "$0")/../../hook-ran"\n';
  for (const name of ['reference-transaction', 'post-index-change', 'pre-push', 'pre-commit', 'commit-msg'])
    writeFileSync(join(shop.checkout, '.git/hooks', name), bang, { mode: 0o755 });
  shop.git(['config', 'core.splitIndex', 'true']);
  shop.git(['config', 'push.followTags', 'true']);
  const outbox = await shop.prepared();
  const before = digests(shop.checkout);

  const { record } = await land(outbox, id, { env: shop.env });

  assert.equal(record.state, 'open');
  assert.deepEqual(digests(shop.checkout), before);
});

test('an inherited GIT_DIR, index or namespace leads git nowhere else', async () => {
  using shop = makeWorkshop();
  using other = makeWorkshop();
  const env = {
    ...shop.env,
    GIT_DIR: join(other.checkout, '.git'),
    GIT_WORK_TREE: other.checkout,
    GIT_INDEX_FILE: join(other.checkout, '.git/index'),
    GIT_OBJECT_DIRECTORY: join(other.checkout, '.git/objects'),
    GIT_NAMESPACE: 'elsewhere',
  };
  const before = digests(other.checkout);

  const { record, error } = await land(await shop.prepared(), id, { env });

  assert.equal(error, undefined);
  assert.deepEqual(shop.branches(), [`${record.branch} ${record.commit}`]);
  assert.deepEqual(digests(other.checkout), before);
  assert.deepEqual(other.branches(), []);
});

test('a linked worktree and a folder below the root serve as checkouts', async () => {
  using shop = makeWorkshop();
  const worktree = join(shop.folder, 'linked');
  shop.git(['worktree', 'add', '-q', '--detach', worktree]);
  const before = digests(worktree);
  const below = join(worktree, 'src');

  const { record, error } = await land(await shop.prepared(shop.origin(), id, below), id, { env: shop.env });

  assert.equal(error, undefined);
  assert.deepEqual(shop.branches(), [`${record.branch} ${record.commit}`]);
  assert.deepEqual(digests(worktree), before);
});

test('a deployed commit that the checkout lacks is fetched by its name, and no ref appears', async () => {
  using shop = makeWorkshop();
  const origin = shop.origin();
  shop.git(['commit', '-q', '--allow-empty', '-m', 'the branch has moved on']);
  shop.git(['push', '-q']);
  const old = join(shop.folder, 'old-checkout');
  shop.git(['init', '-q', '-b', 'main', old], shop.folder);
  shop.git(['remote', 'add', 'origin', shop.bare], old);
  const before = digests(old);

  const { record, error } = await land(await shop.prepared(origin, id, old), id, { env: shop.env });

  assert.equal(error, undefined);
  assert.equal(record.state, 'open');
  assert.deepEqual(digests(old), before);
});

test('a deployed commit that nobody has is a clear failure, and nothing is made up', async () => {
  using shop = makeWorkshop();
  const origin = { ...shop.origin(), revision: 'ab'.repeat(20) };

  const { record, error } = await land(await shop.prepared(origin), id, { env: shop.env });

  assert.equal(record.state, 'live');
  assert.match(error?.message ?? '', /^The deployed commit (ab){20} is not in /);
  assert.match(error?.hint ?? '', /git fetch --all/);
  assert.deepEqual(shop.branches(), []);
});

test('a checkout that is gone, or no repository, is said', async () => {
  using shop = makeWorkshop();
  const plainFolder = join(shop.folder, 'plain');
  mkdirSync(plainFolder);
  for (const place of [join(shop.folder, 'gone'), plainFolder]) {
    const outbox = await shop.prepared(shop.origin(), id, place);
    const { error } = await land(outbox, id, { env: { ...shop.env, GIT_CEILING_DIRECTORIES: shop.folder } });
    assert.equal(error?.code, 'no_checkout');
    assert.equal((await outbox.entry(id))?.lastError, error.message);
    const elsewhere = await land(outbox, id, { env: shop.env, checkout: shop.checkout });
    assert.equal(elsewhere.record.state, 'open', 'another checkout brings it home');
  }
});

test('no git on the machine is said, too', async () => {
  using shop = makeWorkshop();
  const { error } = await land(await shop.prepared(), id, { env: { ...shop.env, PATH: join(shop.folder, 'empty') } });
  assert.equal(error?.code, 'no_git');
});
