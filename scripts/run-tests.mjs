// `node --test DIR` works on Node 20 and fails on 24, quoted globs the other way round, and both sort by name: collecting
// the files serves both, and lets the longest begin first.
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../test/dist', import.meta.url));
const sources = fileURLToPath(new URL('../test/src', import.meta.url));
// The longest, in CPU seconds on the day they were measured; one that begins last is waited for by idle cores.
const longest = [
  'stories/change-view.test.js',
  'stories/transpiled.test.js',
  'stories/leak.test.js',
  'record/every-forge.test.js',
  'stories/not-forgotten.test.js',
  'stories/patched-equals-restarted.test.js',
  'ledger/restart.test.js',
  'stories/transparent.test.js',
  'stories/demo-ended.test.js',
  'stories/compiled.test.js',
  'shell/patch.test.js',
  'shell/records.test.js',
  'live/bad-target.test.js',
];
const rank = (file) => (longest.indexOf(file) + longest.length + 1) % (longest.length + 1);
// The compiler leaves the output of a removed test where it is.
const hasSource = (file) => ['ts', 'tsx'].some((type) => existsSync(join(sources, file.replace(/js$/, type))));
const wanted = process.argv.slice(2);
// Whole stories and rounds of patches take as long as many tests; `npm run test:stories` runs them, and .ci/run does.
const isLong = (file) => file.startsWith('stories/') || file.startsWith('rounds/');
const isWanted = (file) => (wanted.length === 0 ? !isLong(file) : wanted.some((part) => file.includes(part)));
const files = readdirSync(compiled, { recursive: true })
  .filter((file) => file.endsWith('.test.js') && hasSource(file))
  .filter(isWanted)
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  .map((file) => join(compiled, file));

if (files.length === 0) {
  console.error(`No test has ${wanted.join(' or ')} in its path.`);
  process.exit(1);
}

// Tests wait for their patients a quarter of the time: one more file than there are cores keeps those busy. A test that hangs must
// not hide what the others found.
run({ files, concurrency: availableParallelism() + 1, timeout: 300_000 })
  .on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
