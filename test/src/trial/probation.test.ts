import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../agent/host.ts';
import { Mill } from './mill.ts';

const price = `let busy = 0;
export function price(n) {
  return n * 2;
}
export const load = (ms) => { const timer = setInterval(() => price(1), 250); setTimeout(() => clearInterval(timer), ms); };
`;
const short = { probation: { forMs: 2_000 } };
const long = { probation: { forMs: 60_000 } };

test('a probation that ends well keeps the patch, with no shell attached, and says so in the journal', async (t) => {
  const mill = await Mill.start(t, price);
  const id = await mill.patch('* 2', '* 3', short);
  const { probation } = await mill.patchOf(id);
  assert.equal(probation?.state, 'running');
  const lengthMs = Date.parse(probation.endsAt) - Date.parse(probation.beganAt);
  assert.equal(lengthMs, 2_000);
  assert.deepEqual(await mill.call('price', 50, 1), { 3: 50 }, 'every call gets the new body');
  const passed = await mill.patchWhere(id, (patch) => patch.probation?.state !== 'running');
  assert.equal(passed.state, 'live');
  assert.equal(passed.probation?.state, 'passed');
  assert.deepEqual(
    passed.probation.gates.map(({ name, broken }) => ({ name, broken })),
    [
      { name: 'uncaughtErrors', broken: false },
      { name: 'errorRate', broken: false },
      { name: 'loopDelay', broken: false },
    ],
  );
  assert.deepEqual(await mill.call('price', 5, 1), { 3: 5 });
  const deeds = await mill.host.shell.get('history', {});
  assert.deepEqual(
    deeds.map(({ kind }) => kind),
    ['start', 'loaded', 'passed'],
  );
  assert.ok(
    mill.host.shell.events.some(({ event, data }) => event === 'patch' && JSON.stringify(data).includes('passed')),
  );
});

test('an uncaught error breaks a probation: the patch takes itself back, with no shell attached', async (t) => {
  const mill = await Mill.start(t, price);
  const id = await mill.patch('return', "if (n > 9) throw new Error('too many'); return", long);
  mill.host.shell.close();
  await mill.callUnheld('price', 10);
  await mill.host.running.printed(
    'stderr',
    `patch ${id} was taken back: 1 uncaught error since it was loaded, and 0 may be`,
  );
  assert.deepEqual(await mill.call('price', 5, 10), { 20: 5 });
  assert.doesNotMatch(mill.host.running.stdout, /suture/);
});

test('failing calls break a probation, and everybody attached is told', async (t) => {
  const mill = await Mill.start(t, price);
  const id = await mill.patch('return', "if (n > 9) throw new Error('too many'); return", long);
  await mill.call('price', 20, 10);
  const { events } = mill.host.shell;
  await until(
    () => events.some(({ event }) => event === 'alarm'),
    () => 'an alarm',
  );
  const { state, note, probation } = await mill.patchOf(id);
  assert.equal(state, 'takenBack');
  assert.match(note ?? '', /100 % of the calls of its functions failed, and 2 % may/);
  assert.equal(probation?.state, 'broken');
  assert.ok(probation.gates.find(({ name }) => name === 'errorRate')?.broken);
  assert.deepEqual(await mill.call('price', 5, 10), { 20: 5 });
  const kinds = (await mill.host.shell.get('history', {})).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['start', 'loaded', 'takingBack']);
});

test('what failed before does not break a probation', async (t) => {
  const mill = await Mill.start(
    t,
    `export function price(n) {\n  if (n < 1) throw new Error('few');\n  return n * 2;\n}\n`,
  );
  const loading = { isOver: false };
  const loaded = mill.patch('* 2', '* 3', short).finally(() => (loading.isOver = true));
  // For as long as it is looked at how things are without the patch, whenever that begins.
  while (!loading.isOver) await mill.call('price', 20, 0);
  const id = await loaded;
  await mill.call('price', 20, 0);
  const passed = await mill.patchWhere(id, (patch) => patch.probation?.state !== 'running');
  assert.equal(passed.probation?.state, 'passed', JSON.stringify(passed.probation?.gates));
  const rate = passed.probation.gates.find(({ name }) => name === 'errorRate');
  assert.equal(rate?.baseline, 1, 'the calls before it was loaded were counted');
});

test('an event loop that is late breaks a probation, also of a patch that changes more than bodies', async (t) => {
  const mill = await Mill.start(t, price);
  const slow =
    'const until = Date.now() + 160; while (Date.now() < until) busy++; return extra(n);\n}\nfunction extra(n) { return';
  const id = await mill.patch('return', slow, long);
  mill.host.shell.close();
  await mill.call('load', 1, 20_000);
  await mill.host.running.printed('stderr', `patch ${id} was taken back: the event loop is late by `);
  assert.deepEqual(await mill.call('price', 5, 1), { 2: 5 });
});

test('an endless loop in the new body breaks a probation, and is left', async (t) => {
  const mill = await Mill.start(
    t,
    `export const step = (n) => n + 1;\nexport const run = () => { for (let n = 0; n < 5;) n = step(n); return 'done'; };\n`,
  );
  const id = await mill.patch('n + 1', 'n', long);
  const running = mill.call('run');
  await mill.host.running.printed('stderr', `patch ${id} was taken back`);
  assert.deepEqual(await running, { done: 1 });
});

test('a canary on probation stays a canary when it ends, and one that is promoted meanwhile stays watched', async (t) => {
  const mill = await Mill.start(t, `${price}export const other = () => 'old';\n`);
  const first = await mill.patch('* 2', '* 3', { canary: { share: 0.5 }, ...short });
  const second = await mill.patch("'old'", "'new'", { canary: { share: 0.5 }, ...long });
  await mill.host.shell.get('promote', { id: second });
  assert.deepEqual(await mill.call('other', 10), { new: 10 });
  const passed = await mill.patchWhere(first, (patch) => patch.probation?.state === 'passed');
  assert.equal(passed.canary?.state, 'running');
  assert.deepEqual(Object.keys(await mill.call('price', 60, 1)).sort(), ['2', '3']);
  const { canary, probation } = await mill.patchOf(second);
  assert.deepEqual([canary?.state, canary?.new.calls, probation?.state], ['promoted', 10, 'running']);
  await mill.host.shell.get('rollback', { id: second });
  assert.equal((await mill.patchOf(second)).probation?.state, 'ended');
});
