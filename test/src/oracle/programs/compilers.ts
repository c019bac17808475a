import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { stop, transform, type TransformOptions } from 'esbuild';

/** Makes JavaScript of a module written in TypeScript. */
export interface Compiler {
  readonly format: ModuleFormat;
  /** Which decorators it knows. */
  readonly decorators: 'legacy' | 'standard';
  readonly by: { readonly tsc: readonly string[] } | { readonly esbuild: TransformOptions };
}

const legacy = ['--experimentalDecorators', '--emitDecoratorMetadata', '--useDefineForClassFields', 'false'];
const legacyToEsbuild = JSON.stringify({
  compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false },
});

/** The compilers by name, with what projects commonly set. */
export const compilers: Readonly<Record<string, Compiler>> = {
  'tsc, CommonJS, legacy decorators': {
    format: 'commonjs',
    decorators: 'legacy',
    by: { tsc: ['--target', 'es2022', '--module', 'commonjs', ...legacy] },
  },
  'tsc, CommonJS, ES2015': {
    format: 'commonjs',
    decorators: 'standard',
    by: { tsc: ['--target', 'es2015', '--module', 'commonjs'] },
  },
  'tsc, ES modules': {
    format: 'module',
    decorators: 'standard',
    by: { tsc: ['--target', 'es2022', '--module', 'esnext'] },
  },
  'esbuild, CommonJS': {
    format: 'commonjs',
    decorators: 'standard',
    by: { esbuild: { format: 'cjs', target: 'node20' } },
  },
  'esbuild, CommonJS, ES2016': {
    format: 'commonjs',
    decorators: 'legacy',
    by: { esbuild: { format: 'cjs', target: 'es2016', tsconfigRaw: legacyToEsbuild } },
  },
  'esbuild, ES modules': {
    format: 'module',
    decorators: 'legacy',
    by: { esbuild: { format: 'esm', target: 'es2020', tsconfigRaw: legacyToEsbuild, keepNames: true } },
  },
  'esbuild, minified': {
    format: 'module',
    decorators: 'standard',
    by: { esbuild: { format: 'esm', target: 'es2022', minifySyntax: true, minifyWhitespace: true } },
  },
};

/** A text and the name of its compiler. */
export type Written = readonly [compiler: string, text: string];

/** Compiles texts all at once; gives what finds the JavaScript of one, undefined where the compiler refused it. */
export async function compileAll(written: Iterable<Written>): Promise<(one: Written) => string | undefined> {
  const texts = new Map<string, Map<string, string | undefined>>();
  for (const [name, text] of written) {
    const known = texts.get(name) ?? new Map<string, string | undefined>();
    texts.set(name, known.set(text, undefined));
  }
  for (const [name, made] of texts) {
    const { by } = compilers[name] as Compiler;
    if ('tsc' in by) await compileByTsc(by.tsc, made);
    else await compileByEsbuild(by.esbuild, made);
  }
  await stop();
  return ([name, text]) => texts.get(name)?.get(text);
}

async function compileByEsbuild(options: TransformOptions, made: Map<string, string | undefined>): Promise<void> {
  await Promise.all(
    [...made.keys()].map(async (text) => {
      const result = await transform(text, { loader: 'ts', logLevel: 'silent', ...options }).catch(() => undefined);
      made.set(text, result?.code);
    }),
  );
}

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

async function compileByTsc(options: readonly string[], made: Map<string, string | undefined>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-tsc-'));
  mkdirSync(join(folder, 'out'));
  const texts = [...made.keys()];
  for (const [n, text] of texts.entries()) writeFileSync(join(folder, `${n}.ts`), text);
  writeFileSync(join(folder, 'files'), texts.map((_, n) => `${n}.ts`).join('\n'));
  const always = ['--noCheck', '--noResolve', '--ignoreConfig', '--esModuleInterop', '--outDir', 'out'];
  // It complains of modules that are not there, and writes what it was asked for.
  await promisify(execFile)(process.execPath, [tsc, '@files', ...always, ...options], { cwd: folder }).catch(() => {});
  for (const [n, text] of texts.entries()) {
    try {
      made.set(text, readFileSync(join(folder, 'out', `${n}.js`), 'utf8'));
    } catch {
      made.set(text, undefined);
    }
  }
  rmSync(folder, { recursive: true });
}
