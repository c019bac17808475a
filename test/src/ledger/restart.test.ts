import assert from 'node:assert/strict';
import test from 'node:test';
import { KeptCode } from '../../../agent/dist/load/kept-code.js';
import { until } from '../agent/host.ts';
import { files, ids, origin, Shop } from './shop.ts';

const [first, second] = ids;

test('a recorded patch is applied again before its module runs a single line', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();

  const after = await shop.open();
  await after.answers(6);
  assert.equal(after.running.stdout, '6\n6\n', 'the answer at its start is the patched one too');
  const patch = await after.patchOf(first);
  assert.equal(patch?.state, 'live');
  assert.equal(patch?.reapplied, true);
  assert.equal(patch?.record.state, 'open');
  assert.deepEqual(await after.shell.get('restart', {}), [
    { id: first, outcome: 'reapplied', why: 'the files are those that it was made for' },
  ]);
  const { source, loaded } = await after.shell.get('source', { module: 'price.mjs' });
  assert.match(source, /n \* 3/);
  assert.match(loaded, /n \* 2/);
});

test('code that is kept for the next start neither hides a recorded patch nor outlives it', async (t) => {
  const shop = new Shop(t);
  const plain = String(files['price.mjs']);
  const patched = plain.replace('n * 2', 'n * 3');
  const isKept = (source: string) => (): boolean =>
    new KeptCode(shop.cache).find(source, 'file:///price.mjs', 'module') !== undefined;
  const before = await shop.open();
  await until(isKept(plain), () => 'the code of the file is kept');
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();

  for (const start of ['made anew', 'kept']) {
    const after = await shop.open();
    await after.answers(6);
    assert.equal((await after.patchOf(first))?.reapplied, true, start);
    await until(isKept(patched), () => 'the code of the patched source is kept, by its own text');
    if (start === 'kept') {
      await after.shell.get('rollback', { id: first });
      await after.answers(4);
    }
    await after.kill();
  }

  const last = await shop.open();
  await last.answers(4);
  assert.equal(last.running.stdout, '4\n4\n');
});

test('a patch that was applied again can be patched over and rolled back, step by step', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();

  const after = await shop.open();
  await after.patch(second, '5');
  await after.answers(10);
  assert.equal((await after.shell.ask('rollback', { id: first })).error?.code, 'patch_in_the_way');
  await after.shell.get('rollback', { id: second });
  await after.answers(6);
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
  await after.patch(ids[2], '7');
  await after.answers(14);
  await after.kill();

  const last = await shop.open();
  await last.answers(4);
  assert.deepEqual(await last.shell.get('patches', {}), [], 'rolled back and unrecorded ones stay out');
});

test('patches that stand on each other are applied again together', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.patch(second, '5');
  await before.record(second);
  await before.kill();
  const after = await shop.open();
  await after.answers(10);
  assert.equal((await after.shell.get('patches', {})).length, 2);
  await after.shell.get('rollback', { id: second });
  await after.answers(6);
});

test('a recorded patch from under which another went is applied again without it', async (t) => {
  const lines = 'export const more = () => 1;\nexport const price = (n) =>\n  n * 2 +\n  more();\n';
  const shop = new Shop(t, { files: { 'price.mjs': lines } });
  const before = await shop.open();
  const edit = async (id: string, from: string, to: string): Promise<void> => {
    const { url, version, source } = await before.shell.get('source', { module: 'price.mjs' });
    await before.shell.get('load', { id, modules: [{ url, version, source: source.replace(from, to) }], origin });
    await before.record(id);
  };
  await edit(first, '=> 1', '=> 10');
  await edit(second, 'n * 2', 'n * 3');
  await before.answers(16);
  await before.shell.get('rollback', { id: first });
  await before.answers(7);
  await before.kill();
  const after = await shop.open();
  await after.answers(7);
  assert.deepEqual(
    (await after.shell.get('patches', {})).map(({ id, state }) => `${id} ${state}`),
    [`${second} live`],
  );
});

test('an unrecorded patch is not applied again', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  assert.deepEqual(await before.shell.get('restart', {}), [
    { id: first, outcome: 'lost', why: 'it has no record that others can see' },
  ]);
  await before.kill();
  const after = await shop.open();
  await after.answers(4);
});

test('a build that contains the patch retires it; the process says upstream', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  shop.deploy('price.mjs', 'export function price(n) {\n  return n * 3;\n}\n');
  const [forecast] = await before.shell.get('restart', {});
  assert.equal(forecast?.outcome, 'contained');
  await before.kill();

  const after = await shop.open();
  await after.answers(6);
  const patch = await after.patchOf(first);
  assert.equal(patch?.state, 'retired');
  assert.match(patch?.note ?? '', /^upstream: /);
  assert.equal(after.running.stderr, '');
  await after.kill();
  const last = await shop.open();
  assert.deepEqual(await last.shell.get('patches', {}), []);
});

test('a release that contains the patch among other changes retires it as upstream, and one that has half of it does not', async (t) => {
  const shop = new Shop(t);
  const old = files['price.mjs'] ?? '';
  const diff =
    'diff --git a/shop/price.mjs b/shop/price.mjs\n--- a/shop/price.mjs\n+++ b/shop/price.mjs\n' +
    '@@ -1,3 +1,4 @@\n export function price(n) {\n+  n = n + 1;\n-  return n * 2;\n+  return n * 3;\n }\n';
  const before = await shop.open();
  const { url, version, source } = await before.shell.get('source', { module: 'price.mjs' });
  const modules = [{ url, version, source: source.replace('  return n * 2;', '  n = n + 1;\n  return n * 3;') }];
  await before.shell.get('load', {
    id: first,
    modules,
    origin: { ...origin, diff: Buffer.from(diff).toString('base64') },
  });
  await before.record(first);
  await before.answers(9);

  shop.deploy('price.mjs', `// release\n${old.replace('return n * 2', 'return n * 3')}`);
  assert.equal((await before.shell.get('restart', {}))[0]?.outcome, 'lost');
  shop.deploy(
    'price.mjs',
    `// release\n${old.replace('  return n * 2', '  n = n + 1;\n  return n * 3')}export const more = 1;\n`,
  );
  assert.equal((await before.shell.get('restart', {}))[0]?.outcome, 'contained');
  await before.kill();
  const after = await shop.open();
  await after.answers(9);
  assert.match((await after.patchOf(first))?.note ?? '', /^upstream: /);
  assert.equal(after.running.stderr, '');
});

test('a build without the patch has lost it: said at each start until somebody rolls it back', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();
  shop.deploy('price.mjs', 'export function price(n) {\n  return n * 2 + 1;\n}\n');

  for (const round of ['first', 'second']) {
    const after = await shop.open();
    await after.answers(5);
    const patch = await after.patchOf(first);
    assert.equal(patch?.state, 'retired', round);
    assert.match(patch?.note ?? '', /lost by the deploy: price\.mjs/);
    const lines = after.running.stderr.split('\n').filter((line) => line.startsWith('suture: '));
    assert.equal(lines.length, 1, after.running.stderr);
    assert.match(lines[0] ?? '', /forge\.example\/shop\/pull.+lost by the deploy/);
    if (round === 'second') await after.shell.get('rollback', { id: first });
    await after.kill();
  }
  const last = await shop.open();
  assert.deepEqual(await last.shell.get('patches', {}), []);
  assert.equal(last.running.stderr, '');
});

test('a build that is taken back brings the patch back with it', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();
  const old = files['price.mjs'] ?? '';
  shop.deploy('price.mjs', `${old}// another build\n`);
  await (await shop.open()).kill();
  shop.deploy('price.mjs', old);
  const after = await shop.open();
  await after.answers(6);
});

test('a patch of two files is applied again whole or not at all', async (t) => {
  const two = {
    'app.mjs':
      'import { price } from "./price.mjs";\nimport { tax } from "./tax.mjs";\nprocess.stdin.on("data", () => console.log(price(2) + tax(1)));\n',
    'tax.mjs': 'export function tax(n) {\n  return n * 10;\n}\n',
  };
  const shop = new Shop(t, { files: two });
  const before = await shop.open();
  const edits = [];
  for (const module of ['price.mjs', 'tax.mjs']) {
    const { url, version, source } = await before.shell.get('source', { module });
    edits.push({ url, version, source: source.replace(/n \* \d+/, 'n * 100') });
  }
  await before.shell.get('load', { id: first, modules: edits, origin });
  await before.answers(300);
  await before.record(first);
  await before.kill();
  const whole = await shop.open();
  await whole.answers(300);
  await whole.kill();
  shop.deploy('tax.mjs', 'export function tax(n) {\n  return n * 11;\n}\n');
  const after = await shop.open();
  await after.answers(15);
  assert.equal((await after.patchOf(first))?.state, 'retired');
});

test('after three deaths within a minute of the start the patch is left out, and the reason is said', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  await before.kill();
  for (let death = 0; death < 3; death++) {
    const { running } = shop.start();
    await running.printed('stdout', '6');
    running.child.kill('SIGKILL');
    await running.ended();
  }
  const after = await shop.open();
  await after.answers(4);
  const patch = await after.patchOf(first);
  assert.equal(patch?.state, 'retired');
  assert.match(patch?.note ?? '', /three starts/);
  assert.match(after.running.stderr, /suture: patch 01ARZ3.+ is not applied again: three starts with it ended/);
});

test('another script of the same name and folder is another service', async (t) => {
  const shop = new Shop(t, { files: { 'job.mjs': 'import "./app.mjs";\n' } });
  const before = await shop.open();
  await before.patch(first, '3');
  await before.record(first);
  const job = await shop.open('job.mjs');
  await job.answers(4);
  assert.deepEqual(await job.shell.get('patches', {}), []);
});

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

test('a CommonJS module is loaded with its patch, too', async (t) => {
  const common = {
    'app.cjs':
      'const { price } = require("./price.cjs");\nconsole.log(price(2));\nprocess.stdin.on("data", () => console.log(price(2)));\n',
    'price.cjs': 'exports.price = function (n) {\n  return n * 2;\n};\n',
  };
  const shop = new Shop(t, { files: common });
  const before = await shop.open('app.cjs', 'price.cjs');
  await before.patch(first, '3', 'price.cjs');
  await before.record(first);
  await before.kill();
  const after = await shop.open('app.cjs', 'price.cjs');
  await after.answers(6);
  assert.equal(after.running.stdout, '6\n6\n');
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
});

test('a patch that is rolled back before its module is loaded never comes into it', async (t) => {
  const late = {
    'app.mjs':
      'import "./price.mjs";\nprocess.stdin.on("data", async () => console.log((await import("./late.mjs")).late(2)));\n',
    'late.mjs': 'export function late(n) {\n  return n * 2;\n}\n',
  };
  const shop = new Shop(t, { files: late });
  const before = await shop.open();
  await before.answers(4);
  await before.patch(first, '3', 'late.mjs');
  await before.record(first);
  await before.kill();
  const again = await shop.open();
  await again.answers(6);
  await again.kill();
  const after = await shop.open();
  assert.equal((await after.patchOf(first))?.state, 'live');
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
});

test('a patch goes out from under another one of a module that is not loaded yet, and that one stays', async (t) => {
  const late = {
    'app.mjs':
      'import "./price.mjs";\nprocess.stdin.on("data", async () => console.log((await import("./late.mjs")).late(2)));\n',
    'late.mjs': 'const by = 2;\n\nconst more = 0;\nexport function late(n) {\n  return n * by + more;\n}\n',
  };
  const shop = new Shop(t, { files: late });
  const before = await shop.open();
  await before.answers(4);
  const edit = async (id: string, from: string, to: string): Promise<void> => {
    const { url, version, source } = await before.shell.get('source', { module: 'late.mjs' });
    await before.shell.get('load', { id, modules: [{ url, version, source: source.replace(from, to) }], origin });
    await before.record(id);
  };
  await edit(first, 'by = 2', 'by = 3');
  await edit(second, 'more = 0', 'more = 1');
  await edit(ids[2], 'more = 1', 'more = 100');
  await before.answers(106);
  await before.kill();
  const after = await shop.open();
  await after.shell.get('rollback', { id: first });
  await after.answers(104);
  assert.equal((await after.patchOf(second))?.state, 'live');
  await after.shell.get('rollback', { id: ids[2] });
  await after.answers(5);
  await after.kill();
  const again = await shop.open();
  await again.shell.get('rollback', { id: second });
  await again.answers(4);
});

test('a patch whose ground goes before its module is loaded is retired, and says so', async (t) => {
  const late = {
    'app.mjs':
      'import "./price.mjs";\nprocess.stdin.on("data", async () => console.log((await import("./late.mjs")).late(2)));\n',
    'late.mjs': 'export function late(n) {\n  return n * 2;\n}\n',
  };
  const shop = new Shop(t, { files: late });
  const before = await shop.open();
  await before.answers(4);
  for (const [id, by] of [
    [first, '3'],
    [second, '5'],
  ] as const) {
    await before.patch(id, by, 'late.mjs');
    await before.record(id);
  }
  await before.kill();
  const after = await shop.open();
  await after.shell.get('rollback', { id: first });
  await after.answers(4);
  await after.running.printed('stderr', `patch ${second} is not applied again`);
  assert.match((await after.patchOf(second))?.note ?? '', /late\.mjs is without what it stands on/);
});

test('a canary is not applied again: drift says so before, the start on stderr, and it stays listed', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  const { url, version, source } = await before.shell.get('source', { module: 'price.mjs' });
  const edit = { url, version, source: source.replace('n * 2', 'n * 3') };
  await before.shell.get('load', { id: first, modules: [edit], origin, canary: { when: 'args[0] === 2' } });
  await before.record(first);
  await before.answers(6);
  const [verdict] = await before.shell.get('restart', {});
  assert.equal(verdict?.outcome, 'lost');
  assert.match(verdict.why, /on trial/);
  await before.kill();

  const after = await shop.open();
  await after.answers(4);
  assert.match(after.running.stderr, new RegExp(`patch ${first}.* is not applied again: it was on trial`));
  const { state, note, canary } = (await after.patchOf(first)) ?? {};
  assert.equal(state, 'retired');
  assert.match(note ?? '', /it was on trial/);
  assert.equal(canary, undefined);
  await after.shell.get('rollback', { id: first });
  await after.kill();
  assert.equal((await (await shop.open()).shell.get('patches', {})).length, 0, 'nobody wants it any more');
});

test('a canary that was promoted is applied again', async (t) => {
  const shop = new Shop(t);
  const before = await shop.open();
  const { url, version, source } = await before.shell.get('source', { module: 'price.mjs' });
  const edit = { url, version, source: source.replace('n * 2', 'n * 3') };
  await before.shell.get('load', { id: first, modules: [edit], origin, canary: { share: 0.01 } });
  await before.record(first);
  await before.shell.get('promote', { id: first });
  await before.kill();
  const after = await shop.open();
  await after.answers(6);
  assert.equal((await after.patchOf(first))?.reapplied, true);
});
