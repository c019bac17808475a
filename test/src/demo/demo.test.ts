import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Pty } from '../screen/pty.js';

const main = fileURLToPath(new URL('../../../shell/dist/main.js', import.meta.url));

/** A folder for the temporary files of the demo, to see what it leaves there. */
function room(t: TestContext): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 's-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, env: { ...process.env, TMPDIR: folder } };
}

/** Text of a child as it comes; waits for what should come. */
class Printed {
  text = '';
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
        child.emit('printed');
      });
    }
  }

  async see(wanted: RegExp): Promise<void> {
    while (!wanted.test(this.text)) {
      if (this.#child.exitCode !== null) throw new Error(`ended without ${wanted}:\n${this.text}`);
      await Promise.race([once(this.#child, 'printed'), once(this.#child, 'exit')]);
    }
  }
}

function servicePid(text: string): number {
  return Number(/orders runs as pid (\d+)/.exec(text)?.[1] ?? Number.NaN);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the demo shows the whole journey, harms no customer, and leaves nothing', async (t) => {
  const { folder, env } = room(t);
  const child = spawn(process.execPath, [main, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = new Printed(child);
  await once(child, 'close');
  const { text } = printed;
  assert.equal(child.exitCode, 0, text);
  assert.equal(text.includes('\x1b'), false);

  const [before, after, total] = [
    ...text.matchAll(/(\d+) answered 500 by the bug \((\S+) %\), (\d+) failed otherwise/g),
  ].slice(-3);
  assert.ok(Number(before?.[1]) > 0 && Number(before?.[2]) > 10, 'the bug shows before the patch');
  assert.equal(after?.[1], '0');
  assert.equal(total?.[3], '0');
  assert.deepEqual(
    [...text.matchAll(/(\d+) connections dropped/g)].map(([, dropped]) => dropped),
    ['0', '0', '0', '0'],
  );
  assert.match(text, /TypeError: Cannot read properties of undefined \(reading 'percent'\)\n\s+at discountOf/);
  assert.match(text, /\$ suture plan src\/pricing\.ts\ndist\/pricing\.js\n\s+body\s+discountOf\s+src\/pricing\.ts:39/);
  assert.match(text, /\$ suture patch src\/pricing\.ts -m "[^"]+" --yes\n[\s\S]*\nLive in orders: 1 function/);
  const branch = /\nbranch\s+(\S+)/.exec(text)?.[1];
  assert.ok(branch && text.includes(`$ git -C orders.git show ${branch}\ncommit `), 'the branch is on the remote');
  assert.match(text, /\$ suture drift\norders \(\d+\): dist\/pricing\.js: patched/);

  assert.deepEqual(readdirSync(folder), []);
  assert.equal(runs(servicePid(text)), false);
});

for (const [step, seen] of [
  ['while it builds', /1\. A service/],
  ['under load', /keep-alive clients/],
  ['while it patches', /\$ suture patch/],
] as const) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal} ${step} leaves no process and no file`, async (t) => {
      const { folder, env } = room(t);
      const child = spawn(process.execPath, [main, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const printed = new Printed(child);
      await printed.see(seen);
      child.kill(signal);
      await once(child, 'close');
      assert.equal(child.signalCode, signal);
      assert.deepEqual(readdirSync(folder), []);
      const pid = servicePid(printed.text);
      if (!Number.isNaN(pid)) assert.equal(runs(pid), false);
    });
  }
}

test('in a terminal each step waits for a key, and q ends it with nothing left', async (t) => {
  const { folder, env } = room(t);
  const pty = new Pty(process.execPath, [main, 'demo'], { cwd: folder, env });
  t.after(() => pty.close());
  await pty.see(/keep-alive[\s\S]*any key: next step/);
  pty.type(' ');
  const rows = await pty.see(/suture status[\s\S]*any key: next step/);
  assert.equal(
    rows.some((row) => row.startsWith('3. ')),
    false,
  );
  pty.type('q');
  await pty.ended;
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(runs(servicePid(pty.rows.join('\n'))), false);
});
