import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { spawn } from '@lydell/node-pty';
import { places } from '../patient/places.ts';
import { takeDesk } from './desk.ts';
import type { Seat } from './seat.ts';
import type { StandIn } from './stand-in.ts';
import type { Memory } from './workplace.ts';

const id = '01JD0000000000000000000001';

describe('a question on a terminal', () => {
  let seat: Seat;
  let memory: Memory;
  let agent: StandIn;
  beforeEach(async () => {
    const desk = await takeDesk();
    ({ seat, memory, agent } = desk);
    memory.take(id, desk.place.origin);
  });
  afterEach(() => seat.leave());

  /** Runs a command in a terminal and types when the question is there. */
  const answer = (
    words: string[],
    typed: string,
    env: Record<string, string> = {},
  ): Promise<{ exit: number; shown: string }> =>
    new Promise((resolve) => {
      const terminal = spawn(process.execPath, [places.shell, ...words], {
        cwd: seat.home,
        env: { ...seat.env, TERM: 'xterm', ...env },
      });
      let shown = '';
      let asked = false;
      terminal.onData((text) => {
        shown += text;
        if (asked || !shown.includes('[y/N]')) return;
        asked = true;
        terminal.write(typed);
      });
      terminal.onExit(({ exitCode }) => resolve({ exit: exitCode, shown }));
    });

  it('y goes ahead', async () => {
    const { exit, shown } = await answer(['rollback', '01JD'], 'y\r');
    assert.equal(exit, 0, shown);
    assert.match(shown, /Take 01JD.* \(it was too cheap\) out of orders \(4121\)\? \[y\/N\]/);
    assert.equal(memory.patches[0]?.state, 'rolledBack');
  });

  for (const [what, typed] of [
    ['nothing', '\r'],
    ['n', 'n\r'],
    ['yellow', 'yellow\r'],
    ['Ctrl-D', '\u0004'],
    ['Ctrl-C', '\u0003'],
  ] as const) {
    it(`${what} changes nothing: exit 1`, async () => {
      const { exit, shown } = await answer(['rollback', id], typed);
      assert.equal(exit, 1, shown);
      assert.match(shown, /Error: Not confirmed; nothing was changed\./);
      assert.ok(!agent.methods.includes('rollback'));
    });
  }

  it('--yes asks nothing', async () => {
    const { exit, shown } = await answer(['rollback', id, '--yes'], '');
    assert.equal(exit, 0);
    assert.doesNotMatch(shown, /\[y\/N\]/);
  });

  it('colours are for terminals that can, unless NO_COLOR is set', async () => {
    assert.match((await answer(['status'], '')).shown, /\u001b\[1morders/);
    assert.doesNotMatch((await answer(['status'], '', { NO_COLOR: '1' })).shown, /\u001b\[1m/);
    assert.doesNotMatch((await answer(['status'], '', { TERM: 'dumb' })).shown, /\u001b\[1m/);
  });
});
