import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { compile, deploy, makeCheckout } from './checkout.js';
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

test('outputs that would land outside of the repository stay in the copy', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({
    ...files,
    'tsconfig.json': settings('nodenext', { outDir: '../suture-elsewhere/dist' }),
  });
  const app = deploy(t, repo, commit);
  writeFileSync(join(app, 'tsconfig.json'), settings('nodenext'));
  compile(app, 'tsconfig.json');
  const target = new StubProcess(app, commit, outputs);
  repo.write('src/price.ts', price.replace('* rate', '* rate + 1'));
  assert.equal((await prepare(repo.folder, target)).modules.length, 1);
});

test('an image that holds nothing but the output is matched with the repository', async (t) => {
  const repo = makeCheckout(t);
  const commit = repo.commit({ ...files, 'src/index.ts': '', 'index.js': '//\n', 'tools/price.js': '//\n' });
  const image = join(deploy(t, repo, commit, 'tsconfig.json'), 'dist');
  const target = new StubProcess(image, commit, ['price.js', 'rate.js', 'order.js']);
  repo.write('src/price.ts', price.replace('* rate', '* rate + 1'));
  const prepared = await prepare(repo.folder, target);
  assert.match(prepared.modules[0]?.url ?? '', /\/dist\/price\.js$/);
  repo.write('tools/price.js', '// other\nprocess.exit();\n');
  await assert.rejects(prepare(repo.folder, target, ['tools/price.js']), { message: /price\.js/ });
});

test('another configuration is used when the first does not reproduce what runs', async (t) => {
  const repo = makeCheckout(t);
  const extended = JSON.stringify({ extends: './tsconfig.json', compilerOptions: { removeComments: true } });
  const commit = repo.commit({ ...files, 'src/price.ts': `// a comment\n${price}`, 'tsconfig.build.json': extended });
  const target = new StubProcess(deploy(t, repo, commit, 'tsconfig.build.json'), commit, outputs);
  repo.write('src/price.ts', `// a comment\n${price.replace('* rate', '* rate + 1')}`);
  const [module] = (await prepare(repo.folder, target)).modules;
  assert.doesNotMatch(module?.source ?? '', /comment/);
  assert.match(module?.source ?? '', /rate \+ 1/);
});

test('a project that refers to another is built with it', async (t) => {
  const repo = makeCheckout(t);
  const part = (more: object) =>
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2022',
        outDir: 'dist',
        rootDir: 'src',
        composite: true,
        types: [],
      },
      include: ['src'],
      ...more,
    });
  const commit = repo.commit({
    'package.json': '{"type":"module"}\n',
    'lib/tsconfig.json': part({}),
    'lib/src/rate.ts': 'export const rate: number = 2;\n',
    'app/tsconfig.json': part({ references: [{ path: '../lib' }] }),
    'app/src/price.ts':
      "import { rate } from '../../lib/dist/rate.js';\nexport const price = (n: number): number => n * rate;\n",
  });
  const app = deploy(t, repo, commit, 'lib/tsconfig.json');
  compile(join(app, 'app'), 'tsconfig.json');
  const target = new StubProcess(app, commit, ['lib/dist/rate.js', 'app/dist/price.js']);
  repo.write(
    'app/src/price.ts',
    "import { rate } from '../../lib/dist/rate.js';\nexport const price = (n: number): string => n * rate + 1;\n",
  );
  const prepared = await prepare(repo.folder, target);
  assert.match(prepared.modules[0]?.source ?? '', /n \* rate \+ 1/);
  assert.deepEqual(
    prepared.types.diagnostics.map(({ path, line, code }) => [path, line, code]),
    [['app/src/price.ts', 2, 'TS2322']],
  );
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

  assert.deepEqual(prepared.modules.map(({ url, version }) => [url.split('/').at(-1), version]).sort(), [
    ['order.js', 0],
    ['price.js', 0],
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
