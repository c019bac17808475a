import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDrawing } from '../../../shell/dist/screen/drawing.js';
import { Sink } from '../../../shell/dist/screen/sink.js';
import { fit, layInput } from '../../../shell/dist/screen/views/input.js';
import { lineOf } from '../../../shell/dist/screen/state/line.js';
import { openingState, type State } from '../../../shell/dist/screen/state/state.js';
import { greeting } from './opened.ts';

const opened: State = {
  ...openingState({ ...greeting, patches: 2 }, { columns: 110, rows: 24 }, 'src/pricing.ts'),
  patches: { live: 2, unrecorded: 1 },
  status: {
    name: 'orders',
    pid: 4711,
    revision: null,
    node: 'v20.20.2',
    uptimeMs: 1,
    rssBytes: 80 * 2 ** 20,
    heapUsedBytes: null,
    eventLoopDelayMs: { p50: 1.24, p99: 31.4 },
    patches: 2,
    attached: 3,
    stuckMs: 0,
  },
};

/** What a terminal is given that shows a state and nothing else. */
function frame(state: State): string[] {
  let written = '';
  const sink = new Sink((text) => {
    written += text;
  }, state.size.columns);
  openDrawing(sink, state).close();
  return written
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')
    .split('\n')
    .map((row) => row.replaceAll('\r', ''));
}

test('the live region is prompt, status and hint', () => {
  assert.deepEqual(frame({ ...opened, line: lineOf('cache.get(\n"tea")') }), [
    'orders:4711@3f2c9ab+2 src/pricing.ts> cache.get(',
    '… "tea")',
    ' ● attached │ orders pid 4711 │ rev 3f2c9ab │ 2 patches, 1 unrecorded │ loop 1.2/31 ms │ mem 80 MB │ 3 shells',
    ' ? what can be done now   : commands   ^R earlier lines   ^D leave',
  ]);
});

test('a narrow terminal drops fields from the right, a low one drops the hint', () => {
  assert.deepEqual(frame({ ...opened, size: { columns: 44, rows: 10 }, line: lineOf('1') }), [
    'orders:4711@3f2c9ab+2 src/pric…1',
    ' ● attached │ orders pid 4711 │ rev 3f2c9ab',
  ]);
});

test('a main thread that does not answer and a lost connection are said in words', () => {
  const stuck = { ...opened, status: opened.status && { ...opened.status, eventLoopDelayMs: null, stuckMs: 4_200 } };
  assert.match(frame(stuck).join('\n'), /main thread busy 4\.2 s/);
  const lost = frame({ ...opened, connection: { is: 'lost', attempt: 3, waitMs: 3_600 } });
  assert.match(lost.join('\n'), /◌ connection lost, try 3 in 4 s/);
});

test('a question takes the prompt over', () => {
  const asking = frame({
    ...opened,
    activity: { is: 'asking', id: 1, text: ':patch', question: 'Load this into orders (4711)?' },
  });
  assert.equal(asking[0]?.trimEnd(), 'Load this into orders (4711)? [y/N]');
  assert.equal(asking.at(-1), ' y and Enter: yes.   Enter or ^C: no, nothing is changed');
});

test('no row is ever as wide as the terminal, whatever is typed', () => {
  const texts = ['', 'x'.repeat(500), '好'.repeat(120), '👩‍👩‍👧'.repeat(60), `a\tb\u001b[31m${'y\n'.repeat(30)}`];
  for (const columns of [20, 40, 80, 120, 200]) {
    for (const text of texts) {
      for (const row of frame({ ...opened, size: { columns, rows: 24 }, line: lineOf(text) })) {
        assert.equal(fit(row, columns - 1), row);
        assert.equal(row.includes('\u001b'), false);
      }
    }
  }
});

test('the cursor stands where the next character goes, and a long text shows the rows around it', () => {
  assert.deepEqual(layInput('> ', { text: 'ab好c', cursor: 3 }, 20, 8).cursor, { row: 0, column: 6 });
  const rows = layInput('> ', lineOf(Array.from({ length: 30 }, (_, index) => `row ${index}`).join('\n')), 20, 8);
  assert.equal(rows.rows.length, 8);
  assert.equal(rows.rows.at(-1)?.text, 'row 29');
  assert.deepEqual(rows.cursor, { row: 7, column: '… row 29'.length });
  assert.deepEqual(layInput('> ', lineOf('x'.repeat(18)), 20, 8).cursor, { row: 1, column: 2 });
});
