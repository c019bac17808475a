import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deadline } from '../../../agent/dist/look/deadline.js';

test('time in which the process is not let run does not count towards a limit', () => {
  const deadline = new Deadline(30);
  // As a machine that lets others run does: the clock goes on, and no CPU time is used.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  assert.equal(deadline.isOver, false);
  const endsAt = performance.now() + 10_000;
  while (performance.now() < endsAt && !deadline.isOver);
  assert.equal(deadline.isOver, true);
});
