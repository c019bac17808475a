import assert from 'node:assert/strict';
import test from 'node:test';
import type { Evaluation } from '@suture/protocol/values.js';
import { startHost } from './host.ts';

const files = {
  'app.mjs': `class Bomb { get [Symbol.toStringTag]() { throw 1; } toString() { throw 2; } }
const revoked = (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })();
const thrower = new Proxy(function () {}, { get() { throw 3; }, apply() { throw revoked; }, getPrototypeOf() { throw 4; } });
function escapes() { return '\\u001b[2J\\u202egnp.exe\\u009b1A\\u0007'; }
class Evil extends Error { get name() { process.exit(9); } get message() { process.exit(9); } get stack() { process.exit(9); } }
setInterval(() => {}, 1000);
export { Bomb, revoked, thrower, escapes, Evil };
`,
};

const textOf = (evaluation: Evaluation): string =>
  evaluation.ok ? evaluation.text : `${evaluation.error.name}: ${evaluation.error.message}`;

test('whatever an expression throws or gives is told, and the process goes on', async (t) => {
  const { shell } = await startHost(t, files, ['app.mjs']);
  const ask = async (expression: string, session: boolean): Promise<string> =>
    textOf(await shell.get('evaluate', { expression, module: 'app.mjs', write: true, timeoutMs: 500, session }));
  const expected: Readonly<Record<string, string | RegExp>> = {
    revoked: '[Proxy]',
    '[revoked, thrower]': '[ [Proxy], [Proxy] ]',
    'new Bomb()': 'Bomb {}',
    'throw "text"': "Uncaught: 'text'",
    'throw null': 'Uncaught: null',
    'throw undefined': 'Uncaught: undefined',
    'throw NaN': 'Uncaught: NaN',
    'throw -0': 'Uncaught: -0',
    'throw 12n': 'Uncaught: 12n',
    'throw Symbol("s")': 'Uncaught: Symbol(s)',
    'throw revoked': 'Uncaught: [Proxy]',
    'throw thrower': 'Uncaught: [Proxy]',
    'thrower()': 'Uncaught: [Proxy]',
    'throw new Bomb()': 'Uncaught: Bomb {}',
    'throw new Evil("x")': 'Uncaught: [Evil: x]',
    'await Promise.reject(new Evil("x"))': 'Uncaught: [Evil: x]',
    'new Evil("x")': /Evil/,
    'await Promise.reject(revoked)': 'Uncaught: [Proxy]',
    'await { then(done) { done(revoked); } }': /revoked/,
    'await { then() { throw thrower; } }': 'Uncaught: [Proxy]',
    'await { get then() { throw "then"; } }': "Uncaught: 'then'",
    'await new Promise(() => {})': /^TimeoutError: |given up/,
    'for (;;);': /^TimeoutError: The evaluation did not end within 500 ms/,
    'while (true) { try { for (;;); } catch {} finally { continue; } }': /^TimeoutError/,
    'const spin = () => spin(); spin()': /RangeError: Maximum call stack size exceeded/,
    'await (async () => { for (;;); })()': /^TimeoutError/,
    'function* g() { for (;;) yield; } for (const x of g());': /^TimeoutError/,
    'import("node:fs/nothing")': /Promise/,
    '}) ; (function () {': /^SyntaxError/,
    '`${': /^SyntaxError/,
    '\u0000': /^SyntaxError/,
  };
  for (const [expression, wanted] of Object.entries(expected)) {
    for (const session of [false, true]) {
      const text = await ask(expression, session);
      if (typeof wanted === 'string') assert.equal(text, wanted, expression);
      else assert.match(text, wanted, expression);
    }
  }
  assert.equal(await ask('1 + 1', true), '2');
});

test('control and bidi characters of the process reach nobody as such', async (t) => {
  const { shell } = await startHost(t, files, ['app.mjs']);
  const { text } = (await shell.get('evaluate', {
    expression: 'escapes()',
    module: 'app.mjs',
    write: false,
    timeoutMs: 500,
  })) as { text: string };
  assert.equal(text.includes('\u001b'), false);
});
