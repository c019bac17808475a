import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { type Landed, lookAgain } from '../../../shell/dist/record/look-again.js';
import type { Outbox } from '../../../shell/dist/record/outbox.js';
import { branch, scene } from './forge-scene.ts';
import { type Workshop, id, makeWorkshop } from './workshop.ts';

async function landedIn(outbox: Outbox): Promise<Landed> {
  const entry = await outbox.entry(id);
  assert.ok(entry);
  return entry;
}

/** Adds a commit to the branch of the patch, as a reviewer does. */
function review(shop: Workshop, file: string, content: string): string {
  const person = join(shop.folder, `person-${Math.random().toString(36).slice(2)}`);
  shop.git(['clone', '-q', '-b', branch, shop.bare, person], shop.folder);
  writeFileSync(join(person, file), content);
  shop.git(['add', '-A'], person);
  shop.git(['commit', '-q', '-m', 'in review'], person);
  shop.git(['push', '-q'], person);
  return shop.git(['rev-parse', 'HEAD'], person);
}

test('a request is seen to be merged, closed, or as it was', async () => {
  await scene(async ({ shop, forge, options }) => {
    const outbox = await shop.prepared();
    const { record } = await land(outbox, id, options);
    const look = async () => (await lookAgain(shop.checkout, [await landedIn(outbox)], options)).get(id);
    assert.equal(await look(), undefined, 'nothing has happened');
    const [request] = forge.requests;
    assert.ok(request);
    request.state = 'closed';
    assert.deepEqual(await look(), { record: { ...record, state: 'closed' } });
    request.mergedAt = '2026-11-21T00:00:00Z';
    assert.deepEqual(await look(), { record: { ...record, state: 'merged' } });
  });
});

test('a request whose files people have changed is told from one to which a test was added', async () => {
  await scene(async ({ shop, options }) => {
    const outbox = await shop.prepared();
    const { record } = await land(outbox, id, options);
    review(shop, 'pricing.test.ts', 'a test');
    const look = async () => (await lookAgain(shop.checkout, [await landedIn(outbox)], options)).get(id);
    assert.equal(await look(), undefined);
    const tip = review(shop, 'src/pricing.ts', 'better\n');
    assert.deepEqual(await look(), { record: { ...record, reviewed: tip } });
    await outbox.reviewed(id, tip);
    assert.equal((await outbox.entry(id))?.record.reviewed, tip);
    assert.equal(await look(), undefined, 'said once');
  });
});

test('a forge, a remote and a checkout that do not answer change nothing', async () => {
  await scene(async ({ shop, git, forge, options }) => {
    const outbox = await shop.prepared();
    await land(outbox, id, options);
    const landed = [await landedIn(outbox)];
    forge.failAll('reset');
    assert.equal((await lookAgain(shop.checkout, landed, options)).size, 0);
    forge.failAll(undefined);
    git.failAll('reset');
    assert.equal((await lookAgain(shop.checkout, landed, options)).size, 0);
    assert.equal((await lookAgain(join(shop.folder, 'nowhere'), landed, options)).size, 0);
  });
});

test('a base that moves against an open request is said there, once', async () => {
  await scene(async ({ shop, forge, options }) => {
    const outbox = await shop.prepared();
    await land(outbox, id, options);
    writeFileSync(join(shop.checkout, 'src/pricing.ts'), 'export const quote = 3;\n');
    shop.git(['commit', '-q', '-a', '-m', 'a later change']);
    shop.git(['push', '-q', shop.bare, 'HEAD:main']);
    const look = async () => (await lookAgain(shop.checkout, [await landedIn(outbox)], options)).get(id);
    assert.deepEqual((await look())?.conflicts, ['src/pricing.ts']);
    await outbox.contradicts(id, ['src/pricing.ts']);
    assert.equal(await look(), undefined);
    assert.deepEqual(forge.requests[0]?.comments, [
      '`main` has changed since, and contradicts this patch in:\n\n- `src/pricing.ts`',
    ]);
  });
});

test('on plain git the base says that it was merged, in any way, and a branch that is gone that it was not', async () => {
  for (const how of ['merge', 'squash', 'delete', 'nothing'] as const) {
    using shop = makeWorkshop();
    const outbox = await shop.prepared();
    const { record } = await land(outbox, id, { env: shop.env });
    const person = join(shop.folder, 'person');
    shop.git(['clone', '-q', shop.bare, person], shop.folder);
    writeFileSync(join(person, 'other.txt'), 'other');
    shop.git(['add', '-A'], person);
    shop.git(['commit', '-q', '-m', 'another change'], person);
    if (how === 'merge') shop.git(['merge', '-q', '--no-edit', `origin/${branch}`], person);
    if (how === 'squash') shop.git(['cherry-pick', String(record.commit)], person);
    shop.git(['push', '-q'], person);
    if (how !== 'nothing') shop.git(['update-ref', '-d', `refs/heads/${branch}`], shop.bare);

    const moved = await lookAgain(shop.checkout, [await landedIn(outbox)], { env: shop.env });

    const expected = { merge: 'merged', squash: 'merged', delete: 'closed', nothing: undefined }[how];
    assert.equal(moved.get(id)?.record.state, expected, how);
  }
});
