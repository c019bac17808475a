import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { deploy, makeCheckout } from './checkout.js';
import { files, outputs, price } from './order-service.js';
import { StubProcess } from './stub-process.js';

const prepare = (checkout: string, target: StubProcess, named: string[] = [], typeCheck = true) =>
  prepareEdit({ checkout, files: named, typeCheck }, target);

test('a type that changes beside the code goes along; what only types change is said to change nothing', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, ['dist/price.js', 'dist/rate.js']);
  repo.write('src/order.ts', 'export interface Order { count: number; gift?: boolean }\n');
  await assert.rejects(prepare(repo.folder, target), { code: 'changes_nothing' });
  repo.write('src/price.ts', price.replace('* rate', '* (order.gift ? 0 : rate)'));
  const prepared = await prepare(repo.folder, target);
  assert.equal(prepared.modules.length, 1);
  assert.deepEqual(prepared.types.diagnostics, []);
  assert.deepEqual(prepared.origin.files.map(({ path }) => path).sort(), ['src/order.ts', 'src/price.ts']);
});

test('only complaints that the edit adds are reported, also when lines move', async (t) => {
  const repo = makeCheckout(t);
  const wrong = `${price}export const wrong: string = 1;\n`;
  const commit = repo.commit({ ...files, 'src/price.ts': wrong });
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);

  repo.write('src/price.ts', wrong.replace('  return', '\n\n  return'));
  await assert.rejects(prepare(repo.folder, target), { code: 'changes_nothing' });

  repo.write('src/price.ts', `const first: string = 2;\n${wrong.replace('* rate', '* "a"')}`);
  const { types, modules } = await prepare(repo.folder, target);
  assert.equal(types.ok, false);
  assert.deepEqual(
    types.diagnostics.map(({ path, line, column, code }) => [path, line, column, code]),
    [
      ['src/price.ts', 1, 7, 'TS2322'],
      ['src/price.ts', 7, 39, 'TS2363'],
    ],
  );
  assert.match(types.diagnostics[0]?.message ?? '', /^Type 'number' is not assignable to type 'string'\.$/);
  assert.equal(modules.length, 1);
  assert.deepEqual((await prepare(repo.folder, target, [], false)).types, { ok: true, diagnostics: [] });
});

test('a caller in another file that no longer fits is reported', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);
  repo.write('src/rate.ts', "export const rate = 'two';\n");
  const { types } = await prepare(repo.folder, target);
  assert.deepEqual(
    types.diagnostics.map(({ path, line, code }) => [path, line, code]),
    [['src/price.ts', 6, 'TS2363']],
  );
});

test('a syntax error is named by path, line and column, in the words of the compiler', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);
  repo.write('src/price.ts', price.replace('* rate;', '* ;'));
  await assert.rejects(prepare(repo.folder, target, [], false), {
    code: 'syntax_error',
    message: 'src/price.ts:6:39: Expression expected. (TS1109)',
  });
});
