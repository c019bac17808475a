// `node --test DIR` works on Node 20 and fails on 24, quoted globs the other way round: collecting the files serves both.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../test/dist', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(compiled, { recursive: true })
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => join(compiled, file))
  .sort();

const runner = spawn(process.execPath, ['--test', `--test-concurrency=${availableParallelism()}`, ...files], {
  stdio: 'inherit',
});
runner.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
