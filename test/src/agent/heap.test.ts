import assert from 'node:assert/strict';
import test from 'node:test';
import type { HeapClass } from '@suture/protocol/heap.js';
import { startHost } from './host.ts';

const files = {
  'trace.mjs': `export class Trace {
  constructor(n) { this.n = n; }
}
export class Rare {}
`,
  'app.mjs': `import { Trace, Rare } from './trace.mjs';
export const traces = [];
export const byName = new Map();
export const rare = [new Rare(), new Rare()];
let ran = 0;
export const sly = [new Proxy({}, { getPrototypeOf() { ran++; return null; } })];
export const grow = (n) => { for (let i = 0; i < n; i++) { traces.push(new Trace(i)); byName.set('n' + byName.size, i); } return ran; };
grow(1000);
setInterval(() => {}, 1000);
`,
};

test('the classes on the heap are counted beside what they were before, with where they are; no trap runs', async (t) => {
  const { shell } = await startHost(t, files, ['app.mjs']);
  const cost = await shell.get('heap', { estimate: true });
  assert.ok(cost.objects === null && cost.estimateMs > 0 && cost.estimateBytes > 0);
  const first = await shell.get('heap', { estimate: false });
  const of = (classes: readonly HeapClass[], name: string): HeapClass | undefined =>
    classes.find((one) => one.name === name);
  const trace = of(first.classes, 'Trace');
  assert.deepEqual(trace, {
    name: 'Trace',
    path: 'trace.mjs',
    line: 2,
    count: 1000,
    before: null,
    largest: null,
    largestBefore: null,
  });
  assert.ok(first.since === null && first.pauseMs > 0 && (first.objects ?? 0) > 1000);
  assert.equal(
    first.classes.filter(({ name }) => name === 'Function').length,
    1,
    'subclasses are told by what they extend',
  );
  assert.ok((of(first.classes, 'Map')?.largest ?? 0) >= 1000);

  const expression = 'grow(500)';
  const ran = await shell.get('evaluate', { expression, module: 'app.mjs', write: true, timeoutMs: 1_000 });
  assert.equal(ran.ok && ran.value, 0);
  const second = await shell.get('heap', { estimate: false });
  assert.deepEqual([of(second.classes, 'Trace')?.count, of(second.classes, 'Trace')?.before], [1500, 1000]);
  assert.ok(Date.parse(second.since ?? '') > 0);
  const map = of(second.classes, 'Map');
  assert.equal((map?.largest ?? 0) - (map?.largestBefore ?? 0), 500);
});

test('what is allocated and kept for a while is told by the function that does it', async (t) => {
  const keeping = {
    'app.mjs': `const kept = [];
function keep() { for (let i = 0; i < 200; i++) kept.push({ text: 'x'.repeat(100) + kept.length, at: [i] }); }
setInterval(keep, 2);
`,
  };
  const { shell } = await startHost(t, keeping, ['app.mjs']);
  const { functions, bytes, others } = await shell.get('allocations', { forMs: 1_000 });
  const keep = functions.find((one) => one.function === 'keep');
  assert.deepEqual([keep?.path, keep?.line, others], ['app.mjs', 2, false]);
  assert.ok((keep?.bytes ?? 0) > (keep?.bytesHalfway ?? 0) && bytes >= (keep?.bytes ?? 0));
});

test('a sampler that the application has begun is read, and goes on', async (t) => {
  const sampling = {
    'app.mjs': `import { Session } from 'node:inspector/promises';
const session = new Session();
session.connect();
await session.post('HeapProfiler.startSampling', { samplingInterval: 1024 });
const kept = [];
function keep() { for (let i = 0; i < 200; i++) kept.push([i]); }
setInterval(keep, 2);
process.stdin.once('data', async () => {
  const { profile } = await session.post('HeapProfiler.stopSampling');
  console.log('its own:', profile.head.children.length > 0);
});
console.log('ready');
`,
  };
  const { shell, running } = await startHost(t, sampling, ['app.mjs']);
  await running.printed('stdout', 'ready');
  const found = await shell.get('allocations', { forMs: 200 });
  assert.ok(found.others && found.functions.some((one) => one.function === 'keep'));
  running.child.stdin?.write('now\n');
  await running.printed('stdout', 'its own: true');
});
