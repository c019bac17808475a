import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { land } from '../../../shell/dist/record/land.js';
import { fix, id, makeWorkshop, wrapGit } from './workshop.ts';
import { Outbox } from '../../../shell/dist/record/outbox.js';

test('a patch becomes a commit on the deployed one, a branch, and a review package', async () => {
  using shop = makeWorkshop();
  const outbox = await shop.prepared();

  const { record, error } = await land(outbox, id, { env: shop.env });

  assert.equal(error, undefined);
  assert.equal(record.state, 'open');
  assert.equal(record.branch, `suture/${id.toLowerCase()}`);
  assert.deepEqual(shop.branches(), [`${record.branch} ${record.commit}`]);
  assert.equal(shop.git(['rev-parse', `${record.commit}^`], shop.bare), shop.revision);
  assert.equal(shop.git(['show', `${record.commit}:src/pricing.ts`], shop.bare), fix['src/pricing.ts']?.trim());
  const at = Date.parse('2026-11-20T03:14:15Z') / 1000;
  assert.equal(
    shop.git(['log', '-1', '--format=%an <%ae> %at|%cn <%ce> %ct%n%B', String(record.commit)], shop.bare),
    `Ada Example <ada@example.com> ${at}|Ada Example <ada@example.com> ${at}
Quotes of negative counts must not be negative

Loaded into a running process by Suture. This commit is exactly what ran.

Suture-Id: ${id}
Suture-Deployed: ${shop.revision}`,
  );
});

test('the review package alone brings the fix into a clone that never saw the branch', async () => {
  using shop = makeWorkshop();
  const outbox = await shop.prepared();
  const { record } = await land(outbox, id, { env: shop.env });
  const review = join(outbox.folder, id, 'review');
  assert.equal(record.pullRequest, `file://${review}/`);

  const clone = join(shop.folder, 'reviewer');
  shop.git(['clone', '-q', '--single-branch', '-b', 'main', shop.bare, clone], shop.folder);
  shop.git(['am', '-q', '--3way', join(review, '0001.patch')], clone);
  shop.git(['fetch', '-q', 'origin', String(record.branch)], clone);
  assert.equal(shop.git(['diff', '--stat', String(record.commit), 'HEAD'], clone), '');

  const bundle = join(review, `${id.toLowerCase()}.bundle`);
  shop.git(['fetch', '-q', bundle, `refs/suture/${id}`], clone);
  assert.equal(shop.git(['rev-parse', 'FETCH_HEAD'], clone), record.commit);
  const text = readFileSync(join(review, 'request-pull.txt'), 'utf8');
  assert.match(text, new RegExp(`for you to fetch changes up to ${record.commit}`));
});

test('the same origin gives the same commit, from any outbox and any checkout', async () => {
  using shop = makeWorkshop();
  shop.git(['remote', 'remove', 'origin']);
  const first = await land(await shop.prepared(), id, { env: shop.env });
  const clone = join(shop.folder, 'other-machine');
  shop.git(['clone', '-q', shop.bare, clone], shop.folder);
  const env = { ...shop.env, GIT_AUTHOR_NAME: 'X', GIT_COMMITTER_DATE: '2001-01-01T00:00:00Z', TZ: 'Asia/Tokyo' };
  const second = await land(await shop.prepared(shop.origin(), id, clone), id, { env });

  assert.equal(first.error?.code, 'no_remote');
  assert.equal(first.record.state, 'committed');
  assert.equal(second.record.state, 'open');
  assert.equal(second.record.commit, first.record.commit);
});

test('bytes, modes and names go into the commit as they are', async () => {
  const names = [
    'crlf.ts',
    'bom.ts',
    'no-end.ts',
    'run.sh',
    'a "quoted" name.ts',
    "it's é ü.ts",
    'gone.ts',
    '-dash.ts',
  ];
  const deployed = Object.fromEntries(names.map((name) => [`src/${name}`, 'old\n']));
  using shop = makeWorkshop({ ...deployed, '.gitattributes': '* text=auto eol=lf\n' }, ['src/run.sh']);
  const after = {
    'src/crlf.ts': 'one\r\ntwo\r\n',
    'src/bom.ts': '\u{FEFF}with a mark\n',
    'src/no-end.ts': 'no end',
    'src/run.sh': '#!/bin/sh\necho new\n',
    'src/a "quoted" name.ts': 'quoted\n',
    "src/it's é ü.ts": Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
    'src/-dash.ts': 'dash\n',
    'src/gone.ts': null,
    'deep/down/new file.ts': 'new\n',
  };
  shop.git(['config', 'core.autocrlf', 'true']);

  const { record, error } = await land(await shop.prepared(shop.origin(after)), id, { env: shop.env });

  assert.equal(error, undefined);
  for (const [path, content] of Object.entries(after)) {
    if (content === null) continue;
    const blob = execFileSync('git', ['cat-file', 'blob', `${record.commit}:${path}`], { cwd: shop.bare });
    assert.deepEqual(blob, Buffer.from(content), path);
  }
  const changed = shop.git(['diff', '--raw', '-z', shop.revision, String(record.commit)], shop.bare).split('\0');
  assert.ok(
    changed.some((part) => part.startsWith(':100755 100755')),
    'the script keeps its mode',
  );
  assert.ok(
    changed.some((part) => part.startsWith(':100644 000000')),
    'the file that is gone is gone',
  );
  assert.ok(
    changed.some((part) => part.startsWith(':000000 100644')),
    'the new file is an ordinary one',
  );
  assert.equal(changed.length, 2 * 9 + 1);
});

test('an edit that was not made from the deployed bytes is refused', async () => {
  using shop = makeWorkshop();
  const origin = shop.origin();
  const [file] = origin.files;
  assert.ok(file);
  const foreign = { ...origin, files: [{ ...file, before: Buffer.from('something else').toString('base64') }] };

  const { record, error } = await land(await shop.prepared(foreign), id, { env: shop.env });

  assert.equal(record.state, 'live');
  assert.equal(error?.code, 'deployed_differs');
});

test('a path that leaves the repository or enters its git folder is refused', async () => {
  for (const path of ['../outside.ts', '.git/config', '/etc/passwd', 'src//x.ts']) {
    using shop = makeWorkshop();
    const origin = { ...shop.origin(), files: [{ path, before: null, after: 'eA==' }] };
    const { record, error } = await land(await shop.prepared(origin), id, { env: shop.env });
    assert.equal(record.state, 'live', path);
    assert.ok(error, path);
  }
});

test('a reason of many lines and a name that git would refuse still give a commit', async () => {
  using shop = makeWorkshop();
  const why = `${'A very long first line that says far more than a subject should '.repeat(2)}\n\nSecond: paragraph\n---\n# not a comment`;
  const origin = { ...shop.origin(fix, why), author: { name: ' <.,>\n', email: 'ada@example.com' } };

  const { record } = await land(await shop.prepared(origin), id, { env: shop.env });

  const message = shop.git(['log', '-1', '--format=%an%n%B', String(record.commit)], shop.bare);
  assert.match(message, /^ada\nA very long first line that says far more than a subject should A very…\n/);
  assert.match(message, /\n---\n# not a comment\n/);
  const trailer = shop.git(
    ['log', '-1', '--format=%(trailers:key=Suture-Id,valueonly)', String(record.commit)],
    shop.bare,
  );
  assert.equal(trailer, id);
});

test('git gets no argument with a shell in between', async () => {
  using shop = makeWorkshop({ 'src/$(touch pwned).ts': 'old\n' });
  const outbox = await shop.prepared(shop.origin({ 'src/$(touch pwned).ts': 'new\n' }, '$(touch pwned) `touch pwned`'));
  const env = wrapGit(shop, 'exec "$REAL_GIT" "$@"');
  const { record } = await land(outbox, id, { env });
  assert.equal(record.state, 'open');
});

test('an id that the outbox does not hold is an answer', async () => {
  using shop = makeWorkshop();
  const { error } = await land(new Outbox(join(shop.folder, 'empty')), id, { env: shop.env });
  assert.equal(error?.code, 'no_entry');
});

test('an entry that was abandoned is not landed', async () => {
  using shop = makeWorkshop();
  const outbox = await shop.prepared();
  await outbox.abandon(id, 'refused');
  const { error } = await land(outbox, id, { env: shop.env });
  assert.equal(error?.code, 'abandoned');
  assert.deepEqual(shop.branches(), []);
});
