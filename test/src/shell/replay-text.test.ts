import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evaluation } from '@suture/protocol/values.js';
import { replayText } from '../../../shell/dist/print/replay-text.js';

const recorded = { function: 'price', path: 'a.js', line: 1, at: '2026-01-01T00:00:00.000Z', args: ['1'], result: '2' };
const value = (text: string): Evaluation => ({ ok: true, type: 'object', text });
const refused: Evaluation = {
  ok: false,
  error: { name: 'EvalError', message: 'Refused: it would have a side effect.' },
};

function verdict(now: Evaluation, planned: Evaluation): string | undefined {
  const text = replayText({ recorded, now, planned, itself: [] }, (_meaning, plain) => plain);
  return text.split('\n').find((line) => /plan changes/.test(line));
}

test('a replay says what the plan changes, and that it does not know when V8 refused one of the calls', () => {
  assert.equal(verdict(value('2'), value('3')), 'The plan changes what comes of this call.');
  assert.equal(verdict(value('2'), value('2')), 'The plan changes nothing about this call.');
  const long = value('{ items: [ 1, ... 99 more items ] }');
  assert.equal(verdict(long, long), 'The plan changes nothing that is shown of this call.');
  for (const [now, planned] of [
    [refused, refused],
    [value('2'), refused],
  ] as const)
    assert.equal(verdict(now, planned), 'What the plan changes about this call is not known.');
});
