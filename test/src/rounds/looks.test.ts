import { type TestContext, test } from 'node:test';
import { LongLived } from './long-lived.ts';

async function watch(it: LongLived, module: string, name: string, locals?: readonly string[]): Promise<void> {
  const number = ++it.number;
  const limits = { count: 10, forMs: 60_000, perSecond: 50 };
  const { watch: id } = await it.wire.ask('watch', {
    module,
    function: name,
    ...limits,
    when: `x > ${number}`,
    ...(locals ? { locals } : {}),
  });
  if (number % 5 === 0) await it.run('use()');
  await it.wire.ask('unwatch', { watch: id });
}

async function evaluate(it: LongLived, expression: string, write: boolean, module?: string): Promise<void> {
  await it.wire.ask('evaluate', { expression: `${expression} + ${++it.number}`, write, timeoutMs: 5000, module });
}

const looks: Readonly<Record<string, (it: LongLived) => Promise<void>>> = {
  'watching a function': (it) => watch(it, 'es.js', 'f'),
  'watching a method': (it) => watch(it, 'cart.js', 'Cart.total'),
  'watching a line': (it) => watch(it, 'es.js', '2', ['x']),
  'reading a variable of a module': (it) => evaluate(it, 'K', false, 'es.js'),
  'reading a private field': (it) => evaluate(it, 'new Cart().#n', true, 'cart.js'),
  'changing something': (it) => evaluate(it, 'globalThis.seen = K', true, 'es.js'),
  'reading a global': (it) => evaluate(it, 'process.pid', false),
  'a preview': async (it) => void (await it.wire.ask('preview', { expression: `K + ${++it.number}`, module: 'es.js' })),
};

test('looking into a process again and again leaves its heap and its scripts as they were', async (t: TestContext) => {
  const it = await LongLived.start(t);
  for (const [what, round] of Object.entries(looks)) await t.test(what, () => it.leavesNothing(() => round(it)));
});
