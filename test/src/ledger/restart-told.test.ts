import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../agent/host.ts';
import { ids, Shop } from './shop.ts';

const [first] = ids;

test('an uncaught error names the patches that run, and keeps its text and its exit code', async (t) => {
  const throwing = {
    'app.mjs':
      'import { price } from "./price.mjs";\nprocess.stdin.on("data", () => {\n  console.log(price(2));\n  if (price(2) === 6) throw new Error("out of stock");\n});\n',
  };
  const shop = new Shop(t, { files: throwing });
  const open = await shop.open();
  await open.patch(first, '3');
  await open.record(first);
  open.running.child.stdin?.write('?\n');
  const { code, stderr } = await open.running.ended();
  assert.equal(code, 1);
  assert.match(stderr, /Error: out of stock\n {4}at /);
  assert.match(
    stderr,
    /^suture: this process runs with patches: 01ARZ3NDEKTSV4RRFFQ69G5FAV \(https:\/\/forge\.example\/shop\/pull\/01AR\)$/m,
  );
  assert.equal(stderr.match(/runs with patches/g)?.length, 1);
});

test('the application reads for its metrics which patches it runs with', async (t) => {
  const metrics = new URL('../../../agent/dist/metrics.js', import.meta.url).href;
  const shop = new Shop(t, {
    files: {
      'app.mjs':
        `import { livePatches } from ${JSON.stringify(metrics)};\nimport { price } from "./price.mjs";\n` +
        'process.stdin.on("data", () => console.log(price(2) + livePatches().join()));\n',
    },
  });
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  const named = '601ARZ3NDEKTSV4RRFFQ69G5FAV (https://forge.example/shop/pull/01AR)';
  const says = (text: string) =>
    until(
      () => {
        before.running.child.stdin?.write('?\n');
        return before.running.stdout.endsWith(`\n${text}\n`);
      },
      () => `${text}; the process printed ${before.running.stdout}`,
    );
  await says(named);
  await before.shell.get('rollback', { id: first });
  await says('4');
});
