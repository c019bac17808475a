import assert from 'node:assert/strict';
import test from 'node:test';
import type { Requests } from '@suture/protocol/requests.js';
import { edit, type Replacement } from '../agent/edit.ts';
import { ids, type Open, origin, Shop } from './shop.ts';

const [first, second, third] = ids;

/** Lines that end otherwise, a byte order mark, no newline at the end: what a merge of lines could lose. */
const sources = {
  'price.mjs':
    '\uFEFFimport { rate } from "./rate.mjs";\r\nlet sold = 0;\r\nexport const many = () => sold;\r\n\r\nexport const price = (n) => {\r\n  sold += n;\r\n  return n * rate();\r\n};\r\n// Größe: 日本',
  'rate.mjs': 'const K = 2;\n\nexport function rate() {\n  return K;\n}\n\n\nexport class Rate {\n  of = 1;\n}',
  'tax.cjs': "#!/usr/bin/env node\n'use strict';\nexports.tax = (n) => n + 0;\n",
};
const files = {
  ...sources,
  'app.mjs':
    'import { many, price } from "./price.mjs";\nimport tax from "./tax.cjs";\nprocess.stdin.on("data", () => console.log(tax.tax(price(2)) + many() * 0));\n',
};

async function load(
  { shell }: Open,
  id: string,
  edits: readonly Replacement[],
  more: Partial<Requests['load']['params']> = {},
): Promise<void> {
  const modules = [];
  for (const one of edits) modules.push(await edit(shell, ...one));
  await shell.get('load', { id, modules, origin, ...more });
}

async function rollBack(open: Open, ...order: readonly string[]): Promise<void> {
  for (const id of order) await open.shell.get('rollback', { id });
}

/** What each story of patches is taken out with, and what the service answers before that. */
const stories: readonly (readonly [
  title: string,
  answer: number,
  run: (open: Open) => Promise<() => Promise<void>>,
])[] = [
  [
    'patches that go out of their order',
    16,
    async (open) => {
      await load(open, first, [['rate.mjs', 'const K = 2;\n', 'const K = 3;\nconst L = 4;\n']]);
      await load(open, second, [['rate.mjs', '  of = 1;\n', '  of = 2;\n  // more\n  to = 3;\n']]);
      await load(open, third, [
        ['price.mjs', '  return n * rate();\r\n', '  const more = 10;\r\n  return n * rate() + more;\r\n'],
      ]);
      return () => rollBack(open, second, first, third);
    },
  ],
  [
    'a canary that was given to every call',
    8,
    async (open) => {
      await load(open, first, [['price.mjs', 'n * rate()', 'n * rate() * 2']], { canary: { share: 0.5 } });
      await open.shell.get('promote', { id: first });
      return () => rollBack(open, first);
    },
  ],
  [
    'several modules at once, under another patch',
    15,
    async (open) => {
      await load(open, first, [
        ['rate.mjs', 'return K;', 'return K + more();\n}\n\nexport function more() {\n  return 5;'],
        ['price.mjs', 'import { rate }', 'import { more, rate }'],
        ['tax.cjs', 'n + 0', 'n + 1'],
      ]);
      await load(open, second, [['price.mjs', 'many = () => sold', 'many = () => sold + 0']]);
      return () => rollBack(open, first, second);
    },
  ],
  [
    'a patch that brings its state over',
    4,
    async (open) => {
      const source = 'export function up() { sold = 100; }\nexport function down() { sold = 0; }\n';
      const change = await edit(open.shell, 'price.mjs', '() => sold', '() => sold - 100');
      const migration = { url: change.url, path: 'migrate.mjs', source };
      await open.shell.get('load', { id: first, modules: [change], origin: { ...origin, migration } });
      return () => rollBack(open, first);
    },
  ],
];

async function isAsLoaded(open: Open): Promise<void> {
  for (const [module, text] of Object.entries(sources)) {
    const { source, loaded } = await open.shell.get('source', { module });
    assert.equal(source, loaded, module);
    assert.equal(source, text, module);
  }
  await open.answers(4);
}

for (const [title, answer, run] of stories) {
  test(`the source that runs is the first one, byte for byte, after ${title}`, async (t) => {
    const shop = new Shop(t, { files });
    const open = await shop.open('app.mjs', 'price.mjs');
    await isAsLoaded(open);
    const takeOut = await run(open);
    await open.answers(answer);
    await takeOut();
    await isAsLoaded(open);
  });
}

test('the source that runs is the first one, byte for byte, after patches that were applied again at the start', async (t) => {
  const shop = new Shop(t, { files });
  const before = await shop.open('app.mjs', 'price.mjs');
  await load(before, first, [
    ['rate.mjs', 'return K;', 'return K + more();\n}\n\nexport function more() {\n  return 5;'],
    ['tax.cjs', 'n + 0', 'n + 1'],
  ]);
  await load(before, second, [['price.mjs', '  sold += n;\r\n', '  sold += n;\r\n  n += 1;\r\n']]);
  for (const id of [first, second]) await before.record(id);
  await before.kill();
  const after = await shop.open('app.mjs', 'price.mjs');
  await after.answers(22);
  await rollBack(after, first, second);
  await isAsLoaded(after);
});
