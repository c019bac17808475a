import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Pty } from '../screen/pty.ts';
import { openShop, type Shop } from '../screen/shop.ts';

/** An editor that carries a sed script out. */
async function editorOf({ stage }: Shop, script: string): Promise<NodeJS.ProcessEnv> {
  const path = join(stage.folder, 'editor');
  await writeFile(path, `#!/bin/sh\nsed -i '${script}' "$1"\n`);
  await chmod(path, 0o755);
  return { EDITOR: path };
}

const worse = 's/^  const net = /  if (order.lines.length > 0) throw new RangeError("no lines");\\n&/';
const dearer = 's/percent: 15/percent: 20/';

/** Edits, loads, and gives the id once it is on probation. */
async function tryOut(pty: Pty, time: string): Promise<string> {
  pty.type(`:edit src/pricing.ts -m "as marketing wants it" --probation ${time}\r`);
  await pty.see(/It can be loaded: .* Watched for/);
  pty.type('l');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  const rows = await pty.see(/load ✓ ─ WATCH ─ record[\s\S]*Live {2}\S{26}[\s\S]*PROBATION {2}\d+ s left/);
  return /Live {2}(\S{26})/.exec(rows.join('\n'))?.[1] ?? '';
}

test('a gate that breaks takes the patch back, and the view and the prompt say so', async (t) => {
  const shop = await openShop(t);
  const pty = await shop.sit(await editorOf(shop, worse));
  assert.equal(await shop.order('AUTUMN15'), 201);
  const id = await tryOut(pty, '60s');
  const broken = /GATE BROKEN: the agent took the patch back[\s\S]*✗ more than/;
  for (let calls = 0; calls < 200 && !broken.test(pty.rows.join('\n')); calls += 1) await shop.order('AUTUMN15');
  await pty.see(broken);
  await pty.see(/WATCH ✗ ─ record/);
  await pty.see(new RegExp(`${id} does not run any more: taken back\\.`));
  assert.equal(await shop.order('AUTUMN15'), 201);
  // Those who review it are told as well, by any shell that is attached.
  const review = join(shop.stage.env['XDG_STATE_HOME'] ?? '', 'suture/outbox', id, 'review/README.md');
  const told = async (): Promise<string> => readFile(review, 'utf8').catch(() => '');
  while (!(await told()).includes('The trial is over: the agent took the patch back')) await shop.order('AUTUMN15');
  assert.match(await told(), /probation broken; .*BROKEN: failed calls/);
  // What is gone is neither kept nor undone.
  assert.doesNotMatch(pty.rows.at(-1) ?? '', /undo|keep/);
  pty.type('q');
  await pty.see(/no patches/);
});

test('a probation that ends well says so, and the stepper goes on to the record', async (t) => {
  const shop = await openShop(t);
  const pty = await shop.sit(await editorOf(shop, dearer));
  const id = await tryOut(pty, '4s');
  await pty.see(/load ✓ ─ watch ✓ ─ record ✓[\s\S]*probation passed │ uncaught errors/);
  await pty.see(new RegExp(`Live {2}${id}`));
  // It stays, and can be taken out for as long as it does.
  pty.type('u');
  await pty.see(/Take \S{26} out of orders \(\d+\)\? \[y\/N\]$/m);
  pty.type('n\r');
  await pty.see(/Nothing was changed\./);
});

test('u ends a probation before its time, after a question', async (t) => {
  const shop = await openShop(t);
  const pty = await shop.sit(await editorOf(shop, dearer));
  const id = await tryOut(pty, '60s');
  pty.type('u');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(new RegExp(`WATCH ✗[\\s\\S]*${id} does not run any more: rolled back\\.[\\s\\S]*probation ended`));
});

test('a shell that is hung up or killed leaves the text on disk and the patch to the agent', async (t) => {
  const shop = await openShop(t);
  const env = await editorOf(shop, dearer);
  const planned = await shop.sit(env);
  planned.type(':edit src/pricing.ts -m "as marketing wants it"\r');
  await planned.see(/It can be loaded/);
  process.kill(planned.pid, 'SIGHUP');
  assert.equal((await planned.ended).signal, 1);
  assert.deepEqual(planned.modes, { bracketedPaste: false, alternateScreen: false });
  assert.match(planned.rows.join('\n'), /The text is kept in \S+; :edit src\/pricing\.ts goes on with it\./);

  const watching = await shop.sit({ ...env, EDITOR: 'true' });
  watching.type(':edit src/pricing.ts -m "as marketing wants it" --probation 60s\r');
  await watching.see(/Go on with the text of \d\d:\d\d, which was not loaded\?/);
  watching.type('y\r');
  await watching.see(/It can be loaded/);
  watching.type('l');
  await watching.see(/\[y\/N\]$/m);
  watching.type('y\r');
  await watching.see(/record ✓[\s\S]*PROBATION/);
  // Killed, it cannot say a last word.
  watching.close();
  await watching.ended;
  const after = await shop.sit(env);
  after.type(':patches\r');
  await after.see(/on probation .*as marketing wants it[\s\S]*PROBATION {2}\d+ s left/);
  assert.equal(await shop.order('AUTUMN15'), 201);
});

test('an editor ends with the shell that opened it, and the terminal is as it was', async (t) => {
  const shop = await openShop(t);
  const pidFile = join(shop.stage.folder, 'editor-pid');
  const path = join(shop.stage.folder, 'waits');
  await writeFile(
    path,
    `#!/bin/sh\necho $$ > ${pidFile}\nprintf '\\033[?1049h'\ntrap 'printf "\\033[?1049l"; exit 1' TERM\nwhile :; do sleep 0.05; done\n`,
  );
  await chmod(path, 0o755);
  const pty = await shop.sit({ EDITOR: path });
  pty.type(':edit src/pricing.ts\r');
  const pid = async (): Promise<number> => Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  await pty.see(() => pty.modes.alternateScreen);
  let editor = await pid();
  while (editor === 0) editor = await pid();
  process.kill(pty.pid, 'SIGTERM');
  assert.equal((await pty.ended).signal, 15);
  assert.throws(() => process.kill(editor, 0), { code: 'ESRCH' });
  assert.deepEqual(pty.modes, { bracketedPaste: false, alternateScreen: false });
});
