import assert from 'node:assert/strict';
import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { deploy, makeCheckout, temporaryFolder } from './checkout.js';
import { StubProcess } from './stub-process.js';

const esm = 'const rate = 2;\nexport function price(x) {\n  return x * rate;\n}\n';
const prepare = (checkout: string, target: StubProcess, files: string[] = []) =>
  prepareEdit({ checkout, files, typeCheck: true }, target);

test('an edited ES module comes out as it is, with the diff and the bytes before and after', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'src/price.js': esm, 'src/other.js': 'export {};\n' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['src/price.js', 'src/other.js']);
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
  const repo = makeCheckout(t);
  const source = 'if (process.env.NEVER) return;\nexports.price = (x) => x * 2;\n';
  const commit = repo.commit({ 'lib/price.js': source });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['lib/price.js']);
  repo.write('lib/price.js', source.replace('x * 2', 'x * 3'));
  assert.equal((await prepare(repo.folder, target)).modules[0]?.source, source.replace('x * 2', 'x * 3'));
});

test('two modules are edited at once, and a named folder stands for what is modified below it', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'src/a.js': 'exports.a = 1;\n', 'src/b.js': 'exports.b = 1;\n', 'README.md': 'a\n' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['src/a.js', 'src/b.js']);
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
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'src/a.js': 'exports.a = 1;\n', 'README.md': 'a\n', 'src/logo.png': 'a\0b' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['src/a.js']);
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
  const repo = makeCheckout(t);
  const source = '\uFEFFexports.a = 1;\r\nexports.b = 1;';
  const commit = repo.commit({ 'a.js': source });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['a.js']);
  repo.write('a.js', source.replace('b = 1', 'b = 2'));
  const [file] = (await prepare(repo.folder, target)).origin.files;
  assert.equal(Buffer.from(file?.after ?? '', 'base64').toString(), source.replace('b = 1', 'b = 2'));
  assert.equal(Buffer.from(file?.before ?? '', 'base64').toString(), source);
});

test('a checkout that converts line ends gives the bytes that a commit would hold', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ '.gitattributes': '*.js text\n', 'a.js': 'exports.a = 1;\nexports.b = 1;\n' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['a.js']);
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

test('an edit of lines that changed since the deployed commit is a conflict that names them', async (t) => {
  const repo = makeCheckout(t);
  const deployed = repo.commit({ 'a.js': '// one\n// two\nexports.a = 1;\n' });
  const target = new StubProcess(deploy(t, repo, deployed), deployed, ['a.js']);
  repo.commit({ 'a.js': '// one\n// two\nexports.a = 1 + 1;\n' });
  repo.write('a.js', '// one\n// two\nexports.a = 1 + 2;\n');
  await assert.rejects(prepare(repo.folder, target), { code: 'edit_conflict', message: /a\.js:3 \(changed between/ });
});

test('running code that the commit does not give is shown by its first differing line', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'src/a.js': '// one\nexports.a = 1;\n' });
  const app = deploy(t, repo, commit);
  writeFileSync(join(app, 'src/a.js'), '// one\nexports.a = 7;\n');
  const target = new StubProcess(app, commit, ['src/a.js']);
  repo.write('src/a.js', '// one\nexports.a = 2;\n');
  await assert.rejects(prepare(repo.folder, target), {
    code: 'running_code_differs',
    message: /^src\/a\.js:2: .*it runs `exports\.a = 7;`, the commit gives `exports\.a = 1;`\.$/,
  });
});

test('a syntax error is named by path, line and column', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'src/price.js': esm });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['src/price.js']);
  repo.write('src/price.js', esm.replace('x * rate', 'x * )'));
  await assert.rejects(prepare(repo.folder, target), {
    code: 'syntax_error',
    message: 'src/price.js:3:14: Unexpected token',
  });
});

test('what no patch can hold is refused by name', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': '//\n', 'data.bin': 'a\0b' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['a.js']);
  const elsewhere = join(temporaryFolder(t), 'x.js');
  writeFileSync(elsewhere, '//');
  const refused = (file: string, code: string, message: RegExp) =>
    assert.rejects(prepare(repo.folder, target, [file]), { code, message });
  await refused(elsewhere, 'outside_repository', /outside the repository/);
  await refused('../x.js', 'outside_repository', /\.\.\/x\.js/);
  await refused('missing.js', 'no_such_file', /missing\.js/);
  await refused('a.js', 'nothing_edited', /a\.js is not edited/);
  await assert.rejects(prepare(repo.folder, target), { code: 'nothing_edited' });
  repo.write('data.bin', 'a\0c');
  await refused('data.bin', 'not_patchable', /binary/);
  repo.write('new.js', 'exports.n = 1;\n');
  await refused('new.js', 'module_not_loaded', /new\.js is new/);
  repo.git('rm', '-q', '--cached', 'a.js');
  repo.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`);
  repo.git('commit', '-q', '-m', 'a submodule');
  await refused('sub', 'not_patchable', /sub is a submodule/);
});

test('a symbolic link is refused', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': '//\n' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['a.js']);
  rmSync(join(repo.folder, 'a.js'));
  symlinkSync('.gitignore', join(repo.folder, 'a.js'));
  await assert.rejects(prepare(repo.folder, target), { code: 'not_patchable', message: /a\.js is a symbolic link/ });
});

test('a process that does not know its commit, and a commit that nobody has, are clear failures', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': '//\n' });
  const app = deploy(t, repo, commit);
  repo.write('a.js', '// 2\n');
  await assert.rejects(prepare(repo.folder, new StubProcess(app, null, ['a.js'])), {
    code: 'unknown_revision',
    hint: /SUTURE_REVISION/,
  });
  const nobody = 'f'.repeat(40);
  await assert.rejects(prepare(repo.folder, new StubProcess(app, nobody, ['a.js'])), {
    code: 'unknown_commit',
    message: new RegExp(`deployed commit ${nobody} is unknown to this checkout, which has no remote to ask`),
  });
  await assert.rejects(prepare(temporaryFolder(t), new StubProcess(app, commit, ['a.js'])), { code: 'no_checkout' });
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
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': 'exports.a = 1;\n', 'b.js': '//\n' });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['a.js']);
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
  const repo = makeCheckout(t);
  const body = 'exports.a = 1;\n\n\n\n\nexports.b = 1;\n';
  const deployed = repo.commit({ 'a.js': body });
  const target = new StubProcess(deploy(t, repo, deployed), deployed, ['a.js']);
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
  const repo = makeCheckout(t);
  const body = 'exports.a = 1;\n\n\n\n\nexports.b = 1;\n';
  const commit = repo.commit({ 'a.js': body });
  const target = new StubProcess(deploy(t, repo, commit), commit, ['a.js']);
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
