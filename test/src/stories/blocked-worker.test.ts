import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import type { Stack } from '@suture/protocol/stack.js';
import { Clinic } from '../patient/clinic.ts';
import { until } from '../patient/until.ts';

// What the main thread does not answer itself is laid out in a worker thread: in lines of so many words.
const files = {
  'src/server.js': `import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';

const waiting = new Map();
const press = new Worker(new URL('./press.js', import.meta.url)).on('message', ({ id, page }) => {
  waiting.get(id).end(page);
  waiting.delete(id);
});
let last = 0;
const server = createServer((request, response) => {
  if (request.url === '/nobody') return response.end('nobody');
  waiting.set(++last, response);
  press.postMessage({ id: last, width: Number(request.url.slice(1)) });
});
server.listen(0, () => console.log('listening on ' + server.address().port));
`,
  'src/press.js': `import { parentPort } from 'node:worker_threads';
import { lay } from './lay.js';

parentPort.on('message', ({ id, width }) => {
  let page;
  try {
    page = lay(['one', 'two', 'three'], width);
  } catch (error) {
    page = 'failed: ' + error.message;
  }
  parentPort.postMessage({ id, page });
});
`,
  'src/lay.js': `export class Line {
  constructor(words) {
    this.words = words;
  }
}
export const lines = [];
export function lay(words, width) {
  let rest = words;
  while (rest.length > 0) {
    rest = cut(rest, width);
  }
  return lines.splice(0).map((line) => line.words.join(' ')).join('/');
}
function cut(rest, width) {
  if (lines.length < 3) lines.push(new Line(rest.slice(0, width)));
  return rest.slice(width);
}
`,
};

test('a worker thread that is blocked behind an HTTP service is seen into, mended while it loops, and set free', async (t) => {
  const clinic = await Clinic.open(t, { files });
  const { engineer, visitor, patient, checkout } = clinic;
  assert.equal((await visitor.get('/2')).body, 'one two/three');
  const target = await until('the worker thread to be listed', async () => {
    const listed = await engineer.json<{ pid: number; thread?: number }[]>('ls');
    const thread = listed.json.find((one) => one.pid === patient.pid && one.thread !== undefined)?.thread;
    return thread === undefined ? undefined : `${patient.pid}/${thread}`;
  });
  const at = ['-t', target] as const;

  const base = await patient.host();
  const blocked = fetch(`http://${base}/0`).then((response) => response.text());
  const stuck = await until('the stack of the loop', async () => {
    const { json } = await engineer.json<Stack>(...at, 'stack');
    return json.stuckMs > 0 && json.running ? json : undefined;
  });
  const frame = stuck.frames.findIndex((one) => one.function === 'lay');
  // It is seen at the head of the loop, or in what the loop calls.
  const { path, line } = stuck.frames[frame] ?? {};
  assert.ok(path === 'src/lay.js' && (line === 9 || line === 10), `${path}:${line}`);
  const told = await engineer.suture(...at, 'stack');
  assert.match(told.stdout, /STUCK: worker thread \d+ has not answered/);
  assert.match(told.stdout, /width = 0/);
  assert.match((await engineer.suture(...at, 'status')).stdout, /worker thread \d+ has not answered/);
  const width = await engineer.suture(...at, 'eval', 'width', '--frame', String(frame));
  assert.equal(width.stdout, '0\n', width.told);
  // Nobody else is held up.
  const before = visitor.answers;
  assert.match((await engineer.suture('status')).stdout, /loop delay {2}p50/);
  await until('the main thread to answer', () => visitor.answers > before + 10);

  await checkout.edit('src/lay.js', 'rest.slice(width);', 'rest.slice(Math.max(1, width));');
  const patch = await engineer.suture(...at, 'patch', 'src/lay.js', '--yes', '-m', 'no width hung the press');
  assert.equal(patch.exit, 0, patch.told);
  // The loop calls what was patched: nothing more is needed.
  assert.equal(await blocked, '//');
  assert.equal((await visitor.get('/2')).body, 'one two/three');

  await checkout.edit('src/lay.js', 'rest.slice(Math.max(1, width));', 'rest.slice(width);');
  const [live] = (await engineer.json<Patch[]>(...at, 'patches')).json;
  const back = await engineer.suture(...at, 'rollback', live?.id ?? '', '--yes', '-m', 'to see it once more');
  assert.equal(back.exit, 0, back.told);
  const again = fetch(`http://${base}/0`).then((response) => response.text());
  await until('the thread to be stuck', async () => {
    const { json } = await engineer.json<Stack>(...at, 'stack');
    return json.stuckMs > 0 && json.running;
  });
  const freed = await engineer.suture(...at, 'interrupt', '--yes', '-m', 'no width');
  assert.match(
    freed.stdout,
    /^Worker thread \d+ answers again: \w+ \(src\/lay\.js:\d+\) was made to throw\./,
    freed.told,
  );
  assert.equal(await again, 'failed: no width');

  const instances = await engineer.suture(...at, 'instances', 'src/lay.js:Line', '--yes');
  assert.match(instances.stdout, /^3 instances of Line/, instances.told);
  const left = await engineer.suture(
    ...at,
    'eval',
    'lines.splice(0).length',
    '--module',
    'src/lay.js',
    '--write',
    '-m',
    'printed again',
  );
  assert.equal(left.stdout, '3\n', left.told);
  assert.equal((await visitor.get('/2')).body, 'one two/three');
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});
