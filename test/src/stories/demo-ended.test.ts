import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { places } from '../patient/places.ts';
import { Pty } from '../screen/pty.ts';
import { Printed, room, runs, servicePid } from '../demo/watch.ts';

for (const [signal, step, seen] of [
  ['SIGTERM', 'while it builds', /1\. A service/],
  ['SIGINT', 'under load', /keep-alive clients/],
  ['SIGTERM', 'under load', /keep-alive clients/],
  ['SIGTERM', 'while it patches', /\$ suture patch/],
] as const) {
  test(`${signal} ${step} leaves no process and no file`, async (t) => {
    const { folder, env } = room(t);
    const child = spawn(process.execPath, [places.shell, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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

test('in a terminal each step waits for a key, and q ends it with nothing left', async (t) => {
  const { folder, env } = room(t);
  const pty = new Pty(process.execPath, [places.shell, 'demo'], { cwd: folder, env });
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
