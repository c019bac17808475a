import assert from 'node:assert/strict';
import test from 'node:test';
import { type Files } from '../agent/host.ts';
import { ids, Shop } from './shop.ts';

/** Zero sends it into a loop. */
const looping: Files = {
  'app.mjs': `import { price } from './price.mjs';
process.stdin.on('data', (text) => {
  try {
    console.log(price(Number(text)));
  } catch (error) {
    console.log(error.message);
  }
});
`,
  'price.mjs': `const loop = { on: true };
function spin() {
  console.log('spinning');
  while (loop.on);
  return 'out';
}
export function price(n) {
  const price = n * 2; return n === 0 ? spin() : price;
}
`,
};

test('a stack shows a module that was loaded with a patch as it runs', async (t) => {
  const shop = new Shop(t, { files: looping });
  const before = await shop.open();
  await before.patch(ids[0], '20_000');
  await before.record(ids[0]);
  await before.kill();

  const { running, shell } = await shop.open();
  running.child.stdin?.write('0\n');
  await running.printed('stdout', 'spinning');
  const { frames } = await shell.get('stack', {});
  const frame = frames.find(({ function: name }) => name === 'price');
  const { source } = await shell.get('source', { module: 'price.mjs' });
  const line = source.split('\n')[(frame?.line ?? 0) - 1];
  assert.match(line ?? '', /20_000/);
  assert.equal(line?.slice((frame?.column ?? 0) - 1), 'spin() : price;');
});

test('an evaluation in a frame that may change something is journalled, and so is an interrupt', async (t) => {
  const shop = new Shop(t, { files: looping });
  const { running, shell } = await shop.open();
  running.child.stdin?.write('0\n');
  await running.printed('stdout', 'spinning');
  const { frames } = await shell.get('stack', {});
  const frame = frames.findIndex(({ function: name }) => name === 'spin');
  const by = { name: 'Ana', email: 'ana@example.com' };
  await shell.get('evaluate', { expression: 'loop.turns = 7', write: true, frame, timeoutMs: 5_000, by, why: 'a try' });
  await shell.get('evaluate', { expression: 'loop.turns', write: false, frame, timeoutMs: 5_000 });
  await shell.get('interrupt', { how: 'throw', message: 'too long' });
  await running.printed('stdout', 'too long');

  const deeds = (await shell.get('history', {})).filter(({ kind }) => kind !== 'start');
  assert.deepEqual(
    deeds.map(({ kind, by: who, why, detail }) => [kind, who, why, detail]),
    [
      ['evaluating', 'Ana <ana@example.com>', 'a try', 'loop.turns = 7'],
      ['interrupting', undefined, undefined, 'throw too long'],
      ['interrupted', undefined, undefined, 'ended: true. '],
    ],
  );
  assert.equal((await shell.get('audit', {})).ok, true);
});
