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
  at.setDate(at.getDate() + 1);
  at.setHours(14, 5, 0, 0);
  const waiting = { message: 'The forge is down.', hint, retryAt: at.toISOString() };
  assert.match(
    recordLine({ state: 'pushed' }, waiting),
    /^waiting until \d{4}-\d\d-\d\d 14:05 \(The forge is down\.\)$/,
  );
  const needs = { message: 'You may not push.', hint };
  const over = { ...waiting, hint: 'Wait.', retryAt: '2026-01-01T00:00:00.000Z' };
  assert.equal(
    recordLine({ state: 'pushed' }, over),
    'needs you (The forge is down. Wait. Then `suture outbox --retry`.)',
    'a moment that has passed is nothing to wait for',
  );
  assert.equal(
    recordLine({ state: 'merged', pullRequest: 'https://github.com/a/b/pull/7' }),
    'PR #7 merged https://github.com/a/b/pull/7',
  );
  assert.equal(recordLine({ state: 'committed' }, needs), `needs you (You may not push. ${hint})`);
});
