import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { openShop } from './shop.ts';

test('a value is unfolded branch by branch, a call is watched, the health is seen and the CPU is profiled', async (t) => {
  const { sit, order, stage } = await openShop(t);
  const pty = await sit();

  pty.type(':scope pricing.js\r');
  await pty.see(/^Inside dist\/pricing\.js\./m);
  pty.type(':tree vouchers\r');
  await pty.see(/> ▾ .*\n {4}▸ WELCOME10: /);
  pty.type('j\r');
  await pty.see(/> {3}▾ WELCOME10: [\s\S]*percent: 10/);
  pty.type('j');
  await pty.see(/^ vouchers\.WELCOME10\.percent$/m);
  pty.type('\x1b[D\x1b[D');
  await pty.see(/> {3}▸ WELCOME10: /);
  pty.type('q');
  await pty.see(() => !pty.modes.alternateScreen);

  pty.type(':watch dist/pricing.js:discountOf --count 3\r');
  await pty.see(/discountOf \(dist\/pricing\.js:\d+\)\n.* 0 of at most 3 shown/);
  await order();
  await pty.see(/> .*✗ \[TypeError: Cannot read/);
  pty.type('\r');
  await pty.see(/call 1 of [\s\S]*args\[0\] [\s\S]*voucher: 'SUMMER25'[\s\S]*error {5}\[TypeError/);
  pty.type('q');
  await order();
  await order();
  await pty.see(/3 calls, 3 shown\. It took about/);
  pty.type('q');
  await pty.see(/discountOf: 3 calls, 3 shown/);

  pty.type(':health\r');
  await pty.see(/loop delay p99 .*ms[\s\S]*collecting +\d+ ms\/s[\s\S]*old_space +\d/);
  pty.type(' ');
  await pty.see(/paused/);
  pty.type('q');
  await pty.see(() => !pty.modes.alternateScreen);

  pty.type(':profile --for 300ms\r');
  await pty.see(/0\.\d s sampled, busy for/);
  pty.type('s');
  await pty.see(/Write to .*\.cpuprofile$/m);
  pty.type('\r');
  await pty.see(/written to /);
  assert.equal((await readdir(stage.checkout)).filter((name) => name.endsWith('.cpuprofile')).length, 1);
  pty.type('q');
  await pty.see(/CPU profile of 0\.3 s: .*\.cpuprofile/);
});
