import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach } from './attached.ts';
import { livePatch, prompt } from './opened.ts';

test('an expression is evaluated in the process, and the status row tells how the process does', async (t) => {
  const { pty } = await attach(t);
  pty.type('await Promise.resolve(6 * 7)\r');
  const rows = await pty.see(/^= 42/m);
  const first = rows.findIndex((row) => row === `${prompt}await Promise.resolve(6 * 7)`);
  assert.match(rows[first + 1] ?? '', /^= 42 \(\d+(\.\d+)? ms\)$/);
  assert.deepEqual(rows.slice(first + 2), [
    prompt.trimEnd(),
    ' ● attached │ orders pid 4711 │ rev 3f2c9ab │ no patches │ loop 1.2/3.4 ms │ mem 80 MB │ 1 shell',
    ' ? what can be done now   : commands   ^R earlier lines   ^D leave',
  ]);
  assert.deepEqual(pty.cursor, { row: first + 2, column: prompt.length });
});

test('Enter that arrives in one read with the text runs it, and lines typed ahead follow', async (t) => {
  const { pty } = await attach(t);
  pty.type('"a" + 1\r"b" + 2\r');
  await pty.see(/^= a1[\s\S]*^= b2/m);
});

test('a side effect is refused with a hint; :write asks for it in a shell that was armed with a reason', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('orders.set(2, "milk")\r');
  await pty.see(/^Error: EvalError: Possible side-effect.*\nHint: :write EXPR/m);
  pty.type(':write orders.set(2, "milk").size\r');
  await pty.see(/^Error: The shell is read-only\.\nHint: Arm it first/m);
  pty.type(':arm 10m "milk is missing"\r');
  await pty.see(/^orders:4711@3f2c9ab ARMED>[^]*│ ARMED 10 min/m);
  pty.type(':write orders.set(2, "milk").size\r');
  await pty.see(/^= 2 /m);
  assert.deepEqual(
    server.asked
      .filter(({ method }) => method === 'evaluate')
      .map(({ params }) => [(params as { write: boolean }).write, (params as { why?: string }).why]),
    [
      [false, undefined],
      [true, 'milk is missing'],
    ],
  );
  pty.type(':disarm\r:write 1\r');
  await pty.see(/^Read-only again\.[^]*^Error: The shell is read-only/m);
});

test('a scope is entered and left, and the prompt says so', async (t) => {
  const { pty } = await attach(t, { args: ['--module', 'src/pricing.ts'] });
  pty.type('cache\r');
  await pty.see(/^= Map\(0\) \{\}/m);
  pty.type(':scope\r');
  await pty.see((rows) => rows.at(-3) === prompt.trimEnd());
  pty.type(':sc pricing\r');
  await pty.see((rows) => rows.at(-3) === `${prompt.slice(0, -2)} src/pricing.ts>`);
});

test('a command of the command line is one at the prompt, with its options, its help and its errors', async (t) => {
  const { pty } = await attach(t);
  pty.type(':modules pric\r');
  await pty.see(/^src\/pricing\.ts +3 /m);
  pty.type(':status --json\r');
  await pty.see(/^ {2}"pid": 4711,$/m);
  pty.type(':help watch\r');
  await pty.see(/^Usage: suture watch \[options\] <function>/m);
  pty.type(':rollback\r');
  await pty.see(/^Error: missing required argument 'id'\nHint: /m);
});

test('? on an empty line says what can be done now', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('?');
  assert.equal((await pty.see(/^ {2}:quit/m)).join('\n').includes(':rollback'), false);
  server.patch(livePatch());
  await pty.see(/1 patch, 1 unrecorded/);
  pty.type('?');
  await pty.see(/^ {2}:rollback ID/m);
});

test('an event of the process changes the status row, and a rollback asks first', async (t) => {
  const { pty, server } = await attach(t);
  server.patch(livePatch());
  await pty.see(/1 patch, 1 unrecorded/);
  pty.type(':rollback 01JD\r');
  await pty.see(/Take 01JD\w+ \(too dear\) out of orders \(4711\)\? \[y\/N\]/);
  pty.type('\r');
  await pty.see(/^Nothing was changed\./m);
  assert.equal(
    server.asked.some(({ method }) => method === 'rollback'),
    false,
  );
  pty.type(':rollback 01JD\ry\r');
  await pty.see((rows) => rows.filter((row) => row.includes('[y/N]')).length === 2);
  pty.type('y\r');
  await pty.see(/is out of orders/);
});

test('text of the process cannot drive the terminal', async (t) => {
  const { pty } = await attach(t);
  pty.type('evil\r');
  await pty.see(/^= a\\x1b\]0;owned\\x07b\\u202ec/m);
  assert.equal(pty.output.includes('\x1b]0;'), false);
});

test('a typed key costs at most 400 bytes', async (t) => {
  const { pty } = await attach(t);
  pty.type('orders.get(1) + orders.get(1) + orders.get(1)');
  await pty.see(/get\(1\) \+ orders\.get\(1\) \+ orders\.get\(1\)/);
  for (const key of ['x', 'y', 'z', '\x7f', '\x1b[D', 'w']) {
    const before = pty.output.length;
    const shown = pty.rows.join('\n') + JSON.stringify(pty.cursor);
    pty.type(key);
    await pty.see((rows) => rows.join('\n') + JSON.stringify(pty.cursor) !== shown);
    assert.ok(
      Buffer.byteLength(pty.output.slice(before)) <= 400,
      `${JSON.stringify(key)}: ${JSON.stringify(pty.output.slice(before))}`,
    );
  }
});

test('^C stops waiting without touching the process, and a late answer is still told', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('held()\r');
  await pty.see(/running held\(\)/);
  pty.type('\x03');
  await pty.see(/No longer waiting/);
  pty.type('1 + 1\r');
  await pty.see(/^= 2 /m);
  server.release();
  await pty.see(/A late answer:\n= released/);
});

test('a lost connection is said, the line stays, and the next connection takes it', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('1 + 1');
  await pty.see(/> 1 \+ 1/);
  await server.close();
  await pty.see(/◌ connection lost, try \d+ in/);
  pty.type('0\r');
  await pty.see(/Not connected; the line is kept/);
  await server.open();
  await pty.see(/Connected again\./);
  pty.type('\r');
  await pty.see(/^= 11 /m);
});

test('a paste of many rows is one block and runs nothing by itself', async (t) => {
  const { pty, server } = await attach(t);
  const rows = Array.from({ length: 200 }, (_, index) => `  ${index},`);
  pty.type(`\x1b[200~[\r${rows.join('\r')}\r].length\x1b[201~`);
  await pty.see((shown) => shown.some((row) => row.endsWith('].length')));
  assert.equal(
    server.asked.some(({ method }) => method === 'evaluate'),
    false,
  );
  pty.type('\r');
  await pty.see(/^= 200 /m);
});

test('a paste of megabytes is refused with what to know, and the line stays as it was', async (t) => {
  const { pty } = await attach(t);
  pty.type('1 + 1');
  await pty.see(/> 1 \+ 1/);
  pty.type(`\x1b[200~${'x'.repeat(2_000_000)}\x1b[201~`);
  await pty.see(/more than 65,536 characters/);
  pty.type('\r');
  await pty.see(/^= 2 /m);
});

test('a thousand results and a resize leave one status row and a whole scrollback', async (t) => {
  const { pty } = await attach(t);
  for (let block = 0; block < 10; block += 1) {
    const lines = `Array.from({ length: 100 }, (_, i) => "line " + (i + ${block * 100})).join("\\n")\r`;
    pty.type(lines);
    await pty.see(new RegExp(`line ${block * 100 + 99}$[\\s\\S]*● attached`, 'm'));
  }
  pty.resize(60, 20);
  await pty.see((rows) => (rows.at(-2)?.includes('● attached') ?? false) && (rows.at(-2)?.length ?? 99) <= 60);
  pty.resize(110, 24);
  const rows = await pty.see(
    (shown) => shown.some((row) => row.includes('mem 80 MB')) && shown.at(-2)?.length !== undefined,
  );
  assert.equal(rows.filter((row) => row.includes('● attached')).length, 1, rows.slice(-12).join('\n'));
  const printed = new Set(rows.map((row) => row.replace(/^= | \(.*ms\)$/g, '')));
  for (let line = 0; line < 1_000; line += 1) assert.ok(printed.has(`line ${line}`), `line ${line}`);
});
