// Lands a patch in a process of its own, so that a test can kill it at any step. The order of its calls is counted in a
// file by the wrapped git and the wrapped fetch alike; the product knows nothing of it.
import { appendFileSync, readFileSync } from 'node:fs';
import { land } from '../../../shell/dist/record/land.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';

const { OUTBOX = '', PATCH = '', COUNTER = '', KILL_BEFORE = '0', KILL_AFTER = '0' } = process.env;

const counted: typeof fetch = async (...args) => {
  appendFileSync(COUNTER, 'fetch\n');
  const call = readFileSync(COUNTER, 'utf8').split('\n').length - 1;
  if (call === Number(KILL_BEFORE)) process.kill(process.pid, 'SIGKILL');
  const response = await fetch(...args);
  if (call === Number(KILL_AFTER)) process.kill(process.pid, 'SIGKILL');
  return response;
};

console.log(JSON.stringify(await land(new Outbox(OUTBOX), PATCH, { fetch: counted })));
