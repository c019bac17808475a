import assert from 'node:assert/strict';
import test from 'node:test';
import { type Files, type Host, startHost, until } from './host.ts';

/** An application that has put something of its own wherever the language lets it. */
const polluted: Files = {
  'app.mjs': `let runs = 0, prices = 0;
const own = { value() { runs++; return 'taken over'; }, configurable: true, writable: true };
Object.defineProperty(Object.prototype, 'toJSON', own);
Object.defineProperty(Array.prototype, 'toJSON', own);
Error.prepareStackTrace = () => { runs++; throw new Error('a formatter that throws'); };
Object.freeze(Error);
class Cart { items = ['pen']; }
const cart = new Cart();
const trap = { get total() { throw Object.defineProperty(new Error(), 'message', { get() { runs++; throw this; } }); } };
function price(order) { return 3; }
setInterval(() => { prices += price(trap); }, 5);
console.log('ready');
`,
};

async function start(t: Parameters<typeof startHost>[0]): Promise<Host> {
  const host = await startHost(t, polluted, ['app.mjs']);
  await host.running.printed('stdout', 'ready');
  return host;
}

test('what an application has put on the prototypes of all objects is not run to look at it', async (t) => {
  const { shell } = await start(t);
  const module = 'app.mjs';
  const text = async (expression: string): Promise<string> => (await shell.get('look', { expression, module })).text;
  assert.equal(await text('cart'), "Cart { items: [ 'pen' ] }");
  const { candidates } = await shell.get('complete', { prefix: 'cart.it', module });
  assert.deepEqual(candidates, [{ name: 'items', kind: 'data', from: '' }]);
  const { handle } = await shell.get('look', { expression: 'cart', module });
  const { entries } = await shell.get('expand', { handle: handle ?? -1, from: 0, limit: 10 });
  assert.deepEqual(
    entries.slice(0, 1).map(({ key, text }) => `${key}: ${text}`),
    ["items: [ 'pen' ]"],
  );
  const { count, sample } = await shell.get('instances', { module, class: 'Cart', from: 0, limit: 5, estimate: false });
  assert.deepEqual([count, sample], [1, ["Cart { items: [ 'pen' ] }"]]);
  const evaluated = await shell.get('evaluate', { expression: 'cart', module, write: false, timeoutMs: 5_000 });
  const why = 'Node does not get through to its inspector past the toJSON on Object.prototype';
  assert.deepEqual(evaluated, { ok: false, error: { name: 'Error', message: why } });
  assert.equal(await text('({ runs })'), '{ runs: 0 }');
});

test('an error whose message throws, from the condition of a watch, does not get into the application', async (t) => {
  const { shell, running } = await start(t);
  const watching = { module: 'app.mjs', function: 'price', count: 10, forMs: 60_000, perSecond: 100 };
  const { watch } = await shell.get('watch', { ...watching, when: 'order.total > 1' });
  const note = (): { note: string } | undefined =>
    shell.events.find(({ event }) => event === 'watchNote')?.data as { note: string } | undefined;
  await until(
    () => note() !== undefined,
    () => `a note of the watch, got ${running.stderr}`,
  );
  assert.equal(note()?.note, '--when threw: an error without a message');
  const { text } = await shell.get('look', { expression: '({ goesOn: prices > 0, runs })', module: 'app.mjs' });
  assert.equal(text, '{ goesOn: true, runs: 0 }');
  await shell.get('unwatch', { watch });
  // Where nobody may ask V8 for call sites, a call is told without its caller.
  await shell.get('watch', watching);
  await until(
    () => shell.events.some(({ event }) => event === 'call'),
    () => `a call, got ${running.stderr}`,
  );
  const call = shell.events.find(({ event }) => event === 'call')?.data as { result: string; caller?: string };
  assert.deepEqual([call.result, call.caller], ['3', undefined]);
  assert.equal(running.child.exitCode, null);
});
