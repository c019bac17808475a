import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareEdit } from '../../../shell/dist/source/prepare.js';
import { compile, deploy, makeCheckout } from './checkout.js';
import { files, outputs, price, settings } from './order-service.js';
import { StubProcess } from './stub-process.js';

const prepare = (checkout: string, target: StubProcess, named: string[] = []) =>
  prepareEdit({ checkout, files: named, typeCheck: true }, target);

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
