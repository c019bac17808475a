import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Stage } from '../../../shell/dist/demo/stage.js';
import { openShop } from '../screen/shop.ts';

/** An editor that carries a sed script out. */
async function editorOf(stage: Stage, name: string, script: string): Promise<string> {
  const path = join(stage.folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const repair = `sed -i 's/vouchers\\[order.voucher\\].percent/(vouchers[order.voucher]?.percent ?? 0)/' "$1"`;

test('a file is edited as it runs, checked, loaded and recorded in one view, and the working tree stays as it is', async (t) => {
  const { stage, order, sit } = await openShop(t);
  const path = join(stage.checkout, 'src/pricing.ts');
  const undeployed = `${await readFile(path, 'utf8')}\n// not deployed\n`;
  await writeFile(path, undeployed);
  const pty = await sit({ EDITOR: await editorOf(stage, 'repair', repair) });
  assert.equal(await order(), 500);

  pty.type(':edit pricing.ts\r');
  const rows = await pty.see(/edit ✓ ─ check ✓ ─ DIFF ─ load[\s\S]*It can be loaded: 1 change in 1 module/);
  assert.match(rows.join('\n'), /38 .*│ ● discountOf: new body; calls under way end on/);
  await pty.see(/│ +called from quote \(src\/pricing\.ts:\d+\)[\s\S]*│ +in flight: none, each call ends/);
  assert.match(rows.join('\n'), /41 \+ .*\(vouchers\[order\.voucher\]\?\.percent\s+│\n\s+\?\? 0\)\) \/ 100/);
  assert.equal(await order(), 500);
  pty.type('l');
  await pty.see(/What was wrong\?/);
  pty.type('old vouchers fail\r');
  await pty.see(/Load this into orders \(\d+\)\? \[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/load ✓ ─ watch ✓ ─ record ✓[\s\S]*Live {2}\S{26}: 1 function/);
  assert.equal(await order(), 201);
  assert.equal(await readFile(path, 'utf8'), undeployed);

  pty.type('u');
  await pty.see(/Take \S{26} out of orders \(\d+\)\? \[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/does not run any more: rolled back/);
  assert.equal(await order(), 500);
  pty.type('q');
  await pty.see(/^Live in orders: 1 function[\s\S]*is out of orders; what ran before runs again/m);
});

test('an editor that is missing, fails or is killed loses no text, and a refusal leads back into it', async (t) => {
  const { stage, sit, order } = await openShop(t);
  const missing = await sit({ EDITOR: 'no-such-editor' });
  missing.type(':edit src/pricing.ts\r');
  await missing.see(
    /EDIT ✗[\s\S]*Error: The editor \(no-such-editor\) was not found\.[\s\S]*Hint: The text is kept in/,
  );
  missing.type('q');
  await missing.see(() => !missing.modes.alternateScreen);

  // It writes, and then it does not end well; the second time nothing goes wrong.
  const wrong = `sed -i 's/percent: 10/percent: "ten"/' "$1"`;
  const fails = await sit({ EDITOR: await editorOf(stage, 'fails', `${wrong}; exit 3`) });
  fails.type(':edit src/pricing.ts\r');
  await fails.see(/Error: The editor .* ended with 3\./);
  fails.type('q');
  await fails.see(/The text is kept in \S+; :edit src\/pricing\.ts goes on with it\./);
  fails.type('\x04');
  await fails.ended;

  const killed = await sit({ VISUAL: await editorOf(stage, 'killed', 'kill -9 $$') });
  killed.type(':edit src/pricing.ts\r');
  await killed.see(/Go on with the text of \d\d:\d\d, which was not loaded\?/);
  killed.type('y\r');
  await killed.see(/Error: The editor .* was ended by SIGKILL\./);
  killed.type('R');
  await killed.see(/types: 1 new complaint[\s\S]*Error: The edit does not fit the types/);
  killed.type('l');
  await killed.see(/types: 1 new complaint/);
  assert.equal(await order(), 500);
  killed.type('D');
  await killed.see(/Throw the text of src\/pricing\.ts away\?/);
  killed.type('y\r');
  await killed.see(() => !killed.modes.alternateScreen);
});

test('two operators at once: what the other one loads is seen before it is too late', async (t) => {
  const { stage, sit, order } = await openShop(t);
  const first = await sit({ EDITOR: await editorOf(stage, 'repair', repair) });
  const second = await sit({ EDITOR: await editorOf(stage, 'dearer', `sed -i 's/percent: 15/percent: 20/' "$1"`) });
  first.type(':edit src/pricing.ts -m "old vouchers fail"\r');
  await first.see(/It can be loaded/);
  await second.see(/● attached.*On Call plans src\/pricing\.ts/);
  second.type(':who\r');
  await second.see(/^On Call +\d\d:\d\d +plans src\/pricing\.ts\nOn Call \(you\) +\d\d:\d\d +looks$/m);
  // Each has a text of his own, on the same machine as well.
  second.type(':edit src/pricing.ts -m "autumn is longer" --probation 60s\r');
  await second.see(/It can be loaded/);
  second.type('ly');
  await second.see(/\[y\/N\]$/m);
  second.type('y\r');
  await second.see(/Live {2}\S{26}/);
  await first.see(/On Call has a live patch of dist\/pricing\.js: autumn is longer/);
  await first.see(/It can be loaded/);
  // The figures of the other one's trial come every second, and are no reason to plan anew.
  await second.see(/PROBATION {2}5\d s left/);
  first.type('l');
  await first.see(/\[y\/N\]$/m);
  await second.see(/PROBATION {2}5[0-4] s left/);
  first.type('y\r');
  await first.see(/Live {2}\S{26}/);
  assert.equal(await order(), 201);
});

test('a connection that is lost at any step loses neither text nor certainty', async (t) => {
  const { stage, sit, order, wire } = await openShop(t);
  const line = await wire();
  const gate = join(stage.folder, 'gate');
  const editor = await editorOf(stage, 'waits', `${repair}; while [ ! -e ${gate} ]; do sleep 0.05; done`);
  const pty = await sit({ EDITOR: editor }, { columns: 120, rows: 30 }, line.path);

  pty.type(':edit src/pricing.ts -m "old vouchers fail"\r');
  await pty.see(() => !pty.modes.alternateScreen && pty.output.includes('\x1b[?1049l'));
  await line.cut();
  await writeFile(gate, '');
  await pty.see(/CHECK ✗[\s\S]*Error: [\s\S]*connection lost, try/);
  await line.open();
  // Nothing is changed by checking: it is done again by itself.
  await pty.see(/● attached/);
  await pty.see(/DIFF[\s\S]*It can be loaded/);

  await line.cut();
  await pty.see(/connection lost, try/);
  pty.type('l');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/LOAD ✗[\s\S]*Error: [\s\S]*"load" was sent/);
  assert.equal(await order(), 500);
  await line.open();
  await pty.see(/● attached/);
  pty.type('R');
  await pty.see(/It can be loaded/);

  line.cutAfter('load');
  pty.type('l');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/LOAD ✗[\s\S]*Error: It is not known whether orders \(\d+\) loaded \S{26}/);
  await line.open();
  await pty.see(/● attached[\s\S]*/);
  await pty.see(/Live {2}\S{26}/);
  assert.equal(await order(), 201);

  // While it runs: what cannot be sent is not done, and an answer that was lost is asked for.
  await line.cut();
  await pty.see(/connection lost, try/);
  pty.type('u');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/connection to orders \(\d+\) ended before|was sent/);
  assert.equal(await order(), 201);
  await line.open();
  await pty.see(/● attached/);
  line.cutAfter('rollback');
  pty.type('u');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/connection lost, try/);
  await line.open();
  await pty.see(/● attached[\s\S]*/);
  await pty.see(/does not run any more: rolled back/);
  assert.equal(await order(), 500);
});

test('a change is tried out on some calls first, and kept for all of them with k', async (t) => {
  const { stage, sit, order } = await openShop(t);
  const pty = await sit({ EDITOR: await editorOf(stage, 'repair', repair) });
  pty.type(':edit src/pricing.ts -m "old vouchers fail"\r');
  await pty.see(/It can be loaded/);
  pty.type('c');
  await pty.see(/For which calls\? .*5%$/m);
  pty.type('\x15args[1] > 1000000\r');
  await pty.see(/Watch it for how long\?/);
  pty.type('\x15\r');
  await pty.see(/It can be loaded: .* For calls with args\[1\] > 1000000\./);
  pty.type('l');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/WATCH[\s\S]*CANARY {2}calls for which args\[1\] > 1000000/);
  assert.equal(await order(), 500);
  await pty.see(/old +1 calls +1 errors \(100 %\)/);
  pty.type('k');
  await pty.see(/Give \S{26} to every call of orders \(\d+\)\? \[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/canary, promoted/);
  assert.equal(await order(), 201);
});

test('calls of an async function are followed from the view, and said to be not known before that', async (t) => {
  const { stage, sit } = await openShop(t);
  const pty = await sit({
    EDITOR: await editorOf(stage, 'more', `sed -i 's/orders: book.size/orders: book.size + 1/' "$1"`),
    NO_COLOR: '1',
  });
  pty.type(':edit src/server.ts -m "one order is missing"\r');
  await pty.see(/app\.get\('\/health'\)[\s\S]*handed on in the top level[\s\S]*not known; f follows them/);
  // Without colours a row of carets says what changed within the line.
  assert.match(pty.rows.join('\n'), /37 \+app\.get.*book\.size \+ 1, sub.*\n +\^{4} +│/);
  assert.equal(/\x1b\[[0-9;]*[1-9][0-9;]*m/.test(pty.output), false);
  pty.type('f');
  await pty.see(/in flight: none; followed for \d+ s/);
  pty.type('l');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/Live {2}\S{26}/);
  // It is followed on while the view is open.
  await pty.see(/in flight: none; followed for [3-9] s/);
  pty.type('q');
  await pty.see(() => !pty.modes.alternateScreen);
});

test('what was watched of a function in the same shell goes into the request of its repair, when one says so', async (t) => {
  const { stage, sit, order } = await openShop(t);
  const pty = await sit({ EDITOR: await editorOf(stage, 'repair', repair) });
  const secret = `ghp_${'0123456789abcdef'.repeat(2)}`;
  pty.type(':watch dist/pricing.js:discountOf\r');
  await pty.see(/0 of at most 50 shown/);
  assert.equal(await order(), 500);
  assert.equal(await order(secret), 500);
  await pty.see(/✗ \[TypeError[\s\S]*✗ \[TypeError/);
  pty.type('q');
  await pty.see(/2 calls, 2 shown/);
  pty.type(':edit src/pricing.ts -m "old vouchers fail"\r');
  await pty.see(/Seen in this shell: watch of discountOf, 2 calls\. v adds it to the request\./);
  pty.type('v');
  await pty.see(/Add to the request, for everybody who can read it: watch of discountOf, 2 calls\? \[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/The request gets: watch of discountOf, 2 calls\./);
  pty.type('l');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  const rows = await pty.see(/record ✓[\s\S]*Live {2}\S{26}/);
  const [, id = ''] = /Live {2}(\S{26})/.exec(rows.join('\n')) ?? [];
  const review = join(stage.env['XDG_STATE_HOME'] ?? '', 'suture/outbox', id, 'review/README.md');
  const text = await readFile(review, 'utf8');
  assert.match(text, /## Evidence[\s\S]*`watch of discountOf, 2 calls`:[\s\S]*SUMMER25[\s\S]*✗ \[TypeError/);
  assert.equal(text.includes(secret), false);
});
