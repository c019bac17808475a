import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Entered } from '../../../agent/dist/swap/entered.js';
import { Runtime } from '../../../agent/dist/swap/runtime.js';
import { type Case, writeAll } from './programs/case.ts';
import { Checker } from './programs/check.ts';
import { Folders, type Sources } from './programs/loaded.ts';
import { reduce } from './programs/reduce.ts';

const runs = Number(process.env['SUTURE_TEST_RUNS'] ?? 60);
const seed = Number(process.env['SUTURE_ORACLE_SEED'] ?? 1);
const folders = new Folders();
after(() => folders.close());
const entered = new Entered();
entered.install();
const checker = new Checker(new Runtime(entered), folders);

async function failureOf(one: Case, writings: readonly Sources[]): Promise<string | undefined> {
  return checker.check(one, writings).then(
    () => undefined,
    (error: Error) => (error.name === 'AssertionError' ? error.message : String(error.stack)),
  );
}

/** The same failure, of a smaller program. */
async function reduced(one: Case, failed: string): Promise<string> {
  const likeness = (text: string): string => (text.split('\n')[0] ?? '').replaceAll(/a?\d+|".*?"/g, '#').slice(-40);
  let last = failed;
  await reduce(one, async (smaller) => {
    const found = await failureOf(smaller, (await writeAll([smaller]))(smaller));
    const isLike = found !== undefined && likeness(found) === likeness(failed);
    if (isLike) last = found;
    return isLike;
  });
  return last;
}

test('a generated program of several modules that is patched and rolled back answers as one that was started so', async (t) => {
  // An edit may make a function asynchronous that is called while a module loads, and its rejection is then nobody's; and
  // modules in a cycle see each other half filled, of which Node warns.
  for (const event of ['unhandledRejection', 'warning']) {
    const listeners = process.rawListeners(event) as (() => void)[];
    process.removeAllListeners(event).on(event, () => {});
    t.after(() => {
      process.removeAllListeners(event);
      for (const listener of listeners) process.on(event, listener);
    });
  }
  const numbers = (minLength: number, maxLength: number = minLength): fc.Arbitrary<number[]> =>
    fc.array(fc.nat({ max: 5_000 }), { minLength, maxLength, size: 'max' });
  const cases = fc.sample(
    fc.record({
      choices: numbers(120),
      edits: fc.array(numbers(4), { minLength: 1, maxLength: 4, size: 'max' }),
      order: numbers(4),
    }),
    { seed, numRuns: runs },
  ) as Case[];
  const writingsOf = await writeAll(cases);
  const failures: string[] = [];
  for (const one of cases) {
    const failed = await failureOf(one, writingsOf(one));
    if (failed !== undefined) failures.push(failures.length < 3 ? await reduced(one, failed) : failed);
    if (failures.length > 20) break;
  }
  assert.equal(failures.length, 0, failures.join('\n\n'));
  const { same, ...others } = checker.counts;
  assert.ok(same > runs / 4, JSON.stringify({ same, ...others }));
  if (process.env['SUTURE_TEST_RUNS'] !== undefined) t.diagnostic(JSON.stringify(checker.counts));
});
