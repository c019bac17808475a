import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, nothingDecoded } from '../../../shell/dist/screen/keys.js';
import { actionOf } from '../../../shell/dist/screen/state/keymap.js';
import { graphemes } from '../../../shell/dist/screen/state/line.js';
import { reduce } from '../../../shell/dist/screen/state/reduce.js';
import type { Action, Effect, State } from '../../../shell/dist/screen/state/state.js';
import { words } from '../../../shell/dist/screen/words.js';
import { opened } from './opened.ts';

/** Types bytes and lets actions happen, and gives the state and every effect on the way. */
function play(before: State, ...happenings: (string | Action)[]): { state: State; effects: Effect[] } {
  let state = before;
  const effects: Effect[] = [];
  for (const happening of happenings) {
    const actions = typeof happening === 'string' ? decode(nothingDecoded, happening).keys.map(actionOf) : [happening];
    for (const action of actions) {
      if (action === undefined) continue;
      const step = reduce(state, action);
      state = step.state;
      effects.push(...step.effects);
    }
  }
  return { state, effects };
}

function runs(effects: readonly Effect[]): unknown[] {
  return effects.flatMap((effect) => (effect.do === 'run' ? [effect.command] : []));
}

function printed(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.do === 'print' ? effect.lines.map((line) => line.map(({ text }) => text).join('')) : [],
  );
}

const armed: State = { ...opened, armed: { why: 'test', leftMs: 60_000 } };

test('an expression is evaluated without side effects, with :write in an armed shell and with them', () => {
  assert.deepEqual(runs(play(opened, 'orders.size\r').effects), [
    { is: 'evaluate', expression: 'orders.size', write: false },
  ]);
  assert.deepEqual(runs(play(armed, ':write orders.clear()\r').effects), [
    { is: 'evaluate', expression: 'orders.clear()', write: true },
  ]);
});

test('a name with ? asks about a function, with ?? for the text that runs', () => {
  for (const [typed, name, withSource] of [
    ['quote?', 'quote', false],
    ['src/cart.ts:Cart.total??', 'src/cart.ts:Cart.total', true],
  ] as const) {
    assert.deepEqual(runs(play(opened, `${typed}\r`).effects), [{ is: 'function', name, withSource }]);
  }
  assert.equal(runs(play(opened, 'a ? b :\r').effects).length, 0);
});

test('an incomplete expression goes on in a new row', () => {
  const { state, effects } = play(opened, 'orders.map((each) => {\r');
  assert.deepEqual(effects, []);
  assert.equal(state.line.text, 'orders.map((each) => {\n');
  assert.equal(
    runs(play(state, 'return each.id })\r').effects.length === 0 ? [] : play(state, 'return each.id })\r').effects)
      .length,
    1,
  );
});

test('a wrong expression is sent as it is: the process says what is wrong', () => {
  for (const text of ['orders size', 'a b c', ')', '1 +* 2', "'never closed"]) {
    assert.equal(runs(play(opened, `${text}\r`).effects).length, 1, text);
  }
});

test('lines typed while one runs wait for their turn', () => {
  const first = play(opened, '1\r2\r3\r');
  assert.equal(runs(first.effects).length, 1);
  const second = play(first.state, { type: 'answered', id: 1, lines: [] });
  assert.deepEqual(runs(second.effects), [{ is: 'evaluate', expression: '2', write: false }]);
});

test('what a view has no place for goes to the command of the command line', () => {
  const wanted = [
    ['watch', 'src/cart.ts:total', '--json'],
    ['profile', '-o', 'slow.cpuprofile'],
    ['patches', '--json'],
  ];
  for (const words of wanted) {
    const { effects } = play(opened, `:${words.join(' ')}\r`);
    assert.deepEqual(runs(effects), [{ is: 'plain', name: words[0], words }]);
  }
  assert.ok(play(opened, ':profile --for 2s\r').effects.some((effect) => effect.do === 'open'));
});

test('pasted rows are one text and run nothing by themselves', () => {
  const { state, effects } = play(opened, '\x1b[200~const a = 1\rconst b = 2\r\x1b[201~');
  assert.deepEqual(effects, []);
  assert.equal(state.line.text, 'const a = 1\nconst b = 2\n');
});

test('a change asks; y and Enter makes it, and from then on it cannot be interrupted', () => {
  const asked = play(opened, ':rollback 01\r', { type: 'asked', id: 1, question: 'Take it out?' });
  assert.deepEqual(runs(asked.effects), [{ is: 'plain', name: 'rollback', words: ['rollback', '01'] }]);
  const yes = play(asked.state, 'y\r');
  assert.deepEqual(yes.effects.at(-1), { do: 'answer', id: 1, yes: true });
  const interrupted = play(yes.state, '\x03');
  assert.equal(interrupted.state.activity.is, 'changing');
  assert.equal(interrupted.state.notice, words.changeCannotStop);
});

test('everything but a yes is a no', () => {
  for (const keys of ['\r', 'n\r', 'yess\r', '\x03', '\x04', '\x1b[200~y\x1b[201~\r']) {
    const asked = play(opened, ':rollback 01\r', { type: 'asked', id: 1, question: 'Take it out?' });
    assert.deepEqual(play(asked.state, keys).effects.at(-1), { do: 'answer', id: 1, yes: false }, JSON.stringify(keys));
  }
});

test('what was typed ahead does not answer a question, and what was on the line comes back', () => {
  const asked = play(opened, ':rollback 01\ry\rhalf a li', { type: 'asked', id: 1, question: 'Take it out?' });
  assert.equal(asked.state.activity.is, 'asking');
  assert.equal(asked.state.line.text, '');
  assert.deepEqual(asked.state.queue, []);
  assert.equal(play(asked.state, '\r').state.line.text, 'half a li');
});

test('^C goes down a ladder and never reaches the process', () => {
  const running = play(opened, 'slow()\rmore');
  const stopped = play(running.state, '\x03');
  assert.equal(stopped.state.activity.is, 'idle');
  assert.deepEqual(printed(stopped.effects), [words.stoppedWaiting]);
  const cleared = play(stopped.state, '\x03');
  assert.equal(cleared.state.line.text, '');
  const told = play(cleared.state, '\x03');
  assert.equal(told.state.notice, words.howToLeave);
  assert.deepEqual([...cleared.effects, ...told.effects], []);
});

test('^C closes the menu first, with what was typed', () => {
  const items = ['get', 'set'].map((text) => ({ text, note: '' }));
  const menu = play(opened, 'x.', { type: 'completed', of: 'x.', word: '', items }, '\t');
  assert.equal(menu.state.line.text, 'x.get');
  const closed = play(menu.state, '\x03');
  assert.equal(closed.state.menu, undefined);
  assert.equal(closed.state.line.text, 'x.');
  assert.equal(play(closed.state, '\x03').state.line.text, '');
});

test('the answer to something no longer waited for is printed as late', () => {
  const stopped = play(opened, 'slow()\r\x03');
  const late = play(stopped.state, { type: 'answered', id: 1, lines: [[{ text: '= 5' }]] });
  assert.deepEqual(printed(late.effects), [words.lateAnswer, '= 5']);
});

test('^D leaves on an empty line only', () => {
  assert.deepEqual(play(opened, 'ab\x01\x04').state.line, { text: 'b', cursor: 0 });
  assert.deepEqual(play(opened, '\x04').effects, [{ do: 'leave' }]);
});

test('a lost connection keeps the line, the history and the editing', () => {
  const lost = play(
    opened,
    '1\r',
    { type: 'answered', id: 1, lines: [] },
    { type: 'lost', attempt: 1, waitMs: 500 },
    '2\r',
  );
  assert.equal(runs(lost.effects).length, 1);
  assert.equal(lost.state.line.text, '2');
  assert.equal(lost.state.notice, words.notConnected);
  assert.equal(play(lost.state, '\x15\x1b[A').state.line.text, '1');
});

test('↑ finds earlier lines that begin like the one typed and ↓ comes back to it', () => {
  const before = play(
    opened,
    'alpha\r',
    { type: 'answered', id: 1, lines: [] },
    'beta\r',
    { type: 'answered', id: 2, lines: [] },
    'al',
  );
  const older = play(before.state, '\x1b[A');
  assert.equal(older.state.line.text, 'alpha');
  assert.equal(play(older.state, '\x1b[B').state.line.text, 'al');
});

test('a long text is parted into characters like a short one', () => {
  const family = '👩‍👩‍👧';
  assert.deepEqual(graphemes(`é${family}`.repeat(2_000)), Array.from({ length: 2_000 }, () => ['é', family]).flat());
  assert.equal(graphemes('e' + '\u0301'.repeat(3_000)).join('').length, 3_001);
});

test('the line is edited by what a person takes for characters', () => {
  assert.equal(play(opened, 'a👩‍👩‍👧é\x7f\x7f').state.line.text, 'a');
  assert.equal(play(opened, 'one two\x17three').state.line.text, 'one three');
  assert.equal(play(opened, 'one two\x01\x0b\x19!').state.line.text, 'one two!');
});

test('a command that is not written right says how it is written', () => {
  for (const [text, part] of [
    [':nothing', 'no command'],
    [':p', 'may mean'],
    [':edit', 'One file'],
    [':patch -m', 'reason'],
    [':patch -m "open', 'quote'],
    [':scope a b', ':scope [MODULE]'],
    [':arm 15m', 'reason'],
    [':arm 2h too long', 'an hour'],
  ] as const) {
    const { effects } = play(opened, `${text}\r`);
    assert.deepEqual(runs(effects), []);
    const text2 = printed(effects).join('\n');
    assert.match(text2, /Error: /);
    assert.match(text2, /Hint: /);
    assert.ok(text2.includes(part), text2);
  }
});
