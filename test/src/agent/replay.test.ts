import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Replayed, ReplayParams } from '@suture/protocol/replay.js';
import type { Evaluation } from '@suture/protocol/values.js';
import { edit } from './edit.ts';
import { type Files, until } from './host.ts';
import { callsOf, type Evaluating, evaluatesLines, startEvaluating, usual } from './told-lines.ts';

const shop: Files = {
  'app.mjs': `const rates = { std: 2, vip: 1 };
let calls = 0;
function discount(order) {
  return order.vip ? 10 : 0;
}
function price(qty, order) {
  order.seen = true;
  return qty * rates.std - discount(order);
}
function counted(n) { calls++; return n + calls; }
class Cart {
  #items = [1, 2];
  total(rate) { return this.#items.length * rate; }
}
class Bill extends Cart {
  #due = 3;
  constructor(of) { super(); this.sum = this.#due + of; }
}
function bill(of) { return new Bill(of).sum; }
function maker(step) {
  let total = 0;
  return function next(by) { return total + step * by; };
}
async function later(n) { return n; }
function fails(n) { throw new RangeError('no ' + n); }
function named(callback) { return callback(2); }
const next = maker(10);
const cart = new Cart();
export { price, cart, next, later, counted, fails, named, bill };
${evaluatesLines}`,
};

type Replaying = Evaluating & {
  /** Watches a function, runs a line, and gives the number of the call. */
  record: (name: string, line: string) => Promise<number>;
  edits: (from: string, to: string) => Promise<ReplayParams['modules']>;
  replay: (call: number, from: string, to: string, write?: boolean) => Promise<Replayed>;
  refused: (call: number, from: string, to: string, write?: boolean) => Promise<string | undefined>;
};

async function start(t: TestContext, files = shop, main = 'app.mjs'): Promise<Replaying> {
  const host = await startEvaluating(t, files, main);
  const { shell, run } = host;
  const edits: Replaying['edits'] = async (from, to) => [await edit(shell, main, from, to)];
  const asked = async (call: number, from: string, to: string, write = false): Promise<ReplayParams> => ({
    call,
    modules: await edits(from, to),
    write,
    timeoutMs: 2_000,
  });
  return {
    ...host,
    edits,
    record: async (name, line) => {
      const before = callsOf(shell).length;
      const { watch } = await shell.get('watch', { module: main, function: name, ...usual });
      run(line);
      await until(
        () => callsOf(shell).length > before,
        () => `a call of ${name}`,
      );
      await shell.get('unwatch', { watch });
      return callsOf(shell)[before]?.recording ?? -1;
    },
    replay: async (...args) => shell.get('replay', await asked(...args)),
    refused: async (...args) => (await shell.ask('replay', await asked(...args))).error?.message,
  };
}

const textOf = (evaluation: Evaluation): string =>
  evaluation.ok ? evaluation.text : `${evaluation.error.name}: ${evaluation.error.message}`;

const both = ({ now, planned }: Replayed): string[] => [textOf(now), textOf(planned)];

test('a recorded call is made on the code that runs and on the plan, with all that the plan changes', async (t) => {
  const { record, replay, shell, run, running } = await start(t);
  const call = await record('discount', 'price(5, { vip: true })');
  const replayed = await replay(call, 'order.vip ? 10 : 0', 'order.vip ? rates.vip : 0');
  assert.deepEqual(both(replayed), ['10', '1']);
  assert.deepEqual(
    [replayed.recorded.function, replayed.recorded.line, replayed.recorded.args, replayed.recorded.result],
    ['discount', 3, ['{ vip: true, seen: true }'], '10'],
  );
  // Nothing of the plan is left.
  run('price(6, { vip: true })');
  await running.printed('stdout', '= 2');
  assert.equal((await shell.get('modules', {}))[0]?.version, 0);
  assert.deepEqual(await shell.get('patches', {}), []);
});

test('what the function calls is that of the plan, too, and the arguments are as they were before the call', async (t) => {
  const { record, replay } = await start(t);
  const call = await record('price', 'price(5, { vip: true })');
  const replayed = await replay(call, 'order.vip ? 10 : 0', 'order.seen && order.vip ? 1 : 0', true);
  assert.deepEqual(replayed.recorded.args, ['5', '{ vip: true }']);
  assert.deepEqual(both(replayed), ['0', '9']);
});

test('closures and errors are replayed as they are', async (t) => {
  const { record, replay } = await start(t);
  const closure = await record('next', 'next(3)');
  assert.deepEqual(both(await replay(closure, 'total + step * by', 'total + step * by + 1')), ['30', '31']);
  const failing = await record('fails', 'try { fails(3) } catch {}');
  assert.deepEqual(both(await replay(failing, "'no ' + n", "'never ' + n")), [
    'RangeError: no 3',
    'RangeError: never 3',
  ]);
});

test('a method is called on the object itself, which is said', async (t) => {
  const { record, replay } = await start(t);
  const call = await record('Cart.total', 'cart.total(3)');
  const replayed = await replay(call, 'this.#items.length * rate', '(this.#items.length + 1) * rate');
  assert.deepEqual(both(replayed), ['6', '9']);
  assert.deepEqual(replayed.itself, [{ what: '`this`', why: 'it holds an instance of Cart' }]);
});

test('what a call makes has the constructor of the plan, and the fields and private members of its class', async (t) => {
  const { record, replay } = await start(t);
  const call = await record('bill', 'bill(5)');
  assert.deepEqual(both(await replay(call, 'this.#due + of', 'this.#due * of + this.total(1)', true)), ['8', '17']);
});

test('side effects are refused until one asks for them', async (t) => {
  const { record, replay, run, running } = await start(t);
  const call = await record('counted', 'counted(1)');
  const refused = await replay(call, 'n + calls', 'n - calls');
  for (const text of both(refused)) assert.match(text, /side effect/);
  assert.deepEqual(both(await replay(call, 'n + calls', 'n - calls', true)), ['3', '-2']);
  run('calls * 100');
  await running.printed('stdout', '= 300');
});

test('what cannot be replayed is refused with the reason', async (t) => {
  const { record, refused, shell } = await start(t);
  const anything = ['n + calls', 'n - calls'] as const;
  assert.match((await refused(999, ...anything)) ?? '', /There is no call 999/);
  assert.match((await refused(await record('later', 'later(1)'), ...anything)) ?? '', /later is async/);
  const named = await record('named', 'named((n) => n)');
  assert.match((await refused(named, ...anything, true)) ?? '', /no.* of argument 1: it holds a function/);
  assert.match((await refused(named, 'Bill extends Cart', 'Bill extends Map')) ?? '', /app\.mjs:\d+: /);
  assert.equal((await shell.get('evaluate', { expression: '1', write: false, timeoutMs: 1_000 })).ok, true);
});

test('a watch of the same function goes on after a replay, and what it replays is not counted', async (t) => {
  const { record, replay, shell, run, running } = await start(t);
  const call = await record('next', 'next(3)');
  const { watch } = await shell.get('watch', {
    module: 'app.mjs',
    function: 'next',
    count: 9,
    forMs: 60_000,
    perSecond: 9,
  });
  assert.deepEqual(both(await replay(call, 'total + step * by', 'total')), ['30', '0']);
  run('next(4)');
  await running.printed('stdout', '= 40');
  const { calls } = await shell.get('unwatch', { watch });
  assert.equal(calls, 1);
  assert.deepEqual(both(await replay(call, 'total + step * by', 'total')), ['30', '0']);
});

test('calls of CommonJS modules are replayed', async (t) => {
  const files = {
    'app.cjs': `'use strict';
const rates = { std: 3 };
function quote(qty) { return qty * rates.std; }
process.stdin.setEncoding('utf8').on('data', (text) => console.log('=', eval(text)));
console.log('ready');
`,
  };
  const { record, replay } = await start(t, files, 'app.cjs');
  const call = await record('quote', 'quote(5)');
  assert.deepEqual(both(await replay(call, 'qty * rates.std', 'qty * rates.std + 1')), ['15', '16']);
});
