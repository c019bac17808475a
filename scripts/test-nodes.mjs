// Runs the tests that start processes with an agent on each supported Node version but the one that runs this, on which
// `npm test` has run them. The tests themselves stay on that one; only the processes that they start change. Words on the
// command line choose other tests.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fetchNode } from './fetch-node.mjs';

const runner = fileURLToPath(new URL('run-tests.mjs', import.meta.url));
const wanted = process.argv.slice(2);
const failed = [];

for (const major of ['20', '22', '24', '26']) {
  if (process.versions.node.startsWith(`${major}.`)) continue;
  const node = fetchNode(major);
  console.log(`\n== Node ${major}: ${node}`);
  const tests = wanted.length > 0 ? wanted : ['agent/', 'ledger/restart', 'live/', 'rounds/'];
  const run = spawnSync(process.execPath, [runner, ...tests], {
    stdio: 'inherit',
    env: { SUTURE_TEST_ROUNDS: '300', ...process.env, SUTURE_TEST_NODE: node },
  });
  if (run.status !== 0) failed.push(major);
}

console.log(failed.length === 0 ? '\nAll versions passed.' : `\nFailed on Node ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
