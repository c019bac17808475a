import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { deploy, makeCheckout } from './checkout.js';
import { files, outputs, price, settings } from './order-service.js';
import { StubProcess } from './stub-process.js';

const prepare = (checkout: string, target: StubProcess, named: string[] = [], typeCheck = true) =>
  prepareEdit({ checkout, files: named, typeCheck }, target);

test('an edited TypeScript file comes out as tsc emits it, and lines lead back to it', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);
  repo.write('src/price.ts', price.replace('* rate', '* rate + 1'));

  const prepared = await prepare(repo.folder, target);

  assert.equal(prepared.modules.length, 1);
  const [module] = prepared.modules;
  assert.match(module?.url ?? '', /\/app\/dist\/price\.js$/);
  assert.match(module?.source ?? '', /const total = order\.count \* rate \+ 1;/);
  assert.doesNotMatch(module?.source ?? '', /sourceMappingURL/);
  const line = (module?.source ?? '').split('\n').findIndex((text) => text.includes('rate + 1')) + 1;
  assert.deepEqual(prepared.original(module?.url ?? '', line), { path: 'src/price.ts', line: 6 });
  assert.deepEqual(prepared.types, { ok: true, diagnostics: [] });
});

test('a CommonJS project with source maps and a stray output folder is compiled as its settings say', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({
    ...files,
    'package.json': '{}\n',
    'tsconfig.json': settings('commonjs', { sourceMap: true, inlineSources: true }),
  });
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);
  repo.write('src/price.ts', price.replace('* rate', '* rate + 1'));
  const [module] = (await prepare(repo.folder, target)).modules;
  assert.match(module?.source ?? '', /"use strict";[^]*exports\.price = price;[^]*rate_js_1\.rate \+ 1/);
});

test('a constant that the compiler copies into other modules changes those modules', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({
    ...files,
    'src/rate.ts': 'export const enum Rate { Low = 2 }\n',
    'src/price.ts': "import { Rate } from './rate.js';\nexport const price = (n: number) => n * Rate.Low;\n",
  });
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, ['dist/price.js']);
  repo.write('src/rate.ts', 'export const enum Rate { Low = 3 }\n');
  const prepared = await prepare(repo.folder, target);
  assert.match(prepared.modules[0]?.source ?? '', /n \* 3/);
});

test('two modules are compiled at once, live patches are kept, and undeployed work stays behind', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);
  repo.write('src/rate.ts', 'export const rate = 3;\n');
  target.load('01JD0000000000000000000001', await prepare(repo.folder, target));
  repo.git('checkout', '-q', 'src/rate.ts');
  repo.commit({ 'src/price.ts': `${price}export const later = 1;\n` });
  repo.write('src/price.ts', `${price.replace('* rate', '* rate + 1')}export const later = 1;\n`);
  repo.write('src/order.ts', `${files['src/order.ts']}export const limit = 5;\n`);

  const prepared = await prepare(repo.folder, target);

  assert.deepEqual(prepared.modules.map(({ url, version }) => `${url.split('/').at(-1)} ${version}`).sort(), [
    'order.js 0',
    'price.js 0',
  ]);
  assert.ok(prepared.modules.every(({ source }) => !source.includes('later')));
});

test('code that the commit does not give, or that is not loaded, is refused', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit(files);
  const app = deploy(t, repo, commit, 'tsconfig.json');
  repo.write('src/price.ts', price.replace('* rate', '* rate + 1'));
  await assert.rejects(prepare(repo.folder, new StubProcess(app, commit, ['dist/rate.js'])), {
    code: 'module_not_loaded',
    message: /src\/price\.ts/,
  });
  const built = readFileSync(join(app, 'dist/price.js'), 'utf8');
  writeFileSync(join(app, 'dist/price.js'), built.replace('* rate', '* 7'));
  await assert.rejects(prepare(repo.folder, new StubProcess(app, commit, outputs)), {
    code: 'running_code_differs',
    message:
      /^dist\/price\.js:3: .*tsc -p tsconfig\.json.*it runs ` {4}const total = order\.count \* 7;`, the commit gives/,
  });
});

test('a checkout without a compiler says so', async (t) => {
  const repo = makeCheckout(t, { packages: false });
  const commit = repo.commit(files);
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.json'), commit, outputs);
  repo.write('src/price.ts', price.replace('* rate', '* rate + 1'));
  await assert.rejects(prepare(repo.folder, target), { code: 'no_compiler', hint: /npm ci/ });
});
