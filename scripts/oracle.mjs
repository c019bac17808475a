// A patched process behaves as a restarted one, and one under the agent as without it: the long proofs of both. Takes a part and
// what that is given (`edits lru-cache`); without any all parts run, and the last lines say what became of each.
import { spawn } from 'node:child_process';

const tests = 'scripts/run-tests.mjs';
const parts = {
  generated: [{ SUTURE_TEST_RUNS: '5000' }, tests, 'oracle/generated.test'],
  programs: [{ SUTURE_TEST_RUNS: '2000' }, tests, 'oracle/generated-edits'],
  suites: [{}, 'test/dist/oracle/suites/main.js'],
  upgrades: [{}, 'test/dist/oracle/main.js', 'upgrades'],
  edits: [{}, 'test/dist/oracle/main.js', 'edits'],
};

/** Gives whether a part held, and says so. */
function run(name, given) {
  const [env, ...args] = parts[name];
  const began = performance.now();
  const child = spawn(process.execPath, [...args, ...given], { stdio: 'inherit', env: { ...env, ...process.env } });
  return new Promise((resolve) => {
    child.on('exit', (status) => {
      const minutes = ((performance.now() - began) / 60_000).toFixed(1);
      resolve({ holds: status === 0, said: `${name}: ${status === 0 ? 'holds' : 'FAILED'}, ${minutes} minutes` });
    });
  });
}

const [wanted, ...given] = process.argv.slice(2);
if (wanted !== undefined && !(wanted in parts)) {
  console.error(`Error: the oracle has no part ${wanted}\nHint: the parts are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
// Those that take one core run side by side.
const together = wanted === undefined ? [['generated', 'programs'], ['suites'], ['upgrades'], ['edits']] : [[wanted]];
const outcomes = [];
for (const names of together) outcomes.push(...(await Promise.all(names.map((name) => run(name, given)))));
console.log(`\n${outcomes.map(({ said }) => said).join('\n')}`);
process.exitCode = outcomes.every(({ holds }) => holds) ? 0 : 1;
