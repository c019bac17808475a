/*
 * Runs the tests of published packages as they are and with a guard in every function, tests included, and prints what
 * differs as a table: npm run oracle suites [name...].
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, node, preload } from '../../agent/host.ts';
import { instrument } from '../../../../agent/dist/load/instrument.js';
import { fetched } from './fetched.ts';
import { type Suite, suites } from './suites.ts';

/** What a test file said: its exit code, and each of its assertions. */
interface Outcome {
  readonly code: number | null;
  readonly assertions: readonly string[];
  readonly output: string;
}

const room = mkdtempSync(join(tmpdir(), 'suture-suites-'));
process.on('exit', () => rmSync(room, { recursive: true, force: true }));

const wanted = process.argv.slice(2);
const rows: string[] = ['| package | functions | left | assertions | with guards |', '| --- | --- | --- | --- | --- |'];
for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  process.stderr.write(`${suite.name} ${suite.version}\n`);
  rows.push(await compare(suite));
}
console.log(`Node ${process.version}\n\n${rows.join('\n')}`);

async function compare(suite: Suite): Promise<string> {
  const folder = await fetched(suite);
  const files = suite.tests.flatMap((test) => testsIn(folder, test, suite));
  let assertions = 0;
  let different = 0;
  for (const file of files) {
    const [plain, guarded] = await Promise.all([runTest(folder, file, []), runTest(folder, file, ['-r', preload])]);
    assertions += plain.assertions.length;
    if (plain.code === guarded.code && plain.assertions.join('\n') === guarded.assertions.join('\n')) continue;
    different += 1;
    process.exitCode = 1;
    const missing = plain.assertions.filter((line) => !guarded.assertions.includes(line));
    const news = guarded.assertions.filter((line) => !plain.assertions.includes(line));
    console.error(
      `${suite.name} ${file}: ends with ${guarded.code}, not ${plain.code}\n- ${missing.join('\n- ')}\n+ ${news.join('\n+ ')}`,
    );
    if (process.env['SUTURE_TEST_VERBOSE']) console.error(guarded.output);
  }
  const { functions, left } = countFunctions(folder, files);
  if (assertions === 0) process.exitCode = 1;
  const verdict = different === 0 ? 'the same' : `${different} of ${files.length} files differ`;
  return `| ${suite.name} ${suite.version} | ${functions} | ${left} | ${assertions} in ${files.length} files | ${verdict} |`;
}

function testsIn(folder: string, test: string, { without }: Suite): string[] {
  if (statSync(join(folder, test)).isFile()) return [test];
  return readdirSync(join(folder, test), { recursive: true, encoding: 'utf8' })
    .map((file) => `${test}/${file}`)
    .filter((file) => /\.[cm]?js$/.test(file) && !file.includes('node_modules') && !without?.test(file))
    .sort();
}

function countFunctions(folder: string, tests: readonly string[]): { functions: number; left: number } {
  const count = { functions: 0, left: 0 };
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.[cm]?js$/.test(file) || /node_modules|(^|\/)(test|bench|example)/.test(file) || tests.includes(file))
      continue;
    const made = instrument(readFileSync(join(folder, file), 'utf8'), {
      url: `file:///${file}`,
      format: file.endsWith('.mjs') ? 'module' : 'commonjs',
    });
    if (!made.ok) continue;
    count.functions += made.functions;
    count.left += made.unpatchable().length;
  }
  return count;
}

function runTest(cwd: string, file: string, preloads: readonly string[]): Promise<Outcome> {
  const env = cleanEnv({
    SUTURE_RUN_DIR: join(room, 'run'),
    SUTURE_STATE_DIR: join(room, 'state'),
    SUTURE_CACHE_DIR: join(room, 'cache'),
    NODE_ENV: 'test',
  });
  const args = [...preloads, '--test-reporter=tap', file];
  return new Promise((resolve) => {
    execFile(node, args, { cwd, env, timeout: 120_000, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => /^\s*(?:not )?ok\b/.test(line));
      // Which number a test got depends on what ran beside it.
      const assertions = lines.map((line) => line.replace(/ok \d+/, 'ok').trim()).sort();
      resolve({ code: error ? Number(error.code ?? 1) : 0, assertions, output: stdout + stderr });
    });
  });
}
