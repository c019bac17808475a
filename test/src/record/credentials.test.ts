import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Lock, environmentToken, forgeToken } from '../../../shell/dist/record/credentials.js';
import { remoteAddress } from '../../../shell/dist/record/git/remote-address.js';
import { land } from '../../../shell/dist/record/land.js';
import { listen } from '../patient/listen.ts';
import { closed, startGitServer } from './git-server.ts';
import { startGitHub } from './github-fake.ts';
import { id, makeWorkshop, wrapGit } from './workshop.ts';

const token = 'ghp_0123456789abcdefghijABCDEFGHIJ';
const everyToken = {
  GH_TOKEN: 'cloud-token-1',
  GITHUB_TOKEN: 'cloud-token-2',
  GH_ENTERPRISE_TOKEN: token,
  GITHUB_ENTERPRISE_TOKEN: 'enterprise-token-2',
};

function lock(kind: Lock['kind'], host: string, named = true, scheme = 'https'): Lock {
  return { kind, door: { scheme, host }, named };
}

test('the tokens of github.com are for github.com and ghe.com alone', () => {
  const tokenOf = (host: string, env: NodeJS.ProcessEnv) => environmentToken(lock('github', host), env);
  assert.equal(tokenOf('github.com', everyToken), 'cloud-token-1');
  assert.equal(tokenOf('acme.ghe.com', { GITHUB_TOKEN: 'b' }), 'b');
  assert.equal(tokenOf('github.example.com', { GH_TOKEN: 'a', GITHUB_TOKEN: 'b' }), undefined);
  assert.equal(tokenOf('evilgithub.com', { GH_TOKEN: 'a', GITHUB_TOKEN: 'b' }), undefined);
  assert.equal(tokenOf('github.com', { GH_ENTERPRISE_TOKEN: 'c' }), undefined);
  assert.equal(tokenOf('git.example.com', everyToken), token);
  assert.equal(tokenOf('git.example.com', { ...everyToken, GH_HOST: 'other.example.com' }), undefined);
});

test('a host that only says itself to be a forge gets no token that is not bound to it', () => {
  const foreign = lock('github', 'git.example.com', false);
  assert.equal(environmentToken(foreign, everyToken), undefined);
  assert.equal(environmentToken(foreign, { ...everyToken, GH_HOST: 'git.example.com' }), token);
});

test('the tokens of GitLab and Gitea are for the host that they are bound to, and GitLab alone has a default', () => {
  const gitlab = { GITLAB_TOKEN: 'a', GITLAB_ACCESS_TOKEN: 'b', CI_JOB_TOKEN: 'c' };
  assert.equal(environmentToken(lock('gitlab', 'gitlab.com'), gitlab), 'a');
  assert.equal(environmentToken(lock('gitlab', 'gitlab.example.com'), gitlab), undefined);
  assert.equal(
    environmentToken(lock('gitlab', 'gitlab.example.com'), { ...gitlab, GITLAB_HOST: 'gitlab.example.com' }),
    'a',
  );
  assert.equal(
    environmentToken(lock('gitlab', 'gitlab.com'), { ...gitlab, GITLAB_HOST: 'gitlab.example.com' }),
    undefined,
  );
  const ci = { OAUTH_TOKEN: 'd', CI_SERVER_URL: 'https://gitlab.example.com:8443' };
  assert.equal(environmentToken(lock('gitlab', 'gitlab.example.com:8443'), ci), 'd');
  const gitea = { GITEA_TOKEN: 'e', GITEA_INSTANCE_URL: 'https://codeberg.org/' };
  assert.equal(environmentToken(lock('gitea', 'codeberg.org'), gitea), 'e');
  assert.equal(environmentToken(lock('gitea', 'gitea.com'), gitea), undefined);
  assert.equal(environmentToken(lock('gitea', 'codeberg.org'), { GITEA_TOKEN: 'e' }), undefined);
});

test('a token goes over an encrypted connection, or nowhere', async () => {
  using shop = makeWorkshop();
  const place = { folder: shop.checkout, env: { ...shop.env, ...everyToken } };
  assert.equal(await forgeToken(place, lock('github', 'git.example.com', true, 'http')), undefined);
  assert.equal(await forgeToken(place, lock('github', '127.0.0.1.example.com', true, 'http')), undefined);
  assert.equal(await forgeToken(place, lock('github', 'git.example.com')), token);
});

test('without a token in the environment, gh is asked, and then the credential helpers of git', async () => {
  using shop = makeWorkshop();
  const helper = '!f() { test "$1" = get && printf "username=ada\\npassword=from-helper\\n"; }; f';
  shop.git(['config', '--global', 'credential.https://git.example.com.helper', helper]);
  const door = lock('github', 'git.example.com');
  assert.equal(await forgeToken({ folder: shop.checkout, env: shop.env }, door), 'from-helper');
  assert.equal(
    await forgeToken({ folder: shop.checkout, env: shop.env }, lock('github', 'other.example.com')),
    undefined,
  );

  const env = wrapGit(shop, 'exec "$REAL_GIT" "$@"');
  const bin = (env['PATH'] ?? '').split(':')[0] ?? '';
  writeFileSync(join(bin, 'gh'), '#!/bin/sh\ntest "$*" = "auth token --hostname git.example.com" && echo from-gh\n', {
    mode: 0o755,
  });
  assert.equal(await forgeToken({ folder: shop.checkout, env }, door), 'from-gh');
});

test('tokens reach no host that nobody named as GitHub, not even to push', async () => {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served, { name: 'ada', password: 'right' });
  try {
    shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
    const { error } = await land(await shop.prepared(), id, { env: { ...shop.env, ...everyToken } });
    assert.equal(error?.code, 'remote_denied');
    assert.deepEqual(git.authorizations, []);
  } finally {
    await git.close();
  }
});

test('a token is in no argument, no git config, no outbox and no message, and git keeps it nowhere', async () => {
  using shop = makeWorkshop();
  const git = await startGitServer(shop.served, { name: 'x-access-token', password: token });
  const forge = await startGitHub(shop.bare, { token });
  try {
    shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
    shop.git(['config', `suture.${git.host}.forge`, 'github']);
    shop.git(['config', `suture.${git.host}.api`, forge.api]);
    const store = join(shop.folder, 'stored-credentials');
    shop.git(['config', '--global', 'credential.helper', `store --file=${store}`]);
    writeFileSync(store, '');
    const log = join(shop.folder, 'arguments');
    const env = wrapGit(shop, `printf '%s\\n' "$@" >> ${log}\nexec "$REAL_GIT" "$@"`);
    const outbox = await shop.prepared();

    const { record, error } = await land(outbox, id, { env: { ...env, GH_ENTERPRISE_TOKEN: token } });

    assert.equal(error, undefined);
    assert.equal(record.state, 'open');
    assert.deepEqual(forge.violations, []);
    assert.ok(git.authorizations.length > 0, 'git did log in with it');
    assert.doesNotMatch(readFileSync(log, 'utf8'), /ghp_/);
    assert.equal(readFileSync(store, 'utf8'), '');
    const found = execFileSync('sh', ['-c', `grep -rlF ${token} ${shop.folder} || true`], { encoding: 'utf8' });
    assert.equal(found, '');
  } finally {
    await git.close();
    await forge.close();
  }
});

test('a forge that sends the request to another host gets no token there', async () => {
  using shop = makeWorkshop();
  const seen: (string | undefined)[] = [];
  const foreign = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end('[]');
  });
  const port = await listen(foreign);
  const git = await startGitServer(shop.served);
  const forge = await startGitHub(shop.bare, { token });
  try {
    shop.git(['remote', 'set-url', 'origin', `${git.url}/acme/orders.git`]);
    shop.git(['config', 'suture.forge', 'github']);
    shop.git(['config', 'suture.127.0.0.1.api', forge.api]);
    forge.fail('GET', { status: 301, headers: { location: `http://127.0.0.1:${port}/repos/acme/orders/pulls` } });
    const { record, error } = await land(await shop.prepared(), id, {
      env: { ...shop.env, GH_ENTERPRISE_TOKEN: token },
    });
    assert.equal(record.state, 'pushed');
    assert.match(error?.message ?? '', /where the token does not belong/);
    assert.deepEqual(seen, []);
  } finally {
    await git.close();
    await forge.close();
    await closed(foreign);
  }
});

test('remote URLs are read as git reads them', () => {
  const network = (scheme: string, host: string, path: string) => ({ kind: 'network', scheme, host, path });
  const table: [string, object][] = [
    ['https://github.com/acme/orders.git', network('https', 'github.com', 'acme/orders')],
    ['https://ada:secret@GitHub.com/acme/orders/', network('https', 'github.com', 'acme/orders')],
    ['git@github.com:acme/orders.git', network('ssh', 'github.com', 'acme/orders')],
    ['ssh://git@ssh.github.com:443/acme/orders.git', network('ssh', 'github.com', 'acme/orders')],
    ['ssh://git@git.example.com:2222/group/sub/orders.git', network('ssh', 'git.example.com', 'group/sub/orders')],
    ['http://127.0.0.1:8080/acme/orders', network('http', '127.0.0.1:8080', 'acme/orders')],
    ['acme/orders', { kind: 'local' }],
    ['./git@github.com:acme/orders', { kind: 'local' }],
    ['../orders.git', { kind: 'local' }],
    ['/srv/git/orders.git', { kind: 'local' }],
    ['file:///srv/git/orders.git', { kind: 'local' }],
    ['C:\\git\\orders', { kind: 'local' }],
    ['C:/git/orders', { kind: 'local' }],
    ['folder/git@github.com:acme/orders', { kind: 'local' }],
    ['ext::sh -c touch% pwned', network('ssh', 'ext', ':sh -c touch% pwned')],
  ];
  for (const [url, expected] of table) assert.deepEqual(remoteAddress(url), expected, url);
});
