import assert from 'node:assert/strict';
import { test } from 'node:test';
import xterm from '@xterm/headless';
import { Sink } from '../../../shell/dist/screen/sink.js';

/** A terminal that takes what is written only when it is told to. */
class SlowTerminal {
  readonly screen: xterm.Terminal = new xterm.Terminal({
    cols: 40,
    rows: 10,
    allowProposedApi: true,
    scrollback: 1_000,
  });
  readonly writes: string[] = [];
  #taken: (() => void)[] = [];

  readonly write = (text: string, taken: () => void): void => {
    this.writes.push(text);
    this.#taken.push(taken);
  };

  /** Takes everything, also what follows from it, and gives the rows. */
  async take(): Promise<string[]> {
    let shown = 0;
    while (this.#taken.length > 0) {
      const [...taken] = this.#taken.splice(0);
      for (const done of taken) done();
    }
    for (; shown < this.writes.length; shown += 1) {
      const text = this.writes[shown] ?? '';
      await new Promise<void>((resolve) => this.screen.write(text, resolve));
    }
    this.writes.length = 0;
    const { active } = this.screen.buffer;
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }
}

test('only what changed is written', async () => {
  const terminal = new SlowTerminal();
  const sink = new Sink(terminal.write, 40);
  sink.draw('> a\nstatus\nhint', { row: 0, column: 3 });
  assert.deepEqual(await terminal.take(), ['> a', 'status', 'hint']);
  sink.draw('> ab\nstatus\nhint', { row: 0, column: 4 });
  assert.equal(terminal.writes.join('').includes('status'), false);
  assert.deepEqual(await terminal.take(), ['> ab', 'status', 'hint']);
  assert.equal(terminal.screen.buffer.active.cursorX, 4);
  sink.draw('> ab\nstatus\nhint', { row: 0, column: 4 });
  assert.deepEqual(terminal.writes, []);
});

test('a terminal that takes nothing gets one write, then the newest frame and every printed line', async () => {
  const terminal = new SlowTerminal();
  const sink = new Sink(terminal.write, 40);
  for (let count = 0; count < 1_000; count += 1) {
    sink.print([`line ${count}`]);
    sink.draw(`> ${count}\nstatus`, { row: 0, column: 2 });
  }
  assert.equal(terminal.writes.length, 1);
  const rows = await terminal.take();
  assert.equal(rows.length, 1_002);
  assert.deepEqual(rows.slice(-3), ['line 999', '> 999', 'status']);
});

test('the region grows and shrinks at the foot of the screen without leaving a trace', async () => {
  const terminal = new SlowTerminal();
  const sink = new Sink(terminal.write, 40);
  sink.print(Array.from({ length: 20 }, (_, index) => `line ${index}`));
  sink.draw('> a\nstatus', { row: 0, column: 3 });
  await terminal.take();
  sink.draw('> a\n… b\n… c\nstatus', { row: 2, column: 3 });
  assert.deepEqual((await terminal.take()).slice(-5), ['line 19', '> a', '… b', '… c', 'status']);
  sink.draw('> \nstatus', { row: 0, column: 2 });
  assert.deepEqual(
    (await terminal.take()).slice(-3),
    ['line 19', '> ', 'status'].map((row) => row),
  );
  assert.equal(terminal.screen.buffer.active.cursorX, 2);
});

test('what is left at the end is what was printed', async () => {
  const terminal = new SlowTerminal();
  const sink = new Sink(terminal.write, 40);
  sink.print(['one']);
  sink.draw('> a\nstatus', { row: 0, column: 3 });
  sink.print(['two']);
  const rest = sink.close();
  await terminal.take();
  await new Promise<void>((resolve) => terminal.screen.write(rest, resolve));
  assert.deepEqual(await terminal.take(), ['one', 'two']);
});
