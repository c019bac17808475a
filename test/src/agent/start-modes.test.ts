import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { cleanEnv, type Files, node, startHost } from './host.ts';

const [major = 0, minor = 0] = execFileSync(node, ['-p', 'process.versions.node'], {
  env: cleanEnv(),
  encoding: 'utf8',
})
  .trim()
  .split('.')
  .map(Number);
const stripsTypes = major > 22 || (major === 22 && minor >= 18);

interface Program {
  readonly kind: string;
  readonly files: Files;
  readonly entry: string;
  /** Path and format of each module that is patchable then. */
  readonly modules: readonly string[];
}

const wait = 'setInterval(() => {}, 1000);\n';
const programs: readonly Program[] = [
  {
    kind: 'CommonJS',
    files: { 'a.cjs': `const { b } = require("./lib/b.js");\n${wait}b();\n`, 'lib/b.js': 'exports.b = () => 1;\n' },
    entry: 'a.cjs',
    modules: ['a.cjs commonjs', 'lib/b.js commonjs'],
  },
  {
    kind: 'ES module',
    files: {
      'a.mjs': `import { b } from "./b.mjs";\nimport c from "./c.cjs";\n${wait}b(c);\n`,
      'b.mjs': 'export const b = (x) => x;\n',
      'c.cjs': 'module.exports = 1;\n',
    },
    entry: 'a.mjs',
    modules: ['a.mjs module', 'b.mjs module', 'c.cjs commonjs'],
  },
  {
    kind: 'CommonJS that imports',
    files: { 'a.cjs': `import("./b.mjs").then(({ b }) => b());\n${wait}`, 'b.mjs': 'export const b = () => 1;\n' },
    entry: 'a.cjs',
    modules: ['a.cjs commonjs', 'b.mjs module'],
  },
  {
    kind: 'typeless ES module',
    files: {
      'package.json': '{}',
      'a.js': `import { b } from "./b.js";\n${wait}b();\n`,
      'b.js': 'export const b = () => 1;\n',
    },
    entry: 'a.js',
    modules: ['a.js module', 'b.js module'],
  },
  ...(stripsTypes
    ? [
        {
          kind: 'TypeScript ES module',
          files: {
            'a.mts': `import { b } from "./b.ts";\nconst n: number = b(1);\n${wait}n;\n`,
            'b.ts': 'export const b = (x: number): number => x;\n',
          },
          entry: 'a.mts',
          modules: ['a.mts module', 'b.ts module'],
        },
        {
          kind: 'TypeScript CommonJS',
          files: {
            'a.cts': `const { b } = require("./b.cts");\nconst n: number = b(1);\n${wait}n;\n`,
            'b.cts': 'exports.b = (x: number): number => x;\n',
          },
          entry: 'a.cts',
          modules: ['a.cts commonjs', 'b.cts commonjs'],
        },
      ]
    : []),
];

for (const mode of ['require', 'import', 'options'] as const) {
  for (const program of programs) {
    test(`a ${program.kind} program is patchable when the agent is started by ${mode}`, async (t) => {
      const { shell, running } = await startHost(t, program.files, [program.entry], { mode });
      const modules = await shell.get('modules', {});
      assert.deepEqual(modules.map(({ path, format }) => `${path} ${format}`).sort(), [...program.modules].sort());
      const entry = await shell.get('source', { module: program.entry });
      const typed = program.entry.endsWith('ts');
      assert.equal(entry.stripped, typed);
      const written = program.files[program.entry] ?? '';
      assert.equal(entry.loaded, typed ? written.replaceAll(': number', '        ') : written);
      assert.equal(running.stderr.replace(/^.*MODULE_TYPELESS[^]*$/m, ''), '');
    });
  }
}

test('a program whose ES modules are loaded by hooks of its own is patchable', async (t) => {
  const files = {
    'a.mjs':
      'import { register } from "node:module";\nregister("./hooks.mjs", import.meta.url);\n' +
      `const { b } = await import("./b.mjs");\n${wait}console.log(b());\n`,
    'b.mjs': 'export const b = () => "as written";\n',
    'hooks.mjs':
      'export async function load(url, context, next) {\n  const loaded = await next(url, context);\n' +
      '  if (!url.endsWith("b.mjs")) return loaded;\n' +
      '  return { ...loaded, source: `${loaded.source}`.replace("written", "hooked") };\n}\n',
  };
  const { shell, running } = await startHost(t, files, ['a.mjs'], { loads: ['a.mjs', 'b.mjs'] });
  await running.printed('stdout', 'as hooked');
  assert.equal((await shell.get('modules', { pattern: 'b.mjs' })).length, 1);
});

test('what is in node_modules is left alone, and SUTURE_INCLUDE and SUTURE_EXCLUDE say otherwise', async (t) => {
  const files = {
    'package.json': '{ "name": "@shop/orders" }',
    'a.cjs': `require("dep");\nrequire("./src/b.cjs");\nrequire("./src/c.cjs");\nconsole.log("up");\n${wait}`,
    'src/b.cjs': '',
    'src/c.cjs': '',
    'node_modules/dep/index.js': 'exports.d = 1;\n',
  };
  const paths = async (env: Record<string, string>): Promise<string[]> => {
    const { shell, running } = await startHost(t, files, ['a.cjs'], {
      env,
      loads: ['a.cjs'].filter(() => !env['SUTURE_INCLUDE']),
    });
    await running.printed('stdout', 'up');
    return (await shell.get('modules', {})).map(({ path }) => path).sort();
  };
  assert.deepEqual(await paths({}), ['a.cjs', 'src/b.cjs', 'src/c.cjs']);
  assert.deepEqual(await paths({ SUTURE_EXCLUDE: 'src/c.*' }), ['a.cjs', 'src/b.cjs']);
  assert.deepEqual(await paths({ SUTURE_INCLUDE: 'src,node_modules/dep', SUTURE_EXCLUDE: 'src/b.cjs' }), [
    'node_modules/dep/index.js',
    'src/c.cjs',
  ]);
});

test('a module that the agent cannot parse runs as it is', async (t) => {
  const files = {
    'a.cjs': `try { require("./broken.cjs") } catch (e) { console.log(e.name) }\n${wait}`,
    'broken.cjs': 'const = 1;\n',
  };
  const { shell, running } = await startHost(t, files, ['a.cjs'], { loads: ['a.cjs'] });
  await running.printed('stdout', 'SyntaxError');
  assert.deepEqual((await shell.get('modules', { pattern: 'broken' })).length, 0);
});
