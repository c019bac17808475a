import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { branch, scene } from './forge-scene.ts';
import { type Workshop, digests, fix, id, makeWorkshop } from './workshop.ts';

/** Rewrites the history of the base, so that it no longer holds the deployed commit, with one file changed. */
function moveBase(shop: Workshop, file: string, content: string): string {
  shop.git(['push', '-q', shop.bare, `${shop.revision}:refs/heads/release`]);
  shop.git(['checkout', '-q', '--orphan', 'fresh']);
  writeFileSync(join(shop.checkout, file), content);
  shop.git(['add', '-A']);
  shop.git(['commit', '-q', '-m', 'another history']);
  shop.git(['push', '-q', '--force', shop.bare, 'fresh:main']);
  const tip = shop.git(['rev-parse', 'HEAD']);
  shop.git(['checkout', '-q', 'main']);
  return tip;
}

/** Adds a commit to the base, on top of the deployed one. */
function addToBase(shop: Workshop, file: string, content: string): string {
  writeFileSync(join(shop.checkout, file), content);
  shop.git(['commit', '-q', '-a', '-m', 'a later change']);
  shop.git(['push', '-q', shop.bare, 'HEAD:main']);
  const tip = shop.git(['rev-parse', 'HEAD']);
  shop.git(['reset', '-q', '--hard', shop.revision]);
  return tip;
}

test('a deployed commit that is not on the base is carried over: two branches, and the request shows the patch alone', async () => {
  await scene(async ({ shop, forge, options }) => {
    const tip = moveBase(shop, 'README.md', '# orders, rewritten\n');
    const untouched = digests(shop.checkout);

    const { record, error } = await land(await shop.prepared(), id, options);

    assert.equal(error, undefined);
    assert.deepEqual([record.state, record.branch], ['open', branch]);
    assert.equal(
      shop.git(['rev-parse', `${branch}^`], shop.bare),
      shop.revision,
      'what ran stays on the deployed commit',
    );
    const [request, ...more] = forge.requests;
    assert.deepEqual(more, []);
    assert.deepEqual([request?.head, request?.draft], [`${branch}-carried`, false]);
    assert.equal(shop.git(['rev-parse', `${branch}-carried^`], shop.bare), tip);
    assert.equal(shop.git(['diff', '--name-only', tip, `${branch}-carried`], shop.bare), 'src/pricing.ts');
    const message = shop.git(['log', '-1', '--format=%B', `${branch}-carried`], shop.bare);
    assert.match(
      message,
      new RegExp(
        `carried over to main\\.\n\nSuture-Id: ${id}\nSuture-Deployed: ${shop.revision}\nSuture-Ran: ${record.commit}`,
      ),
    );
    assert.match(request?.body ?? '', /is not part of `main`, so the patch was carried over/);
    assert.deepEqual(digests(shop.checkout), untouched);

    const again = await land(await shop.prepared(), id, options);
    assert.deepEqual(again.record, record);
    assert.equal(shop.branches().length, 2);
    assert.equal(forge.requests.length, 1);
  });
});

for (const draftless of [false, true])
  test(`a patch that contradicts the base it is carried to opens a draft that lists the files${draftless ? ', or a plain request where there are none' : ''}`, async () => {
    await scene(
      async ({ shop, forge, options }) => {
        moveBase(shop, 'src/pricing.ts', 'export function quote(count: number): number {\n  return count * 3;\n}\n');
        const { record, error } = await land(await shop.prepared(), id, options);
        assert.equal(error, undefined);
        assert.equal(record.state, 'open');
        assert.equal(forge.requests[0]?.draft, !draftless);
        assert.match(
          forge.requests[0]?.body ?? '',
          /## It contradicts `main`[\s\S]*marks of the conflict[\s\S]*- `src\/pricing\.ts`/,
        );
        assert.match(
          shop.git(['show', `${branch}-carried:src/pricing.ts`], shop.bare),
          /<<<<<<<[\s\S]*count \* 3[\s\S]*Math\.max/,
        );
        assert.match(
          shop.git(['log', '-1', '--format=%B', `${branch}-carried`], shop.bare),
          /contradicts main.*\n {2}src\/pricing\.ts/,
        );
      },
      { draftless },
    );
  });

test('a base that moved on and contradicts the patch gets a draft on the commit that ran', async () => {
  await scene(async ({ shop, forge, options }) => {
    addToBase(shop, 'src/pricing.ts', 'export function quote(count: number): number {\n  return count * 3;\n}\n');
    const { record } = await land(await shop.prepared(), id, options);
    assert.equal(record.state, 'open');
    assert.deepEqual([forge.requests[0]?.head, forge.requests[0]?.draft], [branch, true]);
    assert.match(forge.requests[0]?.body ?? '', /`main` has changed since[\s\S]*- `src\/pricing\.ts`/);
    assert.equal(shop.branches().length, 1);
  });
});

test('a base that moved on elsewhere changes nothing for the patch', async () => {
  await scene(async ({ shop, forge, options }) => {
    addToBase(shop, 'README.md', '# more\n');
    await land(await shop.prepared(), id, options);
    assert.deepEqual([forge.requests[0]?.head, forge.requests[0]?.draft], [branch, false]);
    assert.doesNotMatch(forge.requests[0]?.body ?? '', /contradicts|carried/);
  });
});

for (const how of ['on top of the deployed commit', 'in another history'])
  test(`a fix that the base already has, ${how}, is upstream, with the commit that brought it`, async () => {
    await scene(async ({ shop, git, forge, options }) => {
      const bring = how.startsWith('on top') ? addToBase : moveBase;
      const tip = bring(shop, 'src/pricing.ts', fix['src/pricing.ts'] ?? '');
      const { record, error } = await land(await shop.prepared(), id, options);
      assert.equal(error, undefined);
      assert.equal(record.state, 'upstream');
      assert.equal(record.pullRequest, `${git.url}/acme/orders/commit/${tip}`);
      assert.deepEqual(forge.requests, []);
      assert.equal(shop.branches().length, 1, 'what ran is kept all the same');
    });
  });

test('a fix that is upstream needs no token to be recognised', async () => {
  await scene(async ({ shop }) => {
    addToBase(shop, 'src/pricing.ts', fix['src/pricing.ts'] ?? '');
    const { record } = await land(await shop.prepared(), id, { env: shop.env });
    assert.equal(record.state, 'upstream');
  });
});

test('on plain git the package is of what is to be merged', async () => {
  using shop = makeWorkshop();
  moveBase(shop, 'README.md', '# orders, rewritten\n');
  const outbox = await shop.prepared();
  const { record } = await land(outbox, id, { env: shop.env });
  assert.equal(record.state, 'open');
  const readme = readFileSync(join(outbox.folder, id, 'review/README.md'), 'utf8');
  assert.match(readme, new RegExp(`The branch \`${branch}-carried\``));
  const clone = join(shop.folder, 'reviewer');
  shop.git(['clone', '-q', shop.bare, clone], shop.folder);
  shop.git(['merge', '-q', `origin/${branch}-carried`], clone);
  assert.equal(shop.git(['diff', '--name-only', 'HEAD~1', 'HEAD'], clone), 'src/pricing.ts');
});

test('a shallow clone carries over without the history', async () => {
  await scene(async ({ shop, git, forge, options }) => {
    const tip = moveBase(shop, 'README.md', '# orders, rewritten\n');
    const shallow = join(shop.folder, 'shallow');
    shop.git(['clone', '-q', '--depth=1', '-b', 'release', `file://${shop.bare}`, shallow], shop.folder);
    shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`], shallow);
    shop.git(['config', `suture.${git.host}.forge`, 'github'], shallow);
    shop.git(['config', `suture.${git.host}.api`, forge.api], shallow);
    const { record, error } = await land(await shop.prepared(shop.origin(), id, shallow), id, options);
    assert.equal(error, undefined);
    assert.equal(record.state, 'open');
    assert.equal(shop.git(['rev-parse', `${branch}-carried^`], shop.bare), tip);
  });
});
