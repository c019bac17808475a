import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { branch, scene, token } from './forge-scene.ts';
import { startGitHub } from './github-fake.ts';
import { id, makeWorkshop } from './workshop.ts';

test('a patch becomes a branch and one pull request with the reason, the diff and the way back', async () => {
  await scene(async ({ shop, forge, options }) => {
    const { record, error } = await land(await shop.prepared(), id, options);

    assert.equal(error, undefined);
    assert.equal(record.state, 'open');
    assert.match(record.pullRequest ?? '', /\/acme\/orders\/pull\/1$/);
    assert.deepEqual(shop.branches(), [`${branch} ${record.commit}`]);
    const [request, ...more] = forge.requests;
    assert.deepEqual(more, []);
    assert.equal(request?.title, 'Quotes of negative counts must not be negative');
    assert.deepEqual([request?.head, request?.base, request?.draft], [branch, 'main', false]);
    assert.match(request?.body ?? '', /^\+ {2}return Math\.max\(0, count\) \* 2;$/m);
    assert.match(request?.body ?? '', new RegExp(`<!-- suture-id: ${id} -->`));
  });
});

test('landing a landed patch again asks nothing and changes nothing', async () => {
  await scene(async ({ shop, forge, options }) => {
    const outbox = await shop.prepared();
    const first = await land(outbox, id, options);
    const calls = forge.calls.length;
    assert.deepEqual(await land(outbox, id, options), first);
    assert.equal(forge.calls.length, calls);
  });
});

test('a forge that is down leaves the pushed branch, and a later call from elsewhere opens the one request', async () => {
  await scene(async ({ shop, forge, options }) => {
    forge.failAll('reset');
    const outbox = await shop.prepared();
    const first = await land(outbox, id, options);
    assert.equal(first.record.state, 'pushed');
    assert.equal(first.error?.code, 'forge_unreachable');
    assert.ok(first.error?.retryAt);

    forge.failAll({ status: 502 });
    assert.equal((await land(outbox, id, options)).error?.code, 'forge_unreachable');

    forge.failAll(undefined);
    const second = await land(await shop.prepared(), id, options);
    const third = await land(outbox, id, options);
    assert.equal(second.record.state, 'open');
    assert.deepEqual(third.record, second.record);
    assert.equal(second.record.commit, first.record.commit);
    assert.equal(forge.requests.length, 1);
  });
});

test('a request that exists but is not in the filtered list is found by paging', async () => {
  await scene(
    async ({ shop, forge, options }) => {
      await land(await shop.prepared(), id, options);
      const { record, error } = await land(await shop.prepared(), id, options);
      assert.equal(error, undefined);
      assert.match(record.pullRequest ?? '', /pull\/1$/);
      assert.equal(forge.requests.length, 1);
    },
    { blind: true },
  );
});

test('a fix that the base already contains is upstream and needs no request', async () => {
  await scene(async ({ shop, forge, options }) => {
    forge.failAll('reset');
    const outbox = await shop.prepared();
    const { record } = await land(outbox, id, options);
    shop.git(['update-ref', 'refs/heads/main', String(record.commit)], shop.bare);
    forge.failAll(undefined);
    const second = await land(outbox, id, options);
    assert.equal(second.record.state, 'upstream');
    assert.match(second.record.pullRequest ?? '', new RegExp(`/acme/orders/commit/${record.commit}$`));
    assert.equal(forge.requests.length, 0);
  });
});

test('a repository that has moved on the same host is followed, with method and body', async () => {
  await scene(async ({ shop, forge, options }) => {
    const moved = { status: 307, headers: { location: `${forge.api}/repos/acme/orders/pulls` } };
    forge.fail('POST', moved);
    const { record } = await land(await shop.prepared(), id, options);
    assert.equal(record.state, 'open');
    assert.equal(forge.requests[0]?.head, branch);
  });
});

test('a branch that disappeared after the push is pushed again', async () => {
  await scene(async ({ shop, forge, options }) => {
    forge.failAll('reset');
    const outbox = await shop.prepared();
    const { record } = await land(outbox, id, options);
    shop.git(['update-ref', '-d', `refs/heads/${branch}`], shop.bare);
    forge.failAll(undefined);
    assert.equal((await land(outbox, id, options)).record.state, 'open');
    assert.deepEqual(shop.branches(), [`${branch} ${record.commit}`]);
  });
});

test('a repository on github.com, over ssh, is reached at api.github.com with the token for it', async () => {
  using shop = makeWorkshop();
  const forge = await startGitHub(shop.bare, { token });
  try {
    const ssh = join(shop.folder, 'ssh');
    writeFileSync(ssh, `#!/bin/sh\nfor command; do :; done\ncd ${shop.served} && eval "git \${command#git-}"\n`, {
      mode: 0o755,
    });
    shop.git(['remote', 'set-url', 'origin', 'git@github.com:acme/orders.git']);
    const hosts = new Set<string>();
    const toFake: typeof fetch = async (url, init) => {
      assert.ok(typeof url === 'string');
      hosts.add(new URL(url).origin);
      return await fetch(url.replace('https://api.github.com', forge.api), init);
    };
    const env = { ...shop.env, GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'ssh', GH_TOKEN: token };

    const { record, error } = await land(await shop.prepared(), id, { env, fetch: toFake });

    assert.equal(error, undefined);
    assert.equal(record.state, 'open');
    assert.deepEqual([...hosts], ['https://api.github.com']);
    assert.deepEqual(forge.violations, []);
    assert.deepEqual(shop.branches(), [`${branch} ${record.commit}`]);
  } finally {
    await forge.close();
  }
});

test('the same branch name in the fork of somebody else is not taken for ours', async () => {
  await scene(async ({ shop, forge, options }) => {
    const foreign = {
      number: 1,
      title: 'mine',
      body: '',
      head: branch,
      base: 'main',
      draft: false,
      fork: 'mallory/orders',
    };
    forge.requests.push({ ...foreign, state: 'open', mergedAt: null });
    const { record } = await land(await shop.prepared(), id, options);
    assert.match(record.pullRequest ?? '', /pull\/2$/);
  });
});
