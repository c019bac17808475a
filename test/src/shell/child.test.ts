import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { beginDraft, leftDraft } from '../../../shell/dist/change/drafts.js';
import { runChild } from '../../../shell/dist/child.js';
import { runEditor } from '../../../shell/dist/screen/editor.js';

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'suture-child-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(isSo: () => boolean, what: string): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!isSo()) {
    assert.ok(Date.now() < giveUpAt, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a child is given its input, and its output and exit code are handed back', async () => {
  const { code, stdout, stderr, over } = await runChild('sh', ['-c', 'cat; echo why >&2; exit 3'], {
    env: process.env,
    input: 'text',
    timeoutMs: 30_000,
  });
  assert.deepEqual([code, stdout.toString(), stderr, over], [3, 'text', 'why\n', undefined]);
  await assert.rejects(runChild('no-such-program', [], { env: process.env, timeoutMs: 30_000 }), /ENOENT/);
});

test('a child that goes on past its time is ended, though it does not listen', async () => {
  const deaf = "trap '' TERM; echo began; while :; do sleep 0.1; done";
  const { code, stdout, over } = await runChild('sh', ['-c', deaf], { env: process.env, timeoutMs: 500 });
  assert.deepEqual([code, stdout.toString(), over], [-1, 'began\n', 'time']);
});

test('nobody waits for a helper that stays in the background with the pipes of its parent', async (t) => {
  const { code, stdout } = await runChild('sh', ['-c', 'sleep 600 & echo $!'], {
    env: process.env,
    timeoutMs: 300_000,
  });
  t.after(() => process.kill(Number(stdout.toString())));
  assert.equal(code, 0);
});

test('an editor ends with the shell that it was opened from, with options in quotes as well', async (t) => {
  const folder = makeFolder(t);
  const file = join(folder, 'text');
  writeFileSync(file, '');
  writeFileSync(join(folder, 'my editor'), '#!/bin/sh\necho "$$ $2" > "$3"\nwhile :; do sleep 0.1; done\n', {
    mode: 0o700,
  });
  const ending = new AbortController();
  const env = { ...process.env, VISUAL: `"${join(folder, 'my editor')}" -c "set textwidth=72"` };
  const edited = assert.rejects(runEditor(file, env, ending.signal), /was ended by SIGTERM/);
  await until(() => readFileSync(file, 'utf8').endsWith('\n'), 'the editor');
  const [, pid, option] = /^(\d+) (.*)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  assert.equal(option, 'set textwidth=72');
  ending.abort();
  await until(() => !isAlive(Number(pid)), 'the end of the editor');
  await edited;
});

test('a text that a shell left as it was is not offered again, and is not kept', async (t) => {
  const folder = makeFolder(t);
  const running = { path: 'src/price.ts', mode: '100644', content: Buffer.from('as it ran') };
  const draft = await beginDraft(folder, 'orders', running as Parameters<typeof beginDraft>[2]);
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const left = join(folder, 'orders', `2026-11-21T03-00-00-000Z-${gone}`);
  await mkdir(join(left, 'text', 'src'), { recursive: true });
  writeFileSync(join(left, 'base'), 'as it ran');
  writeFileSync(join(left, 'text', 'src', 'price.ts'), 'as it ran');
  assert.equal(await leftDraft(folder, 'orders', running as Parameters<typeof leftDraft>[2]), undefined);
  assert.deepEqual(
    (await readdir(join(folder, 'orders'))).map((name) => join(folder, 'orders', name)),
    [draft.folder],
  );
});
