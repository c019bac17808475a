import assert from 'node:assert/strict';
import test from 'node:test';
import type { Evaluation } from '@suture/protocol/values.js';
import { type Host, startHost } from './host.ts';

const shop = {
  'app.mjs': `const cache = new Map([['a', { price: 3 }]]);
let runs = 0;
const tricky = { get total() { runs++; return 1; }, plain: 2 };
const proxy = new Proxy({}, { get() { runs++; }, ownKeys() { runs++; return []; }, getPrototypeOf() { runs++; return null; } });
class Order { #id = 7; constructor(n) { this.n = n; } get id() { return this.#id; } }
const order = new Order(2);
function price(n) {
  if (n < 0) throw new RangeError('negative');
  return n * 2;
}
setInterval(() => {}, 1000);
export { price, tricky, proxy, order, cache, runs };
`,
};

type Ask = (expression: string, more?: { write?: boolean; module?: string; timeoutMs?: number }) => Promise<Evaluation>;

function asking({ shell }: Host): Ask {
  return (expression, more = {}) => shell.get('evaluate', { expression, write: false, timeoutMs: 5_000, ...more });
}

const inApp = { module: 'app.mjs' };

test('a read sees what a module does not export', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  assert.deepEqual(await ask('cache.size', inApp), { ok: true, type: 'number', text: '1', value: 1 });
  assert.deepEqual(await ask('cache', inApp), { ok: true, type: 'Map', text: "Map(1) { 'a' => { price: 3 } }" });
  assert.deepEqual(await ask('price(4)', inApp), { ok: true, type: 'number', text: '8', value: 8 });
  assert.deepEqual(await ask('const n = 3; price(n) + 1', inApp), { ok: true, type: 'number', text: '7', value: 7 });
  assert.deepEqual(await ask('cache.get("a")', inApp), {
    ok: true,
    type: 'Object',
    text: '{ price: 3 }',
    value: { price: 3 },
  });
  assert.deepEqual(await ask('order', inApp), { ok: true, type: 'Order', text: 'Order { n: 2, #id: 7 }' });
});

test('looking at a value runs no getter and no trap', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  assert.deepEqual(await ask('tricky', inApp), { ok: true, type: 'Object', text: '{ total: [Getter], plain: 2 }' });
  assert.deepEqual(await ask('proxy', inApp), { ok: true, type: 'Proxy', text: '[Proxy]' });
  assert.deepEqual(await ask('[proxy, Object.create(proxy)]', { ...inApp, write: true }), {
    ok: true,
    type: 'array',
    text: '[ [Proxy], {} ]',
  });
  assert.deepEqual(await ask('runs', inApp), { ok: true, type: 'number', text: '0', value: 0 });
});

test('a side effect is refused until one asks for it', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  for (const effect of [
    'cache.clear()',
    'runs = 5',
    'tricky.total',
    'globalThis.left = 1',
    'process.exit(1)',
    'delete tricky.plain',
  ]) {
    const refused = await ask(effect, inApp);
    assert.equal(!refused.ok && refused.error.name, 'EvalError', effect);
    assert.match(refused.ok ? '' : refused.error.message, /side effect\.$/);
  }
  assert.deepEqual(await ask('cache.size + runs', inApp), { ok: true, type: 'number', text: '1', value: 1 });
  assert.deepEqual(await ask('runs = 5', { ...inApp, write: true }), { ok: true, type: 'number', text: '5', value: 5 });
  assert.deepEqual(await ask('runs', inApp), { ok: true, type: 'number', text: '5', value: 5 });
});

test('an endless loop ends when its time is over, and the process goes on', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  for (const write of [false, true]) {
    const ended = await ask('for (;;);', { write, timeoutMs: 200 });
    assert.deepEqual(ended, {
      ok: false,
      error: { name: 'TimeoutError', message: 'The evaluation did not end within 200 ms and was stopped.' },
    });
  }
  const waited = await ask('await new Promise((done) => setTimeout(done, 60_000))', { write: true, timeoutMs: 200 });
  assert.equal(!waited.ok && waited.error.message, 'The promise was not settled within 200 ms.');
  assert.equal((await ask('1 + 1')).ok, true);
});

test('what runs at once may be given less time than what it waits for', async (t) => {
  const { shell } = await startHost(t, shop, ['app.mjs']);
  const asked = { write: true, timeoutMs: 20_000, holdMs: 200 };
  const ended = await shell.get('evaluate', { ...asked, expression: 'for (;;);' });
  assert.equal(!ended.ok && ended.error.message, 'The evaluation did not end within 200 ms and was stopped.');
  const expression = 'await new Promise((done) => setTimeout(done, 300, 7))';
  assert.equal(((await shell.get('evaluate', { ...asked, expression })) as { text?: string }).text, '7');
});

test('what is awaited outlives other evaluations that come between a promise and its value', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  const told = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const object = `new (class Answer { n = ${n} })()`;
      const waits = `await new Promise((done) => setTimeout(done, ${n % 5}, ${object}))`;
      const answer = n % 2 === 0 ? await ask(object) : await ask(waits, { write: true });
      return answer.ok ? answer.text : answer.error.message;
    }),
  );
  assert.deepEqual(
    told,
    Array.from({ length: 40 }, (_, n) => `Answer { n: ${n} }`),
  );
});

test('top-level await is for writes', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  const refused = await ask('await 1');
  assert.match(refused.ok ? '' : refused.error.message, /^Top-level await .* side effect\.$/);
  assert.deepEqual(await ask('await Promise.resolve(4)', { write: true }), {
    ok: true,
    type: 'number',
    text: '4',
    value: 4,
  });
  assert.deepEqual(await ask('const got = await Promise.resolve(price(5)); got', { ...inApp, write: true }), {
    ok: true,
    type: 'number',
    text: '10',
    value: 10,
  });
  const rejected = await ask('await Promise.reject(new RangeError("no"))', { write: true });
  assert.equal(!rejected.ok && `${rejected.error.name}: ${rejected.error.message}`, 'RangeError: no');
});

test('what is declared globally stays declared', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  await ask('let kept = 1', { write: true });
  await ask('let kept = await 2', { write: true });
  assert.deepEqual(await ask('kept'), { ok: true, type: 'number', text: '2', value: 2 });
});

test('what is thrown is told with the stack of the application alone', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  const thrown = await ask('price(-1)', { ...inApp, write: true });
  assert.ok(!thrown.ok);
  assert.equal(`${thrown.error.name}: ${thrown.error.message}`, 'RangeError: negative');
  assert.match(thrown.error.stack ?? '', /^RangeError: negative\n {4}at price \(file:.*app\.mjs:8:\d+\)$/);
  assert.deepEqual(await ask('throw { code: 1 }'), { ok: false, error: { name: 'Uncaught', message: '{ code: 1 }' } });
  assert.equal((await ask('nowhere')).ok, false);
  const wrong = await ask('1 +');
  assert.equal(!wrong.ok && wrong.error.name, 'SyntaxError');
});

test('an object literal, statements and nothing at all have the values one expects', async (t) => {
  const ask = asking(await startHost(t, shop, ['app.mjs']));
  assert.deepEqual(await ask('{ a: 1 }'), { ok: true, type: 'Object', text: '{ a: 1 }', value: { a: 1 } });
  assert.deepEqual(await ask('if (true) { 1 }'), { ok: true, type: 'undefined', text: 'undefined' });
  assert.deepEqual(await ask(''), { ok: true, type: 'undefined', text: 'undefined' });
  assert.deepEqual(await ask('null // why not'), { ok: true, type: 'null', text: 'null', value: null });
});

test('a read never sees the application half-way through a function', async (t) => {
  const files = {
    'app.mjs': `const state = { a: 0, b: 0 };
function step() {
  state.a++;
  for (let i = 0; i < 2e5; i++);
  state.b++;
}
setInterval(() => { for (let i = 0; i < 20; i++) step(); }, 1);
export { state };
`,
  };
  const ask = asking(await startHost(t, files, ['app.mjs']));
  for (let count = 0; count < 50; count++) {
    assert.deepEqual(await ask('state.a - state.b', inApp), { ok: true, type: 'number', text: '0', value: 0 });
  }
});

test('a process that is inspected ends at once, and says nothing of a debugger', async (t) => {
  const files = { 'app.mjs': 'process.stdin.on("end", () => process.exit(7)).resume();\n' };
  for (const args of [['app.mjs'], ['--inspect=127.0.0.1:0', 'app.mjs']]) {
    const host = await startHost(t, files, args);
    assert.equal((await asking(host)('1')).ok, true);
    host.running.child.stdin?.end();
    const ended = await host.running.ended();
    assert.equal(ended.code, 7);
    assert.doesNotMatch(ended.stderr, /Waiting for the debugger/);
  }
});

test('evaluation works where code may not be generated from strings', async (t) => {
  const host = await startHost(t, shop, ['--disallow-code-generation-from-strings', 'app.mjs']);
  assert.deepEqual(await asking(host)('cache.size + 1', inApp), { ok: true, type: 'number', text: '2', value: 2 });
});

test('a name that fits no module, or several, is not guessed', async (t) => {
  const files = {
    'app.cjs': 'require("./a/x.cjs");\nrequire("./b/x.cjs");\nsetInterval(() => {}, 1000);\n',
    'a/x.cjs': '',
    'b/x.cjs': '',
  };
  const { shell } = await startHost(t, files, ['app.cjs']);
  const on = { expression: '1', write: false, timeoutMs: 1_000 };
  assert.equal((await shell.ask('evaluate', { ...on, module: 'y.cjs' })).error?.code, 'module_not_loaded');
  assert.equal((await shell.ask('evaluate', { ...on, module: 'x.cjs' })).error?.code, 'module_ambiguous');
  assert.equal((await shell.ask('evaluate', { ...on, module: 'a/x.cjs' })).result?.ok, true);
});

test('the answer of an evaluation is fetched again by whoever knows its ticket', async (t) => {
  const { shell } = await startHost(t, shop, ['app.mjs']);
  const ticket = 'a ticket that nobody guesses';
  const answerOf = (): Promise<unknown> => shell.get('answerOf', { ticket });
  assert.deepEqual(await answerOf(), { state: 'unknown' });
  const evaluation = await shell.get('evaluate', { expression: '6 * 7', write: false, timeoutMs: 5_000, ticket });
  assert.deepEqual(await answerOf(), { state: 'done', evaluation });
  const slow = 'another ticket that nobody guesses';
  const expression = 'new Promise((resolve) => setTimeout(resolve, 200, "late"))';
  const pending = shell.get('evaluate', {
    expression: `await ${expression}`,
    write: true,
    timeoutMs: 5_000,
    ticket: slow,
  });
  assert.deepEqual(await shell.get('answerOf', { ticket: slow }), { state: 'running' });
  await pending;
  assert.equal(((await shell.get('answerOf', { ticket: slow })) as { state: string }).state, 'done');
});
