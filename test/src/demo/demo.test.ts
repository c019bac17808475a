import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { places } from '../patient/places.ts';
import { Printed, room, runs, servicePid } from './watch.ts';

test('the demo shows the whole journey, harms no customer, and leaves nothing', async (t) => {
  const { folder, env } = room(t);
  const child = spawn(process.execPath, [places.shell, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
