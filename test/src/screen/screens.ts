import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Pty } from './pty.ts';
import { openShop } from './shop.ts';

const size = { columns: 96, rows: 24 };

/** Plays a repair on the demo's service and gives the page of its screens, whatever differs from run to run made the same. */
export async function captureScreens(t: Pick<TestContext, 'after'>): Promise<string> {
  // Rows are broken where the paths end: those of the demo shall be as long everywhere.
  process.env['TMPDIR'] = '/tmp';
  const { stage, order, sit } = await openShop(t);
  const editor = join(stage.folder, 'editor');
  await writeFile(
    editor,
    `#!/bin/sh\nsed -i 's/vouchers\\[order.voucher\\].percent/(vouchers[order.voucher]?.percent ?? 0)/' "$1"\n`,
  );
  await chmod(editor, 0o755);
  const pty = await sit({ EDITOR: editor }, size);
  const screens: string[] = [];
  const take = (title: string, told: string): void => {
    screens.push(`## ${title}`, '', told, '', '```text', ...steady(pty), '```', '');
  };
  const show = async (keys: string, wanted: RegExp): Promise<void> => {
    pty.type(keys);
    await pty.see(wanted);
  };

  await show(':scope pricing.js\r', /Inside dist/);
  await show('vouchers.SUMMER25\r', /= undefined/);
  await show('vouchers.WELCOME10\r', /= \{ percent: 10 \}/);
  take('The prompt', 'What is no command is evaluated inside the process; side effects are refused.');

  await show(':tree vouchers\r', /▸ WELCOME10/);
  await show('j\r', /percent: 10\n/);
  take(
    '`:tree EXPR`',
    'A value, unfolded branch by branch. No getter runs; handles are given back when the view is left.',
  );
  await show('q', /= \{ percent: 10 \}/);

  await show(':watch dist/pricing.js:discountOf\r', /0 of at most 50 shown/);
  await order();
  await pty.see(/✗ \[TypeError/);
  take('`:watch FUNCTION`', 'Calls as they happen; it ends by itself, and with the view. Enter shows the whole call.');
  await show('sq', /calls?, 1 shown/);

  await show(':edit pricing.ts\r', /in flight: none[\s\S]*It can be loaded/);
  take(
    '`:edit FILE`: the diff',
    'The editor has been on the file as it runs. Each hunk, and what it does to the process beside it.',
  );
  await show('l', /What was wrong\?/);
  await show('old vouchers fail\r', /\[y\/N\]/);
  await show('y\r', /record ✓/);
  await pty.see(/1 patch │/);
  take('`:edit FILE`: loaded and recorded', 'On a forge the record is `PR #481`; on a plain remote a review package.');
  await show('q', /^Live in orders/m);

  await show(':patches\r', /live .*old vouchers fail/);
  take('`:patches`', 'Newest on top; the marked one below. What anybody else does shows as it happens.');
  await show('r', /\[y\/N\]/);
  take('A question', 'Nothing dangerous stands on one bare key: it is asked, and answered with y and Enter.');
  await show('\r', /Nothing was changed/);
  await show('?', /keys of: patches/);
  take('`?` in a view', 'Its keys, from the table that the view itself is driven by.');
  pty.close();
  return [...head, ...screens].join('\n');
}

const head = [
  '# Screens',
  '',
  'Captured from a real terminal by `test/src/screen/screens.ts`; a test fails when they are no longer so, and',
  '`npm run docs:screens` writes them anew. Process ids, times and the like are replaced.',
  '',
];

const id = '01JD4Z9Q2W8K5T7N3M6R1X0V4B';

/** The rows on the screen, with what differs from run to run replaced. */
function steady(pty: Pty): string[] {
  return pty.rows.map((row) => {
    if (row.startsWith(' ● attached')) return status(row);
    return row
      .replace(/\borders:\d+@[0-9a-f]{7}/, 'orders:4711@3f2c9ab')
      .replace(/\borders \(\d+\)/, 'orders (4711)')
      .replace(/file:\/\/\S*\/suture\//, 'file:///home/on-call/.local/state/suture/')
      .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, id)
      .replace(/\b[0-9a-f]{40}\b/, '5d1e0c9b7a3f48265d1e0c9b7a3f48265d1e0c9b')
      .replace(/\d\d:\d\d:\d\d\.\d{3} +[\d.]+ ms/, '03:12:44.218     0.12 ms')
      .replace(/[\d.]+ calls\/s/, '0.4 calls/s')
      .replace(/held for [\d.]+ ms/, 'held for 0.2 ms')
      .replace(/\([\d.]+ ms\)$/, '(1.4 ms)')
      .replace(/(?<!:)\b\d\d:\d\d\b(?!:)/, '03:12');
  });
}

/** Figures and width of the status row differ; the number of patches does not. */
function status(row: string): string {
  const patches = / (no patches|\d+ patch\w*) /.exec(row)?.[1] ?? '';
  return ` ● attached │ orders pid 4711 │ rev 3f2c9ab │ ${patches} │ loop 0.2/12 ms │ mem 84 MB │ 1 shell`;
}
