import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';
import { places } from '../patient/places.ts';

const meter = new URL('../../../agent/dist/bridge/gc-meter.js', import.meta.url).href;

// Enough garbage for young collections and for old ones that are marked step by step; V8 itself tells of each.
const program = `import { writeSync } from 'node:fs';
import { gcMeter } from ${JSON.stringify(meter)};
const gc = gcMeter();
gc.set(true);
writeSync(1, 'begin\\n');
let kept = [];
for (let turn = 0; turn < 200; turn++) {
  for (let n = 0; n < 20_000; n++) kept.push({ n, items: [n] });
  if (turn % 60 === 59) kept = [];
  await new Promise(setImmediate);
}
kept = [];
await new Promise((done) => setTimeout(done, 100));
writeSync(1, 'counted ' + JSON.stringify(gc.read()) + '\\n');
`;

test('a collection that is marked step by step is counted once', async () => {
  const options = ['--trace-gc', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(places.node, options, { maxBuffer: 2 ** 24 });
  const [, during = ''] = stdout.split('begin\n');
  const [traced = '', counted = ''] = during.split('counted ');
  const collections = traced.split('\n').filter((line) => / ms: .* -> /.test(line));
  const figures = JSON.parse(counted.split('\n')[0] ?? '') as { count: number; ms: number };
  assert.ok(collections.filter((one) => one.includes('Mark-Compact')).length >= 1, traced);
  assert.equal(figures.count, collections.length);
  assert.ok(figures.ms > 0);
});
