import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openShop } from './shop.ts';

test('a service is looked into, repaired and put back from the prompt', async (t) => {
  const { stage, order, sit } = await openShop(t);
  assert.equal(await order(), 500);

  const pty = await sit();
  pty.type(':scope pricing.js\r');
  await pty.see(/^Inside dist\/pricing\.js\./m);
  pty.type('discountOf?\r');
  await pty.see(/^discountOf {2}src\/pricing\.ts:\d+ {2}as loaded$/m);
  pty.type('Object.keys(vouchers)\r');
  await pty.see(/^\$1 = .*'WELCOME10', 'AUTUMN15'/m);
  pty.type('vouchers.SUMMER25 = { percent: 25 }\r');
  await pty.see(/^Error: .*side.effect.*\nHint: :write EXPR/im);
  pty.type(':arm 5m "look at a voucher"\r');
  await pty.see(/^Armed for 5 min: look at a voucher/m);
  pty.type(':write await Promise.resolve(vouchers.AUTUMN15.percent)\r');
  await pty.see(/^\$2 = 15 /m);

  const path = join(stage.checkout, 'src/pricing.ts');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('vouchers[order.voucher].percent', '(vouchers[order.voucher]?.percent ?? 0)'));
  pty.type(':plan\r');
  await pty.see(/body\s+discountOf\s+src\/pricing\.ts:\d+[\s\S]*It can be loaded\./);
  assert.equal(await order(), 500);

  pty.type(':patch src/pricing.ts -m "old vouchers fail"\r');
  await pty.see(
    /edit ✓ ─ check ✓ ─ DIFF ─ load[\s\S]*discountOf: new body[\s\S]*It can be loaded: 1 change in 1 module/,
  );
  pty.type('l');
  await pty.see(/Load this into orders \(\d+\)\? \[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/load ✓ ─ watch ✓ ─ record ✓[\s\S]*Live {2}\S{26}: 1 function[\s\S]*1 patch │/);
  assert.equal(await order(), 201);
  pty.type('q');
  const rows = await pty.see(/^Live in orders: 1 function[\s\S]*1 patch │/m);

  const id = /^patch\s+(\S+)$/m.exec(rows.join('\n'))?.[1] ?? '';
  pty.type('discountOf??\r');
  await pty.see(
    new RegExp(`^discountOf {2}src/pricing\\.ts:\\d+ {2}\\(patch ${id}\\)\\n +\\d+ \\| .*function discountOf`, 'm'),
  );
  pty.type(`:rollback ${id}\r`);
  await pty.see(/Take \w+ \(old vouchers fail\) out of orders \(\d+\)\? \[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/what ran before runs again\.[\s\S]*no patches/);
  assert.equal(await order(), 500);
});
