import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deploy, makeCheckout, temporaryFolder } from './checkout.js';
import { prepare, service } from './service.ts';
import { StubProcess } from './stub-process.js';

const esm = 'const rate = 2;\nexport function price(x) {\n  return x * rate;\n}\n';

test('an edit of lines that changed since the deployed commit is a conflict that names them', async (t) => {
  const { repo, target } = service(t, { 'a.js': '// one\n// two\nexports.a = 1;\n' });
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

test('a file that runs and is renamed is refused as gone, whatever made of it what runs', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': 'exports.a = 1;\n' });
  const app = deploy(t, repo, commit);
  repo.git('mv', 'a.js', 'b.js');
  for (const loaded of ['exports.a = 1;\n', 'exports.a=1\n']) {
    writeFileSync(join(app, 'a.js'), loaded);
    await assert.rejects(prepare(repo.folder, new StubProcess(app, commit, ['a.js'])), {
      code: 'removes_module',
      message: 'a.js is removed by the edit, but a.js is loaded in the target.',
    });
  }
});

test('a syntax error is named by path, line and column', async (t) => {
  const { repo, target } = service(t, { 'src/price.js': esm });
  repo.write('src/price.js', esm.replace('x * rate', 'x * )'));
  await assert.rejects(prepare(repo.folder, target), {
    code: 'syntax_error',
    message: 'src/price.js:3:14: Unexpected token',
  });
});

test('what no patch can hold is refused by name', async (t) => {
  const { repo, commit, target } = service(t, { 'a.js': '//\n', 'data.bin': 'a\0b' });
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
  const { repo, target } = service(t, { 'a.js': '//\n' });
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
