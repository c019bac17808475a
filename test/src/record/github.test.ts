import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LandOptions, land } from '../../../shell/dist/record/land.js';
import { type GitServer, startGitServer } from './git-server.ts';
import { type GitHubFake, startGitHub } from './github-fake.ts';
import { type Workshop, fix, id, makeWorkshop } from './workshop.ts';

const branch = `suture/${id.toLowerCase()}`;
const token = 'secret-token-of-the-forge';

interface Scene {
  readonly shop: Workshop;
  readonly git: GitServer;
  readonly forge: GitHubFake;
  readonly options: LandOptions;
}

/** A workshop whose remote is a GitHub Enterprise host on loopback: a git server, and the fake beside it. */
async function scene(
  run: (scene: Scene) => Promise<void>,
  fake: Parameters<typeof startGitHub>[1] = {},
): Promise<void> {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served);
  const forge = await startGitHub(shop.bare, { token, ...fake });
  shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
  shop.git(['config', `suture.${git.host}.forge`, 'github']);
  shop.git(['config', `suture.${git.host}.api`, forge.api]);
  try {
    await run({ shop, git, forge, options: { env: { ...shop.env, GH_ENTERPRISE_TOKEN: token } } });
    assert.deepEqual(forge.violations, [], 'every request and answer is as GitHub describes it');
  } finally {
    await git.close();
    await forge.close();
  }
}

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

test('another outbox, prepared from the same origin, finds the same request', async () => {
  await scene(async ({ shop, forge, options }) => {
    const first = await land(await shop.prepared(), id, options);
    const second = await land(await shop.prepared(), id, options);
    assert.deepEqual(second, first);
    assert.equal(forge.requests.length, 1);
  });
});

test('a request whose answer was lost is found, not made twice', async () => {
  await scene(async ({ shop, forge, options }) => {
    forge.fail('POST', 'lost');
    const { record, error } = await land(await shop.prepared(), id, options);
    assert.equal(error, undefined);
    assert.equal(record.state, 'open');
    assert.equal(forge.requests.length, 1);
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

test('six shells at once make one commit, one branch and one request', async () => {
  await scene(async ({ shop, forge, options }) => {
    const outboxes = [await shop.prepared(), await shop.prepared()];
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, shell) => {
        const outbox = outboxes[shell % 2];
        assert.ok(outbox);
        return land(outbox, id, options);
      }),
    );
    for (const landing of all) assert.deepEqual(landing, all[0]);
    assert.equal(all[0]?.record.state, 'open');
    assert.equal(shop.branches().length, 1);
    assert.equal(forge.requests.length, 1);
  });
});

test('a request that a person has closed is not opened again', async () => {
  await scene(async ({ shop, forge, options }) => {
    await land(await shop.prepared(), id, options);
    const [request] = forge.requests;
    assert.ok(request);
    request.state = 'closed';
    const { record } = await land(await shop.prepared(), id, options);
    assert.equal(record.state, 'closed');
    assert.match(record.pullRequest ?? '', /pull\/1$/);
    assert.equal(forge.requests.length, 1);

    request.mergedAt = '2026-11-21T00:00:00Z';
    assert.equal((await land(await shop.prepared(), id, options)).record.state, 'merged');
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

for (const draftless of [false, true])
  test(`a deployed commit that is not on the base opens a draft${draftless ? ', or a plain request where there are none' : ''}`, async () => {
    await scene(
      async ({ shop, forge, options }) => {
        shop.git(['checkout', '-q', '--orphan', 'fresh']);
        shop.git(['commit', '-q', '-m', 'another history']);
        shop.git(['push', '-q', '--force', shop.bare, 'fresh:main']);
        shop.git(['push', '-q', shop.bare, `${shop.revision}:refs/heads/release`]);
        const { record, error } = await land(await shop.prepared(), id, options);
        assert.equal(error, undefined);
        assert.equal(record.state, 'open');
        assert.equal(forge.requests[0]?.draft, !draftless);
        assert.match(forge.requests[0]?.body ?? '', /is not part of `main`/);
      },
      { draftless },
    );
  });

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

test('a setting that means nothing is named, with what it may be', async () => {
  await scene(async ({ shop, git, options }) => {
    shop.git(['config', `suture.${git.host}.forge`, 'gitbucket']);
    const outbox = await shop.prepared(shop.origin(fix, 'why'));
    const { error } = await land(outbox, id, options);
    assert.equal(error?.code, 'bad_setting');
    assert.match(error?.message ?? '', /"gitbucket" is not `github` or `plain`/);
    shop.git(['config', `suture.${git.host}.forge`, 'plain']);
    const { record } = await land(outbox, id, options);
    assert.match(record.pullRequest ?? '', /^file:/);
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
      hosts.add(new URL(String(url)).origin);
      return await fetch(String(url).replace('https://api.github.com', forge.api), init);
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
