import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { chooseForge } from '../../../shell/dist/record/forges/choose.js';
import type { ForgePlace } from '../../../shell/dist/record/forges/place.js';
import { compareUrl } from '../../../shell/dist/record/forges/place.js';
import { remoteAddress } from '../../../shell/dist/record/git/remote-address.js';
import { listen } from '../patient/listen.ts';
import { closed } from './git-server.ts';

/** What a host answers to who asks without a token; nothing else may be sent to it. */
type Answers = Readonly<Record<string, { status: number; body?: object; headers?: Record<string, string> }>>;

function stranger(answers: Answers, seen: string[] = []): typeof fetch {
  return async (url, init) => {
    assert.ok(typeof url === 'string');
    seen.push(url);
    assert.equal(new Headers(init?.headers).get('authorization'), null);
    assert.equal(new Headers(init?.headers).get('private-token'), null);
    const { status, body, headers } = answers[new URL(url).pathname] ?? { status: 404 };
    return new Response(body === undefined ? '<html></html>' : JSON.stringify(body), {
      status,
      headers: headers ?? {},
    });
  };
}

async function choose(
  url: string,
  settings: Record<string, string> = {},
  fetch: typeof globalThis.fetch = stranger({}),
): Promise<ForgePlace | undefined> {
  return await chooseForge(
    { folder: '/', env: {}, settings: new Map(Object.entries(settings)) },
    remoteAddress(url),
    fetch,
  );
}

test('the hosts that everybody knows need no setting and are not asked', async () => {
  const nothing: typeof fetch = () => Promise.reject(new Error('was asked'));
  const table: [string, string, string, string][] = [
    ['git@github.com:acme/orders.git', 'github', 'https://api.github.com', 'https://github.com/acme/orders'],
    ['https://acme.ghe.com/acme/orders', 'github', 'https://api.acme.ghe.com', 'https://acme.ghe.com/acme/orders'],
    ['git@gitlab.com:a/b/c.git', 'gitlab', 'https://gitlab.com/api/v4', 'https://gitlab.com/a/b/c'],
    ['https://codeberg.org/a/b', 'gitea', 'https://codeberg.org/api/v1', 'https://codeberg.org/a/b'],
    ['ssh://git@gitea.com/a/b.git', 'gitea', 'https://gitea.com/api/v1', 'https://gitea.com/a/b'],
  ];
  for (const [url, kind, api, web] of table) {
    const place = await choose(url, {}, nothing);
    assert.deepEqual([place?.kind, place?.api, place?.web, place?.named], [kind, api, web, true], url);
  }
  assert.equal(await choose('/srv/git/orders.git', {}, nothing), undefined);
  assert.equal(await choose('acme/orders', {}, nothing), undefined, 'a relative path is no repository on github.com');
});

test('git config names the forge of a host, and of all hosts', async () => {
  const url = 'git@git.example.com:acme/orders';
  const own = await choose(url, { 'suture.git.example.com.forge': 'github' });
  assert.deepEqual([own?.kind, own?.api, own?.named], ['github', 'https://git.example.com/api/v3', true]);
  assert.equal((await choose(url, { 'suture.forge': 'gitea' }))?.kind, 'gitea');
  assert.equal(await choose(url, { 'suture.forge': 'gitea', 'suture.git.example.com.forge': 'plain' }), undefined);
});

test('a host is asked what it is, without a token, and believed when it answers as such a forge does', async () => {
  const url = 'https://git.example.com/acme/orders';
  const table: [Answers, string | undefined][] = [
    [{ '/api/v1/version': { status: 200, body: { version: '1.22.0' } } }, 'gitea'],
    [{ '/api/v3/meta': { status: 200, body: { installed_version: '3.17.0' } } }, 'github'],
    [{ '/api/v3/meta': { status: 401, body: {}, headers: { 'x-github-request-id': 'A' } } }, 'github'],
    [{ '/api/v4/metadata': { status: 401, body: { message: '401 Unauthorized' } } }, 'gitlab'],
    [{ '/api/v4/metadata': { status: 401, body: { message: 'log in' } } }, undefined],
    [{ '/api/v1/version': { status: 200 } }, undefined],
    [{}, undefined],
  ];
  for (const [answers, kind] of table) {
    const place = await choose(url, {}, stranger(answers));
    assert.equal(place?.kind, kind, JSON.stringify(answers));
    assert.notEqual(place?.named, true);
  }
});

test('a name that looks like a forge proves nothing', async () => {
  for (const url of [
    'git@github.example.com:a/b',
    'https://github.com.example.com/a/b',
    'https://gitlab.example.com/a/b',
  ])
    assert.equal(await choose(url), undefined, url);
});

test('a host that does not answer is not taken for plain git, but one without any web server is', async () => {
  const url = 'git@git.example.com:acme/orders';
  await assert.rejects(choose(url, {}, stranger({ '/api/v4/metadata': { status: 503 } })), {
    code: 'forge_unreachable',
    hint: /git config suture\.git\.example\.com\.forge plain/,
  });
  const server = createServer();
  const port = await listen(server);
  await closed(server);
  assert.equal(await choose(`http://127.0.0.1:${port}/acme/orders`, {}, fetch), undefined);
});

test('a forge below a path has its prefix in its settings', async () => {
  const place = await choose('https://example.com/git/acme/orders.git', {
    'suture.example.com.forge': 'gitea',
    'suture.example.com.api': 'https://example.com/git/api/v1/',
  });
  assert.deepEqual(
    [place?.path, place?.web, place?.api],
    ['acme/orders', 'https://example.com/git/acme/orders', 'https://example.com/git/api/v1'],
  );
});

test('settings and paths that no forge can have are refused', async () => {
  const bad = { code: 'bad_setting' };
  await assert.rejects(
    choose('git@h.example.com:a/b', {
      'suture.forge': 'github',
      'suture.h.example.com.api': 'http://h.example.com/api',
    }),
    bad,
  );
  await assert.rejects(choose('git@h.example.com:a/b', { 'suture.forge': 'gitbucket' }), bad);
  await assert.rejects(choose('https://github.com/a/b/c'), bad);
  await assert.rejects(choose('https://gitlab.com/a'), bad);
});

test('the address to open a request by hand is the one of the forge', async () => {
  const urls = await Promise.all(
    ['https://github.com/a/b', 'https://gitlab.com/a/b', 'https://codeberg.org/a/b'].map(async (url) => {
      const place = await choose(url);
      assert.ok(place);
      return [compareUrl(place, 'main', 'suture/x'), compareUrl(place, 'main', 'suture/x', 'me/b')];
    }),
  );
  assert.deepEqual(urls.flat(), [
    'https://github.com/a/b/compare/main...suture/x?expand=1',
    'https://github.com/a/b/compare/main...me:suture/x?expand=1',
    'https://gitlab.com/a/b/-/merge_requests/new?merge_request%5Bsource_branch%5D=suture%2Fx&merge_request%5Btarget_branch%5D=main',
    'https://gitlab.com/me/b/-/merge_requests/new?merge_request%5Bsource_branch%5D=suture%2Fx&merge_request%5Btarget_branch%5D=main',
    'https://codeberg.org/a/b/compare/main...suture/x',
    'https://codeberg.org/a/b/compare/main...me:suture/x',
  ]);
});
