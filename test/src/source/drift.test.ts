import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultBranch } from '../../../shell/dist/source/default-branch.js';
import { driftOf } from '../../../shell/dist/source/drift.js';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { deploy, makeCheckout } from './checkout.js';
import { service } from './service.ts';
import { StubProcess } from './stub-process.js';

const patch = '01JD0000000000000000000001';

test('a process that runs what its commit and its disk hold is clean', async (t) => {
  const { repo, target } = service(t, { 'a.js': 'exports.a = 1;\n', 'types.ts': 'export const n: number = 1;\n' });
  const same = [
    { path: 'a.js', state: 'same' },
    { path: 'types.ts', state: 'same' },
  ];
  assert.deepEqual(await driftOf(repo.folder, target), { clean: true, restartSafe: true, modules: same });
  assert.deepEqual(await driftOf(undefined, target), { clean: true, restartSafe: true, modules: same });
});

test('a live patch is named, and keeps a restart from being safe until the disk holds it', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': 'exports.a = 1;\n', 'b.js': '//\n' });
  const app = deploy(t, repo, commit);
  const target = new StubProcess(app, commit, ['a.js', 'b.js']);
  repo.write('a.js', 'exports.a = 2;\n');
  target.load(patch, await prepareEdit({ checkout: repo.folder, files: [], typeCheck: false }, target));
  const modules = [
    { path: 'a.js', state: 'patched', patch },
    { path: 'b.js', state: 'same' },
  ];
  assert.deepEqual(await driftOf(repo.folder, target), { clean: false, restartSafe: false, modules });
  writeFileSync(join(app, 'a.js'), 'exports.a = 2;\n');
  assert.deepEqual(await driftOf(repo.folder, target), { clean: false, restartSafe: true, modules });
  writeFileSync(join(app, 'a.js'), 'exports.a = 3;\n');
  assert.deepEqual(await driftOf(repo.folder, target), {
    clean: false,
    restartSafe: false,
    modules: [
      { path: 'a.js', state: 'differs-on-disk', patch },
      { path: 'b.js', state: 'same' },
    ],
  });
});

test('a file that changed on disk since it was loaded is told; one that is gone makes a restart unsafe', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ 'a.js': 'exports.a = 1;\n' });
  const app = deploy(t, repo, commit);
  const target = new StubProcess(app, commit, ['a.js']);
  const modules = [{ path: 'a.js', state: 'differs-on-disk' }];
  writeFileSync(join(app, 'a.js'), 'exports.a = 2;\n');
  assert.deepEqual(await driftOf(repo.folder, target), { clean: false, restartSafe: true, modules });
  rmSync(join(app, 'a.js'));
  assert.deepEqual(await driftOf(undefined, target), { clean: false, restartSafe: false, modules });
});

test('compiled code is compared with what the deployed commit compiles to', async (t) => {
  const repo = makeCheckout(t);
  const settings = {
    compilerOptions: { module: 'nodenext', target: 'es2022', outDir: 'dist', rootDir: 'src', types: [] },
  };
  const commit = repo.commit({
    'package.json': '{"type":"module"}\n',
    'tsconfig.json': JSON.stringify(settings),
    'src/a.ts': 'export const a: number = 1;\n',
    'src/b.ts': 'export const b: number = 1;\n',
  });
  const app = deploy(t, repo, commit, 'tsconfig.json');
  const target = new StubProcess(app, commit, ['dist/a.js', 'dist/b.js']);
  assert.equal((await driftOf(repo.folder, target)).clean, true);
  const built = readFileSync(join(app, 'dist/b.js'), 'utf8');
  writeFileSync(join(app, 'dist/b.js'), built.replace('1', '2'));
  const other = new StubProcess(app, commit, ['dist/a.js', 'dist/b.js']);
  assert.deepEqual(await driftOf(repo.folder, other), {
    clean: false,
    restartSafe: true,
    modules: [
      { path: 'dist/a.js', state: 'same' },
      { path: 'dist/b.js', state: 'differs-from-commit' },
    ],
  });
  assert.equal((await driftOf(undefined, other)).clean, true);
});

test('work on the default branch that is not deployed yet is told of each module, and is no drift', async (t) => {
  const { repo, commit, target } = service(t, {
    'a.js': 'exports.a = 1;\n',
    'b.js': 'exports.b = 1;\n',
    'c.js': 'exports.c = 1;\n',
  });
  repo.publish();
  const untouched = await driftOf(repo.folder, target, { branch: await defaultBranch(repo.folder) });
  assert.deepEqual(
    untouched.modules.map(({ branch }) => branch),
    ['same', 'same', 'same'],
  );
  repo.git('rm', '-q', 'c.js');
  repo.commit({ 'a.js': 'exports.a = 2;\n' });
  repo.publish();
  repo.git('checkout', '-q', commit);
  assert.deepEqual(await driftOf(repo.folder, target, { branch: await defaultBranch(repo.folder) }), {
    clean: true,
    restartSafe: true,
    modules: [
      { path: 'a.js', state: 'same', branch: 'differs' },
      { path: 'b.js', state: 'same', branch: 'same' },
      { path: 'c.js', state: 'same', branch: 'lacks' },
    ],
  });
});

test('the remote and the base of the records are those that drift compares with', async (t) => {
  const { repo, target } = service(t, { 'a.js': 'exports.a = 1;\n' });
  repo.publish();
  repo.git('push', '-q', 'origin', 'HEAD:refs/heads/release');
  repo.commit({ 'a.js': 'exports.a = 2;\n' });
  repo.publish();
  const states = async () =>
    (await driftOf(repo.folder, target, { branch: await defaultBranch(repo.folder) })).modules.map((one) => one.branch);
  assert.deepEqual(await states(), ['differs']);
  repo.git('remote', 'rename', 'origin', 'upstream');
  repo.git('remote', 'add', 'origin', '/nowhere');
  repo.git('config', 'suture.remote', 'upstream');
  repo.git('config', 'suture.base', 'release');
  assert.deepEqual(await states(), ['same']);
});

test('a patch that was merged is what the default branch gives; the compiler says so for compiled code', async (t) => {
  const repo = makeCheckout(t);
  const settings = { module: 'nodenext', target: 'es2022', outDir: 'dist', rootDir: 'src', types: [] };
  const commit = repo.commit({
    'package.json': '{"type":"module"}\n',
    'tsconfig.json': JSON.stringify({ compilerOptions: settings }),
    'src/a.ts': 'export const a = (): number => 1;\n',
  });
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, ['dist/a.js']);
  repo.publish();
  repo.write('src/a.ts', 'export const a = (): number => 2;\n');
  target.load(patch, await prepareEdit({ checkout: repo.folder, files: [], typeCheck: false }, target));
  const drift = async () =>
    (await driftOf(repo.folder, target, { branch: await defaultBranch(repo.folder) })).modules.map((one) => one.branch);
  assert.deepEqual(await drift(), ['differs']);
  repo.commit({});
  repo.publish();
  assert.deepEqual(await drift(), ['same']);
});
