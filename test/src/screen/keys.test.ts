import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, giveUp, type Key, nothingDecoded, patienceMs } from '../../../shell/dist/screen/keys.js';

/** Feeds reads one after the other and gives all keys in short: text as is, keys as <name>, pastes as [text]. */
function keysOf(...reads: string[]): string[] {
  let left = nothingDecoded;
  const keys: Key[] = [];
  for (const read of reads) {
    const decoded = decode(left, read);
    keys.push(...decoded.keys);
    left = decoded.left;
  }
  keys.push(...giveUp(left).keys);
  return keys.map((key) => (key.is === 'text' ? key.text : key.is === 'paste' ? `[${key.text}]` : `<${key.name}>`));
}

test('Enter that arrives with the text before it is still Enter', () => {
  assert.deepEqual(keysOf('ls\r'), ['ls', '<enter>']);
});

test('several keys in one read come one by one', () => {
  assert.deepEqual(keysOf('a\x12b\x7f\x1b[A\x1bOB\tx'), [
    'a',
    '<ctrl-r>',
    'b',
    '<backspace>',
    '<up>',
    '<down>',
    '<tab>',
    'x',
  ]);
});

test('every way to cut a sequence in two gives the same key', () => {
  for (const [sequence, name] of [
    ['\x1b[A', 'up'],
    ['\x1bOD', 'left'],
    ['\x1b[1;5C', 'ctrl-right'],
    ['\x1b[3~', 'delete'],
    ['\x1b[Z', 'shift-tab'],
    ['\x1b[13;2u', 'alt-enter'],
    ['\x1bb', 'alt-b'],
    ['\x1b\r', 'alt-enter'],
  ] as const) {
    for (let cut = 1; cut < sequence.length; cut += 1) {
      assert.deepEqual(keysOf(sequence.slice(0, cut), sequence.slice(cut)), [`<${name}>`], `${name} cut at ${cut}`);
    }
  }
});

test('a lone ESC is the Escape key once nothing follows it, sooner on this machine than over a network', () => {
  const { keys, left } = decode(nothingDecoded, '\x1b');
  assert.deepEqual(keys, []);
  assert.equal(patienceMs(left, false), 50);
  assert.equal(patienceMs(left, true), 100);
  assert.deepEqual(giveUp(left).keys, [{ is: 'key', name: 'escape' }]);
});

test('half a sequence is dropped and never typed', () => {
  assert.deepEqual(keysOf('a\x1b[1;'), ['a']);
});

test('answers of the terminal to questions of others are not typed', () => {
  assert.deepEqual(keysOf('a\x1b[2;2Rb', '\x1b]11;rgb:ffff/ffff/ffff\x07c', '\x1bP>|xterm\x1b\\d', '\x1b[?62;c'), [
    'a',
    'b',
    'c',
    'd',
  ]);
});

test('a paste is one block with newlines, wherever the reads cut it', () => {
  const whole = '\x1b[200~one\rtwo\r\nthree\x1b[201~x';
  for (let cut = 1; cut < whole.length; cut += 1) {
    assert.deepEqual(keysOf(whole.slice(0, cut), whole.slice(cut)), ['[one\ntwo\nthree]', 'x'], `cut at ${cut}`);
  }
});

test('keys inside a paste are text of the paste', () => {
  assert.deepEqual(keysOf('\x1b[200~rm\x03\x1b[A\r\x1b[201~'), ['[rm\x03\x1b[A\n]']);
});
