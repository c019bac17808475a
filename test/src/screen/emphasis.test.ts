import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeRows } from '../../../shell/dist/screen/full/change/code-rows.js';
import { emphasise } from '../../../shell/dist/screen/full/change/emphasis.js';
import { paint } from '../../../shell/dist/screen/theme.js';

/** The lines with what changed within them in angle brackets. */
const marked = (...lines: string[]): string[] =>
  emphasise(lines).map((parts) => parts.map(({ text, isChanged }) => (isChanged ? `<${text}>` : text)).join(''));

test('what changed within a line is told word by word, the sign of the line left out', () => {
  assert.deepEqual(marked(' a', '-  return net * rate;', '+  return net * (rate + 1);', ' b'), [
    ' a',
    '-  return net * rate;',
    '+  return net * <(>rate< + 1)>;',
    ' b',
  ]);
});

test('a line is compared with the one in its place; what is another line, or all new, is left whole', () => {
  assert.deepEqual(marked('-const a = 1;', '-const b = 2;', '+const a = 3;', '+const b = 4;', '+const c = 5;'), [
    '-const a = <1>;',
    '-const b = <2>;',
    '+const a = <3>;',
    '+const b = <4>;',
    '+const c = 5;',
  ]);
  assert.deepEqual(marked('-for (const x of all) sum += x;', '+return await fetch(address);'), [
    '-for (const x of all) sum += x;',
    '+return await fetch(address);',
  ]);
  const bundle = `-${'a'.repeat(3_000)}`;
  assert.deepEqual(marked(bundle, `+${'a'.repeat(2_999)}b`)[0], bundle);
});

test('without colours a row of carets stands below, in the rows that a long line takes as well, and no escape byte', () => {
  const hunk = { path: 'a.js', from: 7, to: 8, lines: ['-return 日本 + one;', '+return 日本 + two_and_more;', ' }'] };
  const shown = (columns: number, colours: boolean): string[] =>
    codeRows(hunk, columns, colours).map(({ number, text }) => number + paint(text, colours));
  assert.deepEqual(shown(40, false), [
    '      -return 日本 + one;',
    '                     ^^^',
    '    7 +return 日本 + two_and_more;',
    '                     ^^^^^^^^^^^^',
    '    8  }',
  ]);
  assert.deepEqual(shown(18, false), [
    '      -return 日本 + one',
    '                     ^^^',
    '      ;',
    '    7 +return 日本 + two',
    '                     ^^^',
    '      _and_more;',
    '      ^^^^^^^^^',
    '    8  }',
  ]);
  assert.deepEqual(
    shown(40, true)[1],
    '    7 \x1b[32m+\x1b[0m\x1b[32mreturn 日本 + \x1b[0m\x1b[32;7mtwo_and_more\x1b[0m\x1b[32m;\x1b[0m',
  );
});
