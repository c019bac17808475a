// Proofs that are a matter of numbers: kills at random moments, a disk that fails at any call, patches upon patches. Takes
// the number of rounds; without it as many as a night allows.
import { spawnSync } from 'node:child_process';

const [given] = process.argv.slice(2);
const rounds = Number(given ?? 2000);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`expected a number of rounds, got ${given}`);
const failed = [];

function run(what, env, ...args) {
  console.log(`\n== ${what}`);
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  console.log(
    `== ${what}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((performance.now() - began) / 1000)} s`,
  );
  if (status !== 0) failed.push(what);
}

const test = ['--test', '--test-timeout=7200000'];
const env = { SUTURE_TEST_ROUNDS: String(rounds) };
// Every call of every kind fails once in the long run; else a sample of them.
const faults = given === undefined ? { SUTURE_TEST_FAULTS: '1000000' } : {};
run(`a shell killed ${rounds} times`, {}, 'test/dist/soak/record.js', String(rounds));
run(`an agent killed ${rounds} times`, env, ...test, 'test/dist/ledger/kill.test.js');
const back = ['engine/stacking', 'rounds/patches', 'rounds/trials', 'rounds/looks'];
const backTests = back.map((name) => `test/dist/${name}.test.js`);
run('a thousand patches and looks, and back', { SUTURE_TEST_ROUNDS: '1000' }, ...test, ...backTests);
run('a disk that fails', faults, ...test, 'test/dist/faults/agent.test.js', 'test/dist/faults/record.test.js');

if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
