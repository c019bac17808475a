import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Gitlab } from '@gitbeaker/rest';
import type { Patch } from '@suture/protocol/patch.js';
import { keepTried } from '../../../shell/dist/change/keep-tried.js';
import { keep } from '../../../shell/dist/record/keep.js';
import { tellTrial } from '../../../shell/dist/record/tell-trial.js';
import { land } from '../../../shell/dist/record/land.js';
import { branch, token } from './forge-scene.ts';
import { at, forges } from './forges.ts';
import { id, makeWorkshop } from './workshop.ts';

for (const [kind, start] of Object.entries(forges)) {
  test(`${kind}: one request, with title and text, however often and from wherever it is landed`, async () => {
    await at(start, async ({ shop, forge, options }) => {
      const { record, error } = await land(await shop.prepared(), id, options);
      assert.equal(error, undefined);
      assert.equal(record.state, 'open');
      assert.match(record.pullRequest ?? '', forge.address);
      const [request] = forge.shown();
      assert.equal(request?.title, 'Quotes of negative counts must not be negative');
      assert.deepEqual([request?.head, request?.base], [branch, 'main']);
      assert.match(request?.body ?? '', new RegExp(`<!-- suture-id: ${id} -->`));
      assert.deepEqual(await land(await shop.prepared(), id, options), { record });
      assert.equal(forge.shown().length, 1);
    });
  });

  test(`${kind}: a request whose answer was lost is found, and one that a person closed stays closed`, async () => {
    await at(start, async ({ shop, forge, options }) => {
      forge.server.fail('POST', 'lost');
      const { record, error } = await land(await shop.prepared(), id, options);
      assert.deepEqual([error, record.state], [undefined, 'open']);
      forge.close(false);
      assert.equal((await land(await shop.prepared(), id, options)).record.state, 'closed');
      forge.close(true);
      assert.equal((await land(await shop.prepared(), id, options)).record.state, 'merged');
      assert.equal(forge.shown().length, 1);
    });
  });

  test(`${kind}: down, limited, or without the right: the branch is safe and the record waits or asks`, async () => {
    await at(start, async ({ shop, git, forge, options }) => {
      const outbox = await shop.prepared();
      forge.server.failAll({ status: 502 });
      assert.equal((await land(outbox, id, options)).error?.code, 'forge_unreachable');
      forge.server.failAll({ status: 401, body: { message: 'Unauthorized' } });
      assert.equal((await land(outbox, id, options)).error?.code, 'forge_denied');
      forge.server.failAll(undefined);
      forge.server.fail('POST', { status: 403, body: { message: 'insufficient scope' } });
      const denied = await land(outbox, id, options);
      assert.deepEqual([denied.record.state, denied.error?.code], ['pushed', 'forge_denied']);
      assert.ok(denied.error?.hint.includes(`${git.url}/acme/orders/`), denied.error?.hint);
      const nobody = await land(outbox, id, { env: shop.env });
      assert.equal(nobody.error?.code, 'no_token');
      forge.server.fail('POST', { status: 429, headers: { 'retry-after': '60' } });
      const limited = await land(outbox, id, { ...options, now: () => new Date('2026-11-20T04:00:00Z') });
      assert.equal(limited.error?.retryAt, '2026-11-20T04:01:00.000Z');
      assert.equal((await land(outbox, id, options)).record.state, 'open');
      assert.equal(forge.shown().length, 1);
    });
  });

  test(`${kind}: a draft while the patch is on trial, told how that went, ready when it is kept; with labels, reviewers and what fails of them`, async () => {
    await at(start, async ({ shop, forge, options }) => {
      shop.git(['config', 'suture.labels', 'hotfix, live']);
      shop.git(['config', 'suture.reviewers', 'ada']);
      const outbox = await shop.prepared();
      await outbox.onTrial(id);
      const { record, notes } = await land(outbox, id, options);
      assert.deepEqual([record.state, notes], ['open', undefined]);
      const names = { github: ['hotfix', 'live'], gitlab: ['hotfix', 'live'], gitea: [3, 5] }[kind];
      const people = kind === 'gitlab' ? [11] : ['ada'];
      assert.deepEqual(forge.worn(), [true, names, people]);

      const trial = {
        title: 'The trial is over, and the patch stays',
        text: 'new  9 calls, 0 failed, token ghp_0123456789abcdefghijklmn',
      };
      forge.server.fail('POST', { status: 403, body: { message: 'insufficient scope' } });
      await assert.rejects(tellTrial(outbox, id, trial, options), /comment/);
      await tellTrial(outbox, id, trial, options);
      await tellTrial(outbox, id, trial, options);
      assert.deepEqual(forge.comments(), [
        '## Evidence\n\n`The trial is over, and the patch stays`:\n\n```text\nnew  9 calls, 0 failed, token [redacted]\n```',
      ]);

      await keep(outbox, id, options);
      await keep(outbox, id, options);
      assert.equal(forge.worn()[0], false);
      assert.equal(forge.shown()[0]?.title, 'Quotes of negative counts must not be negative');

      shop.git(['config', 'suture.reviewers', 'nobody']);
      const again = await land(await shop.prepared(), id, options);
      assert.equal(again.error, undefined);
      assert.match(again.notes?.join() ?? '', /^nobody cannot be asked to review: /);
    });
  });

  test(`${kind}: a request that could not be told how the trial went is told by a later look`, async () => {
    await at(start, async ({ shop, forge, options }) => {
      const outbox = await shop.prepared();
      await outbox.onTrial(id);
      await land(outbox, id, options);
      const patch = { id, state: 'live', probation: { state: 'passed', forMs: 1, endsAt: '', gates: [] } };
      const look = (): Promise<string[]> => keepTried(outbox, [patch as unknown as Patch], options.env ?? {});
      forge.server.fail('POST', { status: 403, body: { message: 'insufficient scope' } });
      const [untold, stays] = await look();
      assert.match(untold ?? '', /was not told how its trial went: .* The next look tries again\.$/);
      assert.match(stays ?? '', /its request is no draft any more/);
      assert.deepEqual([await look(), forge.comments().length], [[], 1]);
      assert.deepEqual([await look(), forge.comments().length], [[], 1]);
    });
  });

  test(`${kind}: six shells at once make one request`, async () => {
    await at(start, async ({ shop, forge, options }) => {
      const outboxes = [await shop.prepared(), await shop.prepared()];
      const all = await Promise.all(
        Array.from({ length: 6 }, (_, shell) => {
          const outbox = outboxes[shell % 2];
          assert.ok(outbox);
          return land(outbox, id, options);
        }),
      );
      assert.deepEqual(new Set(all.map(({ record, error }) => error?.code ?? record.state)), new Set(['open']));
      assert.equal(forge.shown().length, 1);
    });
  });

  test(`${kind}: a host that is not named says itself what it is, and gets the token that is bound to it`, async () => {
    await at(start, async ({ shop, git, forge, options }) => {
      shop.git(['config', '--unset', `suture.${git.host}.forge`]);
      const seen: string[] = [];
      const answers: Record<string, [string, number, object]> = {
        github: ['/api/v3/meta', 200, { installed_version: '3.17.0' }],
        gitlab: ['/api/v4/metadata', 401, { message: '401 Unauthorized' }],
        gitea: ['/api/v1/version', 200, { version: '16.0.1+gitea-1.22.0' }],
      };
      const [path, status, body] = answers[kind] ?? ['', 0, {}];
      const asking: typeof fetch = async (url, init) => {
        if (typeof url !== 'string' || new URL(url).host !== git.host) return await fetch(url, init);
        assert.equal(new Headers(init?.headers).get('authorization'), null);
        seen.push(new URL(url).pathname);
        return new URL(url).pathname === path ? Response.json(body, { status }) : new Response('', { status: 404 });
      };
      const bound = { ...options.env, GH_HOST: git.host };
      const { record, error } = await land(await shop.prepared(), id, { env: bound, fetch: asking });
      assert.deepEqual([error, record.state], [undefined, 'open']);
      assert.match(record.pullRequest ?? '', forge.address);
      assert.deepEqual(seen.sort(), ['/api/v1/version', '/api/v3/meta', '/api/v4/metadata']);
    });
  });
}

test('an independent client of GitLab sees the fake as we do', async () => {
  await at(forges.gitlab, async ({ shop, forge, options }) => {
    await land(await shop.prepared(), id, options);
    const client = new Gitlab({ host: forge.server.api.replace('/api/v4', ''), token });
    const all = await client.MergeRequests.all({ projectId: 'acme/orders', sourceBranch: branch });
    assert.deepEqual(
      all.map(({ iid, state, source_branch }) => [iid, state, source_branch]),
      [[1, 'opened', branch]],
    );
    await assert.rejects(
      client.MergeRequests.create('acme/orders', branch, 'main', 'again', {
        description: 'x',
        removeSourceBranch: true,
      }),
      (error: Error) => /Another open merge request already exists for this source branch: !1/.test(error.message),
    );
    await client.MergeRequests.edit('acme/orders', 1, { title: 'Draft: by the other client', addLabels: 'hotfix' });
    const read = await client.MergeRequests.show('acme/orders', 1);
    assert.deepEqual([read.draft, read.labels], [true, ['hotfix']]);
    await client.MergeRequests.edit('acme/orders', 1, { stateEvent: 'close' });
    assert.equal((await land(await shop.prepared(), id, options)).record.state, 'closed');
  });
});

test('an independent client of GitLab forks as we do', async () => {
  await at(forges.gitlab, async ({ forge }) => {
    const client = new Gitlab({ host: forge.server.api.replace('/api/v4', ''), token });
    const made = await client.Projects.fork('acme/orders');
    assert.equal(made.path_with_namespace, 'me/orders');
    const all = await client.Projects.allForks('acme/orders', { owned: true });
    assert.deepEqual(
      all.map(({ id }) => id),
      [8],
    );
    await assert.rejects(client.Projects.fork('acme/orders'), /has already been taken/);
  });
});

test('without a forge the review package says how the trial went, once and not before it is there', async () => {
  using shop = makeWorkshop();
  const outbox = await shop.prepared();
  const trial = { title: 'The trial is over: the agent took the patch back', text: 'BROKEN: failed calls 7 %' };
  const options = { env: shop.env };
  await tellTrial(outbox, id, trial, options);
  assert.equal((await outbox.entry(id))?.trialTold, false);
  await land(outbox, id, options);
  await tellTrial(outbox, id, trial, options);
  await tellTrial(outbox, id, trial, options);
  const readme = await readFile(join((await outbox.entry(id))?.folder ?? '', 'review/README.md'), 'utf8');
  assert.equal(readme.split('BROKEN: failed calls 7 %').length, 2);
});
