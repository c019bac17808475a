import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { branch, scene } from './forge-scene.ts';
import { fix, id } from './workshop.ts';

test('a limit of the forge is waited for, by its own clock, and nothing is asked before', async () => {
  await scene(async ({ shop, forge, options }) => {
    const outbox = await shop.prepared();
    const clock = (at: string) => ({ ...options, now: () => new Date(at) });
    const headers = {
      date: 'Fri, 20 Nov 2026 05:00:00 GMT', // one hour ahead of the shell
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.parse('2026-11-20T05:10:00Z') / 1000),
    };
    forge.fail('POST', { status: 403, headers, body: { message: 'API rate limit exceeded' } });

    const first = await land(outbox, id, clock('2026-11-20T04:00:00Z'));
    assert.equal(first.record.state, 'pushed');
    assert.equal(first.error?.code, 'rate_limited');
    assert.equal(first.error?.retryAt, '2026-11-20T04:10:00.000Z');
    const calls = forge.calls.length;

    const early = await land(outbox, id, clock('2026-11-20T04:09:00Z'));
    assert.equal(early.error?.retryAt, '2026-11-20T04:10:00.000Z');
    assert.equal(forge.calls.length, calls);

    const late = await land(outbox, id, clock('2026-11-20T04:10:00Z'));
    assert.equal(late.record.state, 'open');
  });
});

test('Retry-After counts in seconds and as a date', async () => {
  const now = () => new Date('2026-11-20T04:00:00Z');
  const date = 'Fri, 20 Nov 2026 04:00:00 GMT';
  for (const after of ['90', 'Fri, 20 Nov 2026 04:01:30 GMT'])
    await scene(async ({ shop, forge, options }) => {
      forge.fail('GET', { status: 429, headers: { date, 'retry-after': after } });
      const { error } = await land(await shop.prepared(), id, { ...options, now });
      assert.equal(error?.retryAt, '2026-11-20T04:01:30.000Z');
    });
});

test('a token without the right, or a repository out of sight, leaves the branch and says where to open it', async () => {
  for (const status of [401, 403, 404])
    await scene(async ({ shop, git, forge, options }) => {
      forge.fail('POST', { status, body: { message: 'Resource not accessible by personal access token' } });
      const outbox = await shop.prepared();
      const { record, error } = await land(outbox, id, options);
      assert.equal(record.state, 'pushed');
      assert.equal(error?.code, 'forge_denied');
      assert.match(error?.message ?? '', /Resource not accessible by personal access token/);
      assert.ok(error?.hint.includes(`${git.url}/acme/orders/compare/main...${branch}?expand=1`), error?.hint);
      assert.equal(error?.retryAt, undefined);
      assert.equal(shop.branches().length, 1);
      assert.equal((await land(outbox, id, options)).record.state, 'open');
    });
});

test('no token at all leaves the branch and says where to open it', async () => {
  await scene(async ({ shop, forge }) => {
    const { record, error } = await land(await shop.prepared(), id, { env: shop.env });
    assert.equal(record.state, 'pushed');
    assert.equal(error?.code, 'no_token');
    assert.match(error?.hint ?? '', /GH_ENTERPRISE_TOKEN.*\/compare\/main\.\.\.suture\//);
    assert.deepEqual(forge.calls, []);
  });
});

test('a branch that the forge does not know yet is asked for again', async () => {
  await scene(async ({ shop, forge, options }) => {
    const errors = [{ resource: 'PullRequest', field: 'head', code: 'invalid' }];
    forge.fail('POST', { status: 422, body: { message: 'Validation Failed', errors } });
    const { record } = await land(await shop.prepared(), id, options);
    assert.equal(record.state, 'open');
    assert.equal(forge.requests.length, 1);
  });
});

test('an archived repository leaves a package to be sent by hand', async () => {
  await scene(
    async ({ shop, options }) => {
      const outbox = await shop.prepared();
      const { record, error } = await land(outbox, id, options);
      assert.deepEqual([record.state, error?.code], ['pushed', 'forge_archived']);
      assert.match(error?.hint ?? '', /A review package is in /);
      assert.ok(existsSync(join(outbox.folder, id, 'review/0001.patch')));
    },
    { archived: true },
  );
});

test('a template of the base branch stands below the text', async () => {
  await scene(async ({ shop, forge, options }) => {
    mkdirSync(join(shop.checkout, '.github'));
    writeFileSync(join(shop.checkout, '.github/PULL_REQUEST_TEMPLATE.md'), '- [ ] I have tested it\n');
    shop.git(['add', '-A']);
    shop.git(['commit', '-q', '-m', 'a template']);
    shop.git(['push', '-q', shop.bare, 'HEAD:main']);
    await land(await shop.prepared(), id, options);
    assert.match(forge.requests[0]?.body ?? '', /needs it no longer\.\n\n- \[ \] I have tested it\n\n<!-- suture-id/);
  });
});

test('a setting that means nothing is named, with what it may be', async () => {
  await scene(async ({ shop, git, options }) => {
    shop.git(['config', `suture.${git.host}.forge`, 'gitbucket']);
    const outbox = await shop.prepared(shop.origin(fix, 'why'));
    const { error } = await land(outbox, id, options);
    assert.equal(error?.code, 'bad_setting');
    assert.match(error?.message ?? '', /"gitbucket" is not `github`, `gitlab`, .*`plain`/);
    shop.git(['config', `suture.${git.host}.forge`, 'plain']);
    const { record } = await land(outbox, id, options);
    assert.match(record.pullRequest ?? '', /^file:/);
  });
});
