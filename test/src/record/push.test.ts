import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { branchNames } from '../../../shell/dist/record/git/push.js';
import { branch } from './forge-scene.ts';
import { hook, id, makeWorkshop } from './workshop.ts';

test('the words of a hook that refuses the push reach the person, and the record waits', async () => {
  using shop = makeWorkshop();
  hook(shop, 'pre-receive', 'echo "GH013: Repository rule violations found for $USER"; echo "ask #platform"; exit 1');
  const outbox = await shop.prepared();

  const { record, error } = await land(outbox, id, { env: shop.env });

  assert.equal(record.state, 'committed');
  assert.equal(error?.code, 'push_refused');
  assert.match(error?.message ?? '', /pre-receive hook declined.*GH013: Repository rule violations.*ask #platform/);
  assert.equal(error?.retryAt, undefined, 'asking again alone does not help');
  assert.equal((await outbox.entry(id))?.nextTry, null);
  const bundle = join(outbox.folder, id, 'review', `${id.toLowerCase()}.bundle`);
  assert.match(shop.git(['bundle', 'list-heads', bundle]), new RegExp(`^${record.commit} refs/suture/`));

  rmSync(join(shop.bare, 'hooks/pre-receive'));
  assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
});

test('a server whose rules want another beginning of names gets it, when it is said', async () => {
  using shop = makeWorkshop();
  hook(
    shop,
    'update',
    'case "$1" in refs/heads/hotfix/*) ;; *) echo "Branch name does not follow the pattern"; exit 1;; esac',
  );
  const outbox = await shop.prepared();
  const { error } = await land(outbox, id, { env: shop.env });
  assert.match(error?.message ?? '', /does not follow the pattern/);
  assert.match(error?.hint ?? '', /git config suture\.prefix hotfix\//);
  shop.git(['config', 'suture.prefix', 'hotfix/']);
  const { record } = await land(outbox, id, { env: shop.env });
  assert.deepEqual([record.state, record.branch], ['open', `hotfix/${id.toLowerCase()}`]);
});

test('a ref of the patch that holds something else is left alone, and named', async () => {
  using shop = makeWorkshop();
  shop.git(['update-ref', `refs/suture/${id}`, shop.revision]);
  const { record, error } = await land(await shop.prepared(), id, { env: shop.env });
  assert.deepEqual([record.state, error?.code], ['live', 'ref_taken']);
  assert.equal(shop.git(['rev-parse', `refs/suture/${id}`]), shop.revision);
});

test('a lock that a killed git left on the ref of the patch is waited for, and then removed', async () => {
  using shop = makeWorkshop();
  const lock = join(shop.checkout, '.git/refs/suture', `${id}.lock`);
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, '');
  const outbox = await shop.prepared();
  const { record, error } = await land(outbox, id, { env: shop.env });
  assert.deepEqual([record.state, error?.code], ['live', 'git_failed']);
  assert.match(error?.message ?? '', /\.lock': File exists/);
  assert.ok(error?.retryAt);
  utimesSync(lock, 0, 0);
  assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
});

test("a pre-push hook of the engineer's does not stand in the way", async () => {
  using shop = makeWorkshop();
  writeFileSync(join(shop.checkout, '.git/hooks/pre-push'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  assert.equal((await land(await shop.prepared(), id, { env: shop.env })).record.state, 'open');
});

test('no remote, and several without a choice, are said with what to do', async () => {
  using shop = makeWorkshop();
  shop.git(['remote', 'rename', 'origin', 'one']);
  shop.git(['remote', 'add', 'two', join(shop.folder, 'nowhere')]);
  const outbox = await shop.prepared();

  const several = await land(outbox, id, { env: shop.env });
  assert.equal(several.record.state, 'committed');
  assert.match(several.error?.message ?? '', /several remotes: one, two/);
  assert.match(several.error?.hint ?? '', /git config suture\.remote one/);

  shop.git(['remote', 'remove', 'two']);
  shop.git(['remote', 'remove', 'one']);
  const none = await land(outbox, id, { env: shop.env });
  assert.equal(none.record.state, 'committed');
  assert.match(none.error?.message ?? '', /has no git remote/);

  shop.git(['remote', 'add', 'anything', shop.bare]);
  const only = await land(outbox, id, { env: shop.env });
  assert.equal(only.record.state, 'open', 'the only remote needs no name');
});

test('a taken branch name is left alone, and the next one is recorded', async () => {
  using shop = makeWorkshop();
  shop.git(['update-ref', `refs/heads/${branch}`, shop.revision], shop.bare);
  const outbox = await shop.prepared();

  const { record } = await land(outbox, id, { env: shop.env });

  assert.equal(record.branch, `${branch}-2`);
  assert.deepEqual(shop.branches(), [`${branch} ${shop.revision}`, `${branch}-2 ${record.commit}`]);
  const again = await land(await shop.prepared(), id, { env: shop.env });
  assert.equal(again.record.branch, `${branch}-2`, 'another outbox finds the same branch');
  assert.equal(shop.branches().length, 2);
});

test('a branch named suture makes room with a dash', async () => {
  using shop = makeWorkshop();
  shop.git(['update-ref', 'refs/heads/suture', shop.revision], shop.bare);
  const { record } = await land(await shop.prepared(), id, { env: shop.env });
  assert.equal(record.branch, `suture-${id.toLowerCase()}`);
  assert.equal(shop.branches().length, 2);
});

test('a branch to which a person has added, or which a person has rewritten, counts as pushed and is not overwritten', async () => {
  for (const rewrite of [false, true]) {
    using shop = makeWorkshop();
    const commit = (await land(await shop.prepared(), id, { env: shop.env })).record.commit ?? '';
    const person = join(shop.folder, 'person');
    shop.git(['clone', '-q', '-b', branch, shop.bare, person], shop.folder);
    writeFileSync(join(person, 'more.txt'), 'more');
    shop.git(['add', '-A'], person);
    shop.git(['commit', '-q', ...(rewrite ? ['--amend', '--no-edit'] : ['-m', 'a test for it'])], person);
    shop.git(['push', '-q', '--force'], person);
    const tip = shop.git(['rev-parse', 'HEAD'], person);
    assert.notEqual(tip, commit);

    const { record } = await land(await shop.prepared(), id, { env: shop.env });

    assert.deepEqual([record.state, record.branch], ['open', branch]);
    assert.deepEqual(shop.branches(), [`${branch} ${tip}`]);
  }
});

test('a remote whose HEAD names no branch has the one as base that there is, or that holds the deployed commit', async () => {
  using shop = makeWorkshop();
  shop.git(['symbolic-ref', 'HEAD', 'refs/heads/nothing'], shop.bare);
  const alone = await land(await shop.prepared(), id, { env: shop.env });
  assert.deepEqual([alone.error, alone.record.state], [undefined, 'open']);

  shop.git(['checkout', '-q', '--orphan', 'pages']);
  shop.git(['commit', '-q', '--allow-empty', '-m', 'pages']);
  shop.git(['push', '-q', shop.bare, 'pages']);
  const holder = await shop.prepared();
  assert.equal((await land(holder, id, { env: shop.env })).record.state, 'open');
  assert.match(readFileSync(join(holder.folder, id, 'review/README.md'), 'utf8'), /merged into `main`/);
});

test('a remote without a default branch, where several could be the base, asks for it', async () => {
  using shop = makeWorkshop();
  shop.git(['symbolic-ref', 'HEAD', 'refs/heads/nothing'], shop.bare);
  shop.git(['push', '-q', shop.bare, `${shop.revision}:refs/heads/release`]);
  const outbox = await shop.prepared();
  const { record, error } = await land(outbox, id, { env: shop.env });
  assert.equal(record.state, 'pushed');
  assert.match(error?.hint ?? '', /git config suture\.base main/);
  shop.git(['config', 'suture.base', 'main']);
  assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
});

test('the names of branches are the same for everybody', () => {
  const names = branchNames(id);
  assert.deepEqual(names.slice(0, 2), [branch, `${branch}-2`]);
  assert.equal(names[9], `suture-${id.toLowerCase()}`);
  assert.equal(new Set(names).size, 18);
});
