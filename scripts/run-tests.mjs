// `node --test DIR` works on Node 20 and fails on 24, quoted globs the other way round: collecting the files serves both.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../test/dist', import.meta.url));
const sources = fileURLToPath(new URL('../test/src', import.meta.url));
// The compiler leaves the output of a removed test where it is.
const hasSource = (file) => ['ts', 'tsx'].some((type) => existsSync(join(sources, file.replace(/js$/, type))));
const wanted = process.argv.slice(2);
const files = readdirSync(compiled, { recursive: true })
  .filter((file) => file.endsWith('.test.js') && hasSource(file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => join(compiled, file))
  .sort();

if (files.length === 0) {
  console.error(`No test has ${wanted.join(' or ')} in its path.`);
  process.exit(1);
}

// A test that hangs must not hide what the others found.
const options = [`--test-concurrency=${availableParallelism()}`, '--test-timeout=300000'];
const runner = spawn(process.execPath, ['--test', ...options, ...files], { stdio: 'inherit' });
runner.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
