import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clonesWith } from './dependencies.ts';
import { type Checkout, Repository } from './repository.ts';
import { Template } from './template.ts';
import type { Ward } from './ward.ts';

const run = promisify(execFile);

/** Settings of a project that `tsc` compiles from `src` to `dist`, with source maps. */
const settings = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    rootDir: 'src',
    outDir: 'dist',
    strict: true,
    sourceMap: true,
    types: ['node'],
  },
  include: ['src'],
});

/** A repository of sources that `tsc` compiles; what it makes of them is not in it, as with most projects. */
export async function compiledProject(
  ward: Ward,
  files: Readonly<Record<string, string>>,
): Promise<(name: string, branch?: string) => Promise<Checkout>> {
  const all = { '.gitignore': 'node_modules\ndist\n', 'tsconfig.json': settings, ...files };
  return clonesWith(await Repository.of(ward, all), ['typescript', '@types/node']);
}

/** Runs `tsc` in a clone; what it made of the same sources before is copied. */
export async function compile(code: Checkout): Promise<void> {
  const made = await Template.filled(`compiled ${await sourcesOf(code)}`, async (folder) => {
    await run(process.execPath, [code.file('node_modules/typescript/bin/tsc')], { cwd: code.path });
    await cp(code.file('dist'), folder, { recursive: true });
  });
  made.copyTo(code.file('dist'));
}

/** Everything that `tsc` reads: what the package says of its modules is part of it. */
async function sourcesOf(code: Checkout): Promise<string> {
  const names = (await readdir(code.file('src'))).sort().map((name) => join('src', name));
  const files = ['package.json', 'tsconfig.json', ...names];
  return JSON.stringify(await Promise.all(files.map(async (file) => [file, await code.read(file)])));
}
