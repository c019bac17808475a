import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { frameOf, framesOf } from '../../../shell/dist/screen/thrown.js';
import type { Printed } from '../../../shell/dist/screen/theme.js';
import { attach } from './attached.ts';
import { greeting } from './opened.ts';

test('a value is looked into branch by branch; rows keep their numbers, and handles are given back', async (t) => {
  const { pty, server } = await attach(t);
  pty.type(':look cart\r');
  const rows = await pty.see(/3 total: \[Getter\]/);
  const first = rows.findIndex((row) => row === 'cart = Cart { id: 4 }');
  assert.deepEqual(rows.slice(first + 1, first + 4), [
    '   1 id: 7',
    "   2 items: [ 'tea', 'milk' ] ▸",
    '   3 total: [Getter]',
  ]);
  pty.type(':look 2\r');
  await pty.see(/^cart\.items\n {3}4 0: 'tea'\n {5}… 1 more: :look more$/m);
  pty.type(':look more\r');
  await pty.see(/^ {3}5 1: 'milk'$/m);
  pty.type(':look 1\r');
  await pty.see(/nothing inside/);
  pty.type(':look 99\r');
  await pty.see(/There is no such row/);
  pty.type(':look\r');
  await pty.see(/^_ = Cart \{ id: 1 \}$/m);
  assert.deepEqual(
    server.asked.filter(({ method }) => method === 'release').map(({ params }) => params),
    [{ handles: [1, 2] }],
  );
});

const text = (lines: readonly Printed[]): string[] => lines.map((line) => line.map((piece) => piece.text).join(''));

test('an error shows the line that threw, and beside each frame the patch that its code comes from', async () => {
  const id = '01JD0000000000000000000000';
  const source = 'const a = 1;\n\texport const rate = (tax) => tax.rate;\nlast';
  const channel = {
    greeting,
    call: async () => ({ source, loaded: source, path: '', url: '', version: 1, stripped: false }),
  } as unknown as Channel;
  const stack = [
    'TypeError: no',
    `    at rate (file:///srv/orders/src/tax.js?suture=${id}:2:34)`,
    '    at rate (file:///srv/orders/src/tax.js:2:20)',
    '    at async Cart.total (/srv/orders/src/cart.cjs:7:3)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    '    at file:///elsewhere/main.js?suture=watch:1:1',
  ].join('\n');
  const lines = await framesOf({ ok: false, error: { name: 'TypeError', message: 'no', stack } }, channel, 100);
  assert.deepEqual(text(lines), [
    `    at rate  src/tax.js:2:34  (patch ${id})`,
    '       1 | const a = 1;',
    '  >    2 |  export const rate = (tax) => tax.rate;',
    `         | ${' '.repeat(33)}^`,
    '       3 | last',
    '    at Cart.total  src/cart.cjs:7:3',
    '    at /elsewhere/main.js:1:1',
    '    + 1 more frames',
  ]);
  assert.equal(frameOf('    at eval (eval at <anonymous>)', '/srv'), undefined);
});
