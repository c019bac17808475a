import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploy, makeCheckout } from './checkout.js';
import { prepare, service } from './service.ts';
import { StubProcess } from './stub-process.js';

const price =
  "import type { Order } from './order.ts';\nexport function price(order: Order): number {\n  return order.count * 2;\n}\n";
const settings = JSON.stringify({
  compilerOptions: { module: 'nodenext', noEmit: true, allowImportingTsExtensions: true, strict: true, types: [] },
  include: ['src'],
});
const files = {
  'package.json': '{"type":"module"}\n',
  'tsconfig.json': settings,
  'src/order.ts': 'export interface Order { count: number }\n',
  'src/price.ts': price,
};

test("TypeScript that Node strips is stripped by the process's own Node and checked by the project's compiler", async (t) => {
  const { repo, target } = service(t, files, ['src/price.ts']);
  repo.write('src/price.ts', price.replace('* 2', '* "3"'));

  const prepared = await prepare(repo.folder, target);

  const text = prepared.modules[0]?.source ?? '';
  assert.match(text, /^export function price\(order {7}\) {9}\{$/m);
  assert.match(text, /order\.count \* "3"/);
  assert.deepEqual(
    prepared.types.diagnostics.map(({ line, code }) => [line, code]),
    [[3, 'TS2363']],
  );
  assert.deepEqual(prepared.original(prepared.modules[0]?.url ?? '', 3), { path: 'src/price.ts', line: 3 });
});

test('a file of types that the process never loads goes along with the edit', async (t) => {
  const { repo, target } = service(t, files, ['src/price.ts']);
  repo.write('src/order.ts', 'export interface Order { count: number; gift: boolean }\n');
  repo.write('src/price.ts', price.replace('* 2', '* (order.gift ? 0 : 2)'));
  const prepared = await prepare(repo.folder, target);
  assert.equal(prepared.modules.length, 1);
  assert.deepEqual(prepared.origin.files.map(({ path }) => path).sort(), ['src/order.ts', 'src/price.ts']);
  repo.write('src/order.ts', 'export const order = 1;\n');
  await assert.rejects(prepare(repo.folder, target), { code: 'module_not_loaded', message: /src\/order\.ts/ });
});

test('a syntax error that Node names without a place gets its place from the compiler', async (t) => {
  const { repo, target } = service(t, files, ['src/price.ts']);
  repo.write('src/price.ts', price.replace('  return', '  const a = ;\n  return'));
  await assert.rejects(prepare(repo.folder, target), {
    code: 'syntax_error',
    message: 'src/price.ts:3:13: Expression expected. (TS1109)',
  });

  const bare = makeCheckout(t, { packages: false });
  const other = bare.commit(files);
  const stripped = new StubProcess(deploy(t, bare, other), other, ['src/price.ts']);
  bare.write('src/price.ts', price.replace('  return', '  const a = ;\n  return'));
  await assert.rejects(prepare(bare.folder, stripped), {
    code: 'syntax_error',
    message: 'src/price.ts: Expression expected',
  });
});
