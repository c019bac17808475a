import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { deploy, makeCheckout, temporaryFolder } from './checkout.js';
import { prepare, service } from './service.ts';
import { StubProcess } from './stub-process.js';

const esm = 'const rate = 2;\nexport function price(x) {\n  return x * rate;\n}\n';

test('an edited ES module comes out as it is, with the diff and the bytes before and after', async (t) => {
  const { repo, commit, target } = service(t, { 'src/price.js': esm, 'src/other.js': 'export {};\n' });
  repo.write('src/price.js', esm.replace('rate;', 'rate + 1;'));

  const prepared = await prepare(repo.folder, target);

  assert.equal(prepared.modules.length, 1);
  assert.match(prepared.modules[0]?.url ?? '', /\/app\/src\/price\.js$/);
  assert.equal(prepared.modules[0]?.source, esm.replace('rate;', 'rate + 1;'));
  assert.equal(prepared.modules[0]?.version, 0);
  assert.equal(prepared.origin.revision, commit);
  const file = prepared.origin.files[0];
  assert.equal(Buffer.from(file?.before ?? '', 'base64').toString(), esm);
  assert.equal(Buffer.from(file?.after ?? '', 'base64').toString(), esm.replace('rate;', 'rate + 1;'));
  const diff = Buffer.from(prepared.origin.diff, 'base64').toString();
  assert.equal(diff, `${repo.git('diff', '--binary', '--full-index', 'HEAD')}\n`);
  assert.match(prepared.preview, /^-  return x \* rate;\n\+  return x \* rate \+ 1;$/m);
  assert.deepEqual(prepared.types, { ok: true, diagnostics: [] });
  assert.deepEqual(prepared.original(prepared.modules[0]?.url ?? '', 3), { path: 'src/price.js', line: 3 });
});

test('a CommonJS module with a return at its top is well formed', async (t) => {
  const source = 'if (process.env.NEVER) return;\nexports.price = (x) => x * 2;\n';
  const { repo, target } = service(t, { 'lib/price.js': source });
  repo.write('lib/price.js', source.replace('x * 2', 'x * 3'));
  assert.equal((await prepare(repo.folder, target)).modules[0]?.source, source.replace('x * 2', 'x * 3'));
});

test('two modules are edited at once, and a named folder stands for what is modified below it', async (t) => {
  const { repo, target } = service(t, {
    'src/a.js': 'exports.a = 1;\n',
    'src/b.js': 'exports.b = 1;\n',
    'README.md': 'a\n',
  });
  repo.write('src/a.js', 'exports.a = 2;\n');
  repo.write('src/b.js', 'exports.b = 2;\n');
  repo.write('README.md', 'b\n');
  const prepared = await prepare(repo.folder, target, ['src']);
  assert.deepEqual(
    prepared.modules.map(({ source }) => source),
    ['exports.a = 2;\n', 'exports.b = 2;\n'],
  );
  assert.deepEqual(prepared.leftOut, [], 'it is not below the folder');
});

test('a changed file that is no code is left out by name, goes into the record when it is named, and is never alone', async (t) => {
  const { repo, target } = service(t, { 'src/a.js': 'exports.a = 1;\n', 'README.md': 'a\n', 'src/logo.png': 'a\0b' });
  repo.write('src/a.js', 'exports.a = 2;\n');
  repo.write('README.md', 'b\n');
  repo.write('src/logo.png', 'a\0c');
  const files = ({ origin }: Awaited<ReturnType<typeof prepare>>) => origin.files.map(({ path }) => path).sort();

  const all = await prepare(repo.folder, target);
  assert.deepEqual([files(all), all.recordOnly], [['src/a.js'], []]);
  assert.deepEqual([...all.leftOut].sort(), ['README.md', 'src/logo.png']);
  const folder = await prepare(repo.folder, target, ['src']);
  assert.deepEqual([files(folder), folder.leftOut], [['src/a.js'], ['src/logo.png']]);
  const named = await prepare(repo.folder, target, ['src/a.js', 'README.md']);
  assert.deepEqual([files(named), named.recordOnly], [['README.md', 'src/a.js'], ['README.md']]);
  assert.equal(named.modules.length, 1);

  await assert.rejects(prepare(repo.folder, target, ['README.md']), {
    code: 'module_not_loaded',
    message: /README\.md/,
  });
  repo.git('checkout', '-q', 'src');
  await assert.rejects(prepare(repo.folder, target), { code: 'module_not_loaded', message: /README\.md/ });
});

test('CRLF, a byte order mark and a missing last newline are kept in the bytes', async (t) => {
  const source = '\uFEFFexports.a = 1;\r\nexports.b = 1;';
  const { repo, target } = service(t, { 'a.js': source });
  repo.write('a.js', source.replace('b = 1', 'b = 2'));
  const [file] = (await prepare(repo.folder, target)).origin.files;
  assert.equal(Buffer.from(file?.after ?? '', 'base64').toString(), source.replace('b = 1', 'b = 2'));
  assert.equal(Buffer.from(file?.before ?? '', 'base64').toString(), source);
});

test('a checkout that converts line ends gives the bytes that a commit would hold', async (t) => {
  const { repo, target } = service(t, { '.gitattributes': '*.js text\n', 'a.js': 'exports.a = 1;\nexports.b = 1;\n' });
  repo.write('a.js', 'exports.a = 1;\r\nexports.b = 2;\r\n');
  const prepared = await prepare(repo.folder, target);
  assert.equal(prepared.modules[0]?.source, 'exports.a = 1;\nexports.b = 2;\n');
});

test('a service in a subfolder, deployed elsewhere, is found among look-alikes', async (t) => {
  const repo = makeCheckout(t);
  const files = {
    'services/orders/index.js': 'exports.n = 1;\n',
    'services/orders/book.js': '//\n',
    'services/billing/index.js': 'exports.n = 9;\n',
    'index.js': 'exports.n = 7;\n',
  };
  const commit = repo.commit(files);
  const target = new StubProcess(join(deploy(t, repo, commit), 'services/orders'), commit, ['index.js', 'book.js']);
  repo.write('services/orders/index.js', 'exports.n = 2;\n');
  const prepared = await prepare(join(repo.folder, 'services/orders'), target, ['index.js']);
  assert.equal(prepared.modules[0]?.source, 'exports.n = 2;\n');
  repo.write('index.js', 'exports.n = 8;\n');
  await assert.rejects(prepare(repo.folder, target, ['index.js']), { code: 'module_not_loaded' });
});

test('undeployed work of the branch stays behind, also in the same file', async (t) => {
  const repo = makeCheckout(t);
  const body = 'exports.a = 1;\n\n\n\n\nexports.b = 1;\n';
  const deployed = repo.commit({ 'a.js': body });
  const app = deploy(t, repo, deployed);
  repo.commit({ 'a.js': `// new licence\n\nexports.later = true;\n\n${body}`, 'b.js': '// later\n' });
  repo.write('a.js', `// new licence\n\nexports.later = true;\n\n${body.replace('b = 1', 'b = 2')}`);

  const prepared = await prepare(repo.folder, new StubProcess(app, deployed, ['a.js']));

  assert.equal(prepared.modules[0]?.source, body.replace('b = 1', 'b = 2'));
  assert.equal(prepared.origin.revision, deployed);
});

test('a deployed commit that only the remote has is fetched, and no ref moves', async (t) => {
  const repo = makeCheckout(t);
  const first = repo.commit({ 'a.js': 'exports.a = 1;\n' });
  const clone = makeCheckout(t);
  clone.git('remote', 'add', 'origin', repo.folder);
  clone.git('fetch', '-q', 'origin');
  clone.git('reset', '-q', '--hard', first);
  const deployed = repo.commit({ 'b.js': '// later\n' });
  const target = new StubProcess(deploy(t, repo, deployed), deployed, ['a.js']);
  clone.write('a.js', 'exports.a = 2;\n');
  const refs = clone.git('for-each-ref');
  assert.equal((await prepare(clone.folder, target)).modules[0]?.source, 'exports.a = 2;\n');
  assert.equal(clone.git('for-each-ref'), refs);
});

test('the checkout with its index, refs, objects and dirty files is the same byte for byte afterwards', async (t) => {
  const { repo, target } = service(t, { 'a.js': 'exports.a = 1;\n', 'b.js': '//\n' }, ['a.js']);
  repo.commit({ 'b.js': '// later\n' });
  repo.write('b.js', '// staged\n');
  repo.git('add', 'b.js');
  repo.write('a.js', 'exports.a = 2;\n');
  repo.write('untracked.js', '//\n');
  const before = repo.fingerprint();
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporaryFolder(t);
  t.after(() => {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  });
  await prepare(repo.folder, target, ['a.js']);
  repo.write('a.js', 'exports.a = (;\n');
  await assert.rejects(prepare(repo.folder, target, ['a.js']), { code: 'syntax_error' });
  repo.write('a.js', 'exports.a = 2;\n');
  assert.equal(repo.fingerprint(), before);
  assert.deepEqual(readdirSync(process.env['TMPDIR']), [], 'temporary folders are gone');
});

test('the edit may come as a diff against HEAD or against the deployed commit', async (t) => {
  const body = 'exports.a = 1;\n\n\n\n\nexports.b = 1;\n';
  const { repo, commit: deployed, target } = service(t, { 'a.js': body });
  const given = (name: string) =>
    prepareEdit({ checkout: repo.folder, files: [], diff: name, typeCheck: false }, target);
  repo.write('a.js', body.replace('b = 1', 'b = 2'));
  repo.write('deployed.diff', `${repo.git('diff')}\n`);
  repo.git('checkout', '-q', 'a.js');
  repo.commit({ 'a.js': `// head\n${body}` });
  repo.write('a.js', `// head\n${body.replace('b = 1', 'b = 2')}`);
  repo.write('head.diff', `${repo.git('diff')}\n`);
  repo.git('checkout', '-q', 'a.js');
  repo.write('neither.diff', `${repo.git('diff', deployed).replaceAll('exports.', 'module.')}\n`);

  for (const name of ['deployed.diff', 'head.diff']) {
    assert.equal((await given(name)).modules[0]?.source, body.replace('b = 1', 'b = 2'), name);
  }
  await assert.rejects(given('neither.diff'), { code: 'diff_does_not_apply' });
  await assert.rejects(given('missing.diff'), { code: 'no_such_file' });
});

test('a second edit builds on the patch that runs, and its record stands on the deployed commit', async (t) => {
  const body = 'exports.a = 1;\n\n\n\n\nexports.b = 1;\n';
  const { repo, target } = service(t, { 'a.js': body });
  repo.write('a.js', body.replace('a = 1', 'a = 2'));
  target.load('01JD0000000000000000000001', await prepare(repo.folder, target));
  await assert.rejects(prepare(repo.folder, target), { code: 'nothing_edited', message: /already in what runs/ });

  repo.write('a.js', body.replace('b = 1', 'b = 2'));
  const fresh = await prepare(repo.folder, target);
  assert.equal(fresh.modules[0]?.source, body.replace('a = 1', 'a = 2').replace('b = 1', 'b = 2'));
  assert.equal(fresh.modules[0]?.version, 1);
  assert.equal(Buffer.from(fresh.origin.files[0]?.before ?? '', 'base64').toString(), body);
  assert.doesNotMatch(fresh.preview, /^[-+].*exports\.a/m);

  repo.write('a.js', body.replace('a = 1', 'a = 3'));
  assert.equal((await prepare(repo.folder, target)).modules[0]?.source, body.replace('a = 1', 'a = 3'));
});
