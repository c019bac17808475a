import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkoutOf } from '../../../shell/dist/change/checkout.js';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { deploy, makeCheckout, temporaryFolder } from './checkout.ts';
import { service } from './service.ts';
import { StubProcess } from './stub-process.ts';

const source = 'exports.price = (x) => x * 2;\n';
const fixed = source.replace('x * 2', 'x * 3');

test('a file whose name is no UTF-8 does not stand in the way of the others', async (t) => {
  const repo = makeCheckout(t);
  repo.commit({ 'price.js': source });
  const odd = Buffer.concat([Buffer.from(join(repo.folder, 'caf')), Buffer.from([0xe9]), Buffer.from('.txt')]);
  writeFileSync(odd, 'one\n');
  const commit = repo.commit({});
  const target = new StubProcess(deploy(t, repo, commit), commit, ['price.js']);
  repo.write('price.js', fixed);
  writeFileSync(odd, 'two\n');
  const prepared = await prepareEdit({ checkout: repo.folder, files: [], typeCheck: false }, target);
  assert.equal(prepared.modules[0]?.source, fixed);
  assert.equal(prepared.leftOut.length, 1);
});

test('a detached head and a linked worktree serve as checkouts', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'price.js': source });
  const linked = join(temporaryFolder(t), 'linked');
  repo.git('worktree', 'add', '-q', '--detach', linked);
  writeFileSync(join(linked, 'price.js'), fixed);
  const target = new StubProcess(deploy(t, repo, commit), commit, ['price.js']);
  const prepared = await prepareEdit({ checkout: linked, files: ['price.js'], typeCheck: false }, target);
  assert.equal(prepared.modules[0]?.source, fixed);
});

test('a file that Git LFS stores is refused by name', async (t) => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
  const { repo, target } = service(t, { 'price.js': source, 'big.js': pointer }, ['price.js']);
  repo.write('big.js', `${pointer}x\n`);
  await assert.rejects(prepareEdit({ checkout: repo.folder, files: ['big.js'], typeCheck: false }, target), {
    code: 'not_patchable',
    message: /big\.js is stored by Git LFS/,
  });
});

test('started by a git hook of another repository, the checkout is the one of the folder', async (t) => {
  const repo = makeCheckout(t);
  repo.commit({ 'price.js': source });
  const other = makeCheckout(t);
  const shell = new URL('../../../shell/dist/change/checkout.js', import.meta.url).href;
  const program = `const { checkoutOf } = await import(${JSON.stringify(shell)}); console.log(await checkoutOf(process.argv[1]));`;
  const args = ['--input-type=module', '-e', program, repo.folder];
  const env = { ...process.env, GIT_DIR: join(other.folder, '.git'), GIT_WORK_TREE: other.folder };
  assert.equal(execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim(), repo.folder);
  await assert.rejects(checkoutOf(temporaryFolder(t)), { code: 'no_checkout', message: /is not in a git checkout/ });
});
