import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { deployedFiles } from './deployed.ts';
import { type Workshop, id, makeWorkshop } from './workshop.ts';

const signedOff = 'Signed-off-by: Ada Example <ada@example.com>';

async function messageOf(shop: Workshop): Promise<string> {
  const { record } = await land(await shop.prepared(), id, { env: shop.env });
  return shop.git(['log', '-1', '--format=%B', String(record.commit)], shop.bare);
}

test('a repository that asks for a sign-off gets the one of the author', async () => {
  const asking = [
    { '.github/dco.yml': 'require: members: false' },
    { 'docs/CONTRIBUTING.rst': 'We use the Developer Certificate of Origin.' },
  ];
  for (const files of asking) {
    using shop = makeWorkshop({ ...deployedFiles, ...(files as Record<string, string>) });
    assert.match(await messageOf(shop), new RegExp(`\nSuture-Deployed: ${shop.revision}\n${signedOff}$`));
  }
  using silent = makeWorkshop({ ...deployedFiles, 'CONTRIBUTING.md': 'Be kind.' });
  assert.doesNotMatch(await messageOf(silent), /Signed-off-by/);
});

test('format.signOff asks for it, too, and suture.signOff decides', async () => {
  using shop = makeWorkshop({ ...deployedFiles, DCO: 'Developer Certificate of Origin' });
  shop.git(['config', 'suture.signOff', 'false']);
  assert.doesNotMatch(await messageOf(shop), /Signed-off-by/);
  using other = makeWorkshop();
  other.git(['config', 'format.signOff', 'true']);
  assert.match(await messageOf(other), new RegExp(`${signedOff}$`));
});

test('who signs with ssh signs this commit, the same each time', async () => {
  using shop = makeWorkshop();
  const key = join(shop.folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key]);
  shop.git(['config', 'commit.gpgSign', 'true']);
  shop.git(['config', 'gpg.format', 'ssh']);
  shop.git(['config', 'user.signingKey', `${key}.pub`]);
  const { record, error } = await land(await shop.prepared(), id, { env: shop.env });
  assert.equal(error, undefined);
  assert.match(
    shop.git(['cat-file', 'commit', String(record.commit)], shop.bare),
    /^gpgsig -----BEGIN SSH SIGNATURE-----$/m,
  );
  const again = await land(await shop.prepared(), id, { env: shop.env });
  assert.equal(again.record.commit, record.commit);
});

test('who signs with gpg signs this commit, and what was made once stands', async () => {
  using shop = makeWorkshop();
  const home = join(shop.folder, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const env = { ...shop.env, GNUPGHOME: home };
  const name = 'Ada Example <ada@example.com>';
  execFileSync('gpg', ['--batch', '--quiet', '--passphrase', '', '--quick-gen-key', name, 'ed25519', 'sign'], {
    env,
    stdio: 'ignore',
  });
  try {
    shop.git(['config', 'commit.gpgSign', 'true']);
    shop.git(['config', 'user.signingKey', 'ada@example.com']);
    const { record, error } = await land(await shop.prepared(), id, { env });
    assert.equal(error, undefined);
    assert.match(
      shop.git(['cat-file', 'commit', String(record.commit)], shop.bare),
      /^gpgsig -----BEGIN PGP SIGNATURE-----$/m,
    );
    const again = await land(await shop.prepared(), id, { env });
    assert.equal(again.record.commit, record.commit);
  } finally {
    execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env });
  }
});

test('a signature that fails is said, nothing goes out unsigned, and the person decides', async () => {
  using shop = makeWorkshop();
  const program = join(shop.folder, 'no-gpg');
  writeFileSync(program, '#!/bin/sh\necho "gpg: signing failed: No secret key" >&2\nexit 2\n', { mode: 0o755 });
  shop.git(['config', 'commit.gpgSign', 'true']);
  shop.git(['config', 'gpg.program', program]);
  const outbox = await shop.prepared();
  const { record, error } = await land(outbox, id, { env: shop.env });
  assert.deepEqual([record.state, error?.code], ['live', 'signing_failed']);
  assert.match(error?.message ?? '', /gpg failed to sign|No secret key/);
  assert.deepEqual(shop.branches(), []);
  shop.git(['config', 'suture.sign', 'false']);
  assert.equal((await land(outbox, id, { env: shop.env })).record.state, 'open');
});
