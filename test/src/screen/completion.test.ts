import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { layMenu } from '../../../shell/dist/screen/views/menu.js';
import { attach } from './attached.ts';
import { livePatch, prompt } from './opened.ts';

const lastRows = (rows: readonly string[], count: number): readonly string[] => rows.slice(-count);

test('Tab puts what is certain on the line and shows the choice below it', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('ord\t');
  await pty.see((rows) => rows.at(-3) === `${prompt}orders`);
  pty.type('.\t');
  const rows = await pty.see(/size {2}/);
  assert.deepEqual(lastRows(rows, 4).slice(0, 2), [`${prompt}orders.`, ' size      set       get       get_all']);
  pty.type('g');
  await pty.see((shown) => shown.includes(' get       get_all'));
  assert.equal(server.asked.filter(({ method }) => method === 'complete').length, 2);
  pty.type('\t\t');
  await pty.see((shown) => shown.includes(' get      ›get_all') && shown.includes(`${prompt}orders.get_all`));
  pty.type('\x1b');
  await pty.see((shown) => shown.at(-3) === `${prompt}orders.g`);
  pty.type('\t\t\r');
  await pty.see((shown) => shown.at(-3) === `${prompt}orders.get`);
  assert.equal(
    server.asked.some(({ method }) => method === 'evaluate'),
    false,
  );
});

test('commands and their arguments are completed: modules, patches, files, options', async (t) => {
  const { pty, server, folder } = await attach(t);
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/pricing.ts'), '');
  server.patch(livePatch());
  await pty.see(/1 patch/);
  for (const [typed, wanted] of [
    [':hist\t', ':history'],
    [':sco\t s\t', ':scope src/pricing.ts'],
    [':rollback 01j\t', ':rollback 01JD0000000000000000000000'],
    [':patch sr\tpr\t', ':patch src/pricing.ts'],
    [':watch --co\t', ':watch --count'],
    [':watch s\t:ord\t', ':watch src/pricing.ts:orders'],
    [':write ord\t', ':write orders'],
    [':help promp', ':help promp'],
  ] as const) {
    for (const part of typed.split(/(?<=\t)/)) {
      const before = pty.rows.at(-3);
      pty.type(part);
      await pty.see((rows) => rows.at(-3) !== before);
    }
    await pty.see((rows) => rows.at(-3)?.replace(/^orders:\S+> /, '') === wanted);
    pty.type('\x15');
    await pty.see((rows) => rows.at(-3)?.endsWith('>') === true);
  }
});

test('the value of what is typed stands below the line until the line changes; nothing is evaluated', async (t) => {
  const { pty, server } = await attach(t);
  pty.type('orders.size');
  await pty.see((rows) => rows.at(-3) === '  ↳ 1' && rows.at(-4) === `${prompt}orders.size`);
  pty.type(' +');
  await pty.see((rows) => rows.at(-3) === `${prompt}orders.size +`);
  assert.deepEqual(
    server.asked.filter(({ method }) => method === 'evaluate'),
    [],
  );
});

test('a menu fits the room that it has, around the one that is chosen', () => {
  const items = Array.from({ length: 60 }, (_, index) => ({
    text: `name${index}`,
    note: index === 40 ? 'a function' : '',
  }));
  const text = (at: number | undefined, columns: number, rows: number): string[] =>
    layMenu({ from: 0, word: '', items, at }, columns, rows).map((row) =>
      row
        .map((piece) => piece.text)
        .join('')
        .trimEnd(),
    );
  assert.deepEqual(text(40, 30, 3), [' name36   name37   name38', ' name39  ›name40   name41', ' a function   60 fit']);
  for (const columns of [8, 20, 40, 200]) {
    for (const rows of [0, 1, 2, 6, 60]) {
      for (const at of [undefined, 0, 59]) {
        const laid = text(at, columns, rows);
        assert.ok(laid.length <= rows);
        assert.ok(
          laid.every((row) => row.length <= columns),
          laid.join('\n'),
        );
        if (at !== undefined && rows > 0)
          assert.ok(
            laid.some((row) => row.includes('›')),
            laid.join('\n'),
          );
      }
    }
  }
});
