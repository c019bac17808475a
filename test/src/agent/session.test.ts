import assert from 'node:assert/strict';
import test from 'node:test';
import type { Evaluation } from '@suture/protocol/values.js';
import { startHost, TestShell } from './host.ts';

const shop = {
  'app.mjs': `const cache = new Map([['a', { price: 3 }]]);
let rate = 2;
function price(n) {
  if (n < 0) throw new RangeError('negative');
  return n * rate;
}
setInterval(() => {}, 1000);
export { price, cache };
`,
  'under.cjs': 'const _ = { own: true };\nconst read = () => _;\nmodule.exports = { read };\n',
  'main.mjs': "import './app.mjs';\nimport './under.cjs';\n",
};

type More = { write?: boolean; module?: string };

const asking =
  (shell: TestShell) =>
  (expression: string, more: More = {}): Promise<Evaluation> =>
    shell.get('evaluate', { expression, write: false, timeoutMs: 5_000, session: true, ...more });

const textOf = (evaluation: Evaluation): string => (evaluation.ok ? evaluation.text : evaluation.error.message);

const inApp = { module: 'app.mjs' };

test('a shell finds its results again, by number and as _', async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  assert.deepEqual(await ask('cache.get("a")', inApp), {
    ok: true,
    type: 'Object',
    text: '{ price: 3 }',
    value: { price: 3 },
    number: 1,
  });
  assert.equal(textOf(await ask('_.price + 1')), '4');
  assert.equal(textOf(await ask('$1 === cache.get("a")', inApp)), 'true');
  assert.equal(textOf(await ask('$2 + price($2)', { ...inApp, write: true })), '12');
  assert.equal(textOf(await ask('await $1', { write: true })), '{ price: 3 }');
  assert.equal(textOf(await ask('$1.price = 5', { ...inApp })).includes('side effect'), true);
  assert.match(textOf(await ask('$77')), /\$77 is not defined/);
  const { handle } = await shell.get('look', { expression: '$1', session: true });
  assert.equal((await shell.get('expand', { handle: handle ?? 0, from: 0, limit: 5 })).entries[0]?.text, '3');
});

test('what was thrown is kept as _error', async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  await ask('price(-1)', { ...inApp, write: true });
  assert.equal(textOf(await ask('_error.message')), "'negative'");
  await ask('throw "text"');
  assert.equal(textOf(await ask('_error')), "'text'");
});

test('a promise that is settled when its time is over leaves nothing to the shell', async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  const expression = 'const late = await new Promise((done) => { globalThis.settle = done; }); late';
  const asked = { expression, write: true, session: true };
  for (const module of ['app.mjs', undefined]) {
    const given = await shell.get('evaluate', { ...asked, timeoutMs: 100, ...(module && { module }) });
    assert.equal(textOf(given), 'The promise was not settled within 100 ms.');
    await ask('settle(7)', { write: true });
    assert.equal(textOf(await ask('_')), 'undefined');
    assert.match(textOf(await ask('$9')), /not defined/);
  }
});

test('what one declares in the scope of a module stays for the shell, and may be declared again', async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  await ask('const order = cache.get("a"); let n = 1', inApp);
  await ask('const order = cache; let n = 2; class Kept { one = 1 }', inApp);
  assert.equal(textOf(await ask('order.size + n', inApp)), '3');
  assert.equal(textOf(await ask('new Kept().one + n', { ...inApp, write: true })), '3');
  await ask('n = 40', { ...inApp, write: true });
  assert.equal(textOf(await ask('n + 2', inApp)), '42');
  assert.match(textOf(await ask('order', { module: 'under.cjs' })), /order is not defined/);
  await ask('let everywhere = 7');
  assert.equal(textOf(await ask('everywhere + rate', inApp)), '9');
  await ask('let everywhere = 8', { write: true });
  assert.equal(textOf(await ask('everywhere')), '8');
});

test("a module's own _ goes before the shell's", async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  await ask('5');
  assert.equal(textOf(await ask('_.own', { module: 'under.cjs' })), 'true');
  assert.equal(textOf(await ask('_')), 'true');
});

test('no shell sees what another one has, and nothing is kept without being asked to', async (t) => {
  const { shell, socket } = await startHost(t, shop, ['main.mjs']);
  const other = await TestShell.attach(socket);
  t.after(() => other.close());
  await asking(shell)('41 + 1');
  assert.match(textOf(await asking(other)('$1')), /\$1 is not defined/);
  const alone = await shell.get('evaluate', { expression: '$1', write: false, timeoutMs: 1_000 });
  assert.match(textOf(alone), /\$1 is not defined/);
  assert.equal(textOf(await asking(shell)('$1')), '42');
});

test('only the latest results are kept, and a preview takes no number', async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  for (let n = 1; n <= 101; n++) await ask(String(n));
  assert.match(textOf(await ask('$1')), /\$1 is not defined/);
  assert.equal(textOf(await ask('$2')), '2');
  assert.equal((await shell.get('preview', { expression: '_ + 1', session: true })).text, '3');
  const kept = await ask('_');
  assert.equal(kept.ok && kept.number, 103);
});

test('completion knows the results and what was declared', async (t) => {
  const { shell } = await startHost(t, shop, ['main.mjs']);
  const ask = asking(shell);
  await ask('const myOrder = { total: 1 }', inApp);
  await ask('({ discount: 2 })');
  const names = async (prefix: string, more: More = {}): Promise<string[]> =>
    (await shell.get('complete', { prefix, session: true, ...more })).candidates.map(({ name }) => name);
  assert.deepEqual(await names('myO', inApp), ['myOrder']);
  assert.deepEqual(await names('$2.disc'), ['discount']);
  assert.deepEqual(await names('myOrder.to', inApp).then((all) => all.slice(0, 1)), ['total']);
});
