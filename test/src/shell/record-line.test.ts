import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordLine } from '../../../shell/dist/print/record-line.js';

const hint = 'Run `git config suture.fork true`.';

test('a record is at its pull request, waits for a moment, or needs a person, and says which', () => {
  const urls = [
    'https://github.com/a/b/pull/7',
    'https://gitlab.com/a/b/-/merge_requests/7',
    'https://codeberg.org/a/b/pulls/7',
  ];
  for (const pullRequest of urls) assert.equal(recordLine({ state: 'open', pullRequest }), `PR #7 ${pullRequest}`);
  assert.equal(recordLine({ state: 'open', pullRequest: 'file:///o/review/' }), 'file:///o/review/');
  const at = new Date();
  at.setHours(14, 5, 0, 0);
  const waiting = { message: 'The forge is down.', hint, retryAt: at.toISOString() };
  assert.equal(recordLine({ state: 'pushed' }, waiting), 'waiting until 14:05 (The forge is down.)');
  const needs = { message: 'You may not push.', hint };
  assert.equal(recordLine({ state: 'committed' }, needs), `needs you (You may not push. ${hint})`);
});
