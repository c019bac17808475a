import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Requests } from '@suture/protocol/requests.js';
import type { WatchEnded, WatchParams } from '@suture/protocol/watch.js';
import { ulid } from 'ulid';
import { loadEdit } from './edit.ts';
import { type Files, until } from './host.ts';
import { callsOf, type Evaluating, evaluatesLines, startEvaluating, usual } from './told-lines.ts';

const shop: Files = {
  'app.mjs': `let rate = 2;
const names = ['a', 'b'];
function price(qty, order) {
  let sum = 0;
  for (const name of names) {
    const part = qty * rate;
    sum += part;
    if (sum > 100) return sum;
  }
  const done = { sum, token: 'abc' };
  return done.sum;
}
class Cart {
  #items = [];
  add(item) {
    const size = this.#items.push(item);
    return size;
  }
}
function maker(step) {
  let total = 0;
  return function count(by) {
    total += step * by;
    return total;
  };
}
async function load(id) {
  const first = await id;
  const second = await { first };
  return second;
}
const double = (n) => n * 2;
class Crate extends Cart {
  #label = 'crate';
  constructor(owner) {
    super();
    this.label = this.#label + owner;
  }
}
const count = maker(10);
const cart = new Cart();
export { price, cart, load, count, double, Crate };
${evaluatesLines}`,
};

type Probing = Evaluating & {
  watch: (line: number, locals: string[], more?: Partial<WatchParams>) => Promise<Requests['watch']['result']>;
  refused: (line: number | string, locals: string[], more?: Partial<WatchParams>) => Promise<string>;
  told: (n: number) => Promise<string[]>;
};

async function start(t: TestContext, files: Files = shop, main = 'app.mjs'): Promise<Probing> {
  const host = await startEvaluating(t, files, main);
  const { shell } = host;
  return {
    ...host,
    watch: (line, locals, more) =>
      shell.get('watch', { module: main, function: String(line), locals, ...usual, ...more }),
    refused: async (line, locals, more) => {
      const asked = { module: main, function: String(line), locals, ...usual, ...more };
      return (await shell.ask('watch', asked)).error?.message ?? 'not refused';
    },
    told: async (n) => {
      await until(
        () => callsOf(shell).length >= n,
        () => `${n} lines, got ${JSON.stringify(shell.events)}`,
      );
      return callsOf(shell).map(
        ({ line, locals = [] }) => `${line}: ${locals.map(({ name, text }) => `${name}=${text}`).join(' ')}`,
      );
    },
  };
}

test('a line tells its variables each time it is reached, before it is carried out', async (t) => {
  const { watch, run, told, running, shell } = await start(t);
  const { watch: id } = await watch(7, ['part', 'sum', 'qty', 'rate']);
  run('price(3, {})');
  assert.deepEqual(await told(2), ['7: part=6 sum=0 qty=3 rate=2', '7: part=6 sum=6 qty=3 rate=2']);
  await running.printed('stdout', '= 12');
  const [call] = callsOf(shell);
  assert.match(call?.caller ?? '', /^eval \(|^run \(app\.mjs:/);
  const ended = await shell.get('unwatch', { watch: id });
  assert.deepEqual([ended.calls, ended.shown], [2, 2]);
  assert.ok((ended.costMs ?? -1) >= 0 && (ended.forMs ?? 0) > 0);
  run('price(4, {})');
  await running.printed('stdout', '= 16');
  assert.equal((await told(2)).length, 2);
});

test('methods, closures, async functions, branches and arrows are told of alike', async (t) => {
  const { watch, run, told, running } = await start(t);
  await watch(17, ['size', 'item']);
  await watch(23, ['total', 'step', 'by']);
  await watch(29, ['first']);
  await watch(32, ['n']);
  await watch(8, ['sum']);
  await watch(37, ['owner']);
  run('cart.add("pen")');
  run('count(2)');
  run('double(4)');
  run('price(60)');
  run('new Crate(9).label');
  run('load(7).then((x) => console.log("loaded", x.first))');
  await running.printed('stdout', 'loaded 7');
  const sync = ["17: size=1 item='pen'", '23: total=0 step=10 by=2', '32: n=4', '8: sum=120', '37: owner=9'];
  const expected = [...sync, '29: first=7'];
  assert.deepEqual((await told(6)).toSorted(), expected.toSorted());
  for (const result of ['= 1\n', '= 20\n', '= 8\n', '= 120\n', '= crate9\n']) await running.printed('stdout', result);
});

test('secrets stay hidden, and what has no value yet says so', async (t) => {
  const { watch, run, told, running } = await start(t);
  await watch(11, ['done']);
  await watch(6, ['part']);
  run('price(1)');
  assert.deepEqual((await told(3)).toSorted(), [
    '11: done={ sum: 4, token: [redacted] }',
    '6: part=<no value yet>',
    '6: part=<no value yet>',
  ]);
  await running.printed('stdout', '= 4');
});

test('what cannot be told is refused with what can', async (t) => {
  const { refused } = await start(t);
  assert.equal(
    await refused(7, ['part', 'nope']),
    'On line 7 there is no nope; there is part, name, qty, order, sum, done.',
  );
  assert.equal(
    await refused(1, ['rate']),
    'Line 1 is in no function: what is there runs once, while the module loads.',
  );
  assert.match(await refused(12, ['sum']), /There is no statement on line 12 of price; nor below it\./);
  assert.match(await refused('price', ['sum']), /give its number, not price/);
  assert.match(await refused(7, ['part'], { when: 'result > 3' }), /there is no result, error or ms yet/);
  assert.match(await refused(7, ['part'], { when: 'part = 3' }), /may only read/);
  assert.match(await refused(32, ['n', 'cart']), /`cart` may have no value yet on line 32, which is an expression/);
});

test('a line is told for the cases that one asks for, as often, and ends by itself', async (t) => {
  const { watch, run, told, shell } = await start(t);
  await watch(7, ['part'], { when: 'part > 10', count: 2 });
  for (const qty of [1, 6, 2, 7, 8]) run(`price(${qty})`);
  assert.deepEqual(await told(2), ['7: part=12', '7: part=12']);
  await until(
    () => shell.events.some(({ event, data }) => event === 'watchEnded' && (data as WatchEnded).why === 'count'),
    () => 'the end',
  );
});

test('a probe survives a patch of the same function, and the patch survives the probe', async (t) => {
  const { watch, run, told, running, shell } = await start(t);
  const { watch: id } = await watch(7, ['part']);
  run('price(1)');
  await told(2);
  const patch = ulid();
  await loadEdit(
    shell,
    patch,
    'app.mjs',
    '    const part = qty * rate;',
    '    // dearer\n    const part = qty * rate + 1;',
  );
  run('price(2)');
  assert.deepEqual((await told(4)).slice(2), ['8: part=5', '8: part=5']);
  await running.printed('stdout', '= 10');
  await shell.get('unwatch', { watch: id });
  run('price(3)');
  await running.printed('stdout', '= 14');
  const { watch: second } = await watch(8, ['part', 'sum']);
  await shell.get('rollback', { id: patch });
  run('price(4)');
  assert.deepEqual((await told(6)).slice(4), ['7: part=8 sum=0', '7: part=8 sum=8']);
  await running.printed('stdout', '= 16');
  await shell.get('unwatch', { watch: second });
  run('price(5)');
  await running.printed('stdout', '= 20');
});

test('a patch that takes the line away ends its probe and says so', async (t) => {
  const { watch, run, running, shell } = await start(t);
  await watch(11, ['sum']);
  await loadEdit(
    shell,
    ulid(),
    'app.mjs',
    "  const done = { sum, token: 'abc' };\n  return done.sum;\n",
    '  return sum;\n',
  );
  await until(
    () => shell.events.some(({ event }) => event === 'watchEnded'),
    () => 'the end',
  );
  const { data } = shell.events.find(({ event }) => event === 'watchEnded') as { data: WatchEnded };
  assert.deepEqual([data.why, data.note], ['gone', 'A patch has taken line 11 of price away.']);
  run('price(1)');
  await running.printed('stdout', '= 4');
});

test('a function and lines of it are watched at the same time', async (t) => {
  const { watch, run, told, running, shell } = await start(t);
  await watch(7, ['part']);
  const { watch: whole } = await shell.get('watch', { module: 'app.mjs', function: 'price', ...usual });
  await watch(10, ['sum']);
  await watch(7, ['name']);
  run('price(1)');
  assert.deepEqual(
    (await told(6)).toSorted(),
    ["7: name='a'", "7: name='b'", '7: part=2', '7: part=2', 'undefined: ', '10: sum=4'].toSorted(),
  );
  await shell.get('unwatch', { watch: whole });
  run('price(2)');
  assert.equal((await told(11)).length, 11);
  await running.printed('stdout', '= 8');
});

test('lines of CommonJS modules are told of, too, and its module variables are seen', async (t) => {
  const files = {
    'app.cjs': `const rates = { std: 3 };
function quote(qty) {
  const rate = rates.std;
  return qty * rate;
}
process.stdin.setEncoding('utf8').on('data', (text) => console.log('=', quote(Number(text))));
console.log('ready');
`,
  };
  const { watch, run, told, running } = await start(t, files, 'app.cjs');
  await watch(4, ['rate', 'rates', 'qty']);
  run('5');
  assert.deepEqual(await told(1), ['4: rate=3 rates={ std: 3 } qty=5']);
  await running.printed('stdout', '= 15');
});
