import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { Resume } from '../../../shell/dist/screen/resume.js';
import { until } from '../agent/host.ts';

test('an attached shell finishes what waits, again and again, whatever fails in between, until it is left', async () => {
  const said: string[] = [];
  let looks = 0;
  const resume = new Resume({
    channel: () => ({}) as Channel,
    finish: async () => {
      looks += 1;
      if (looks === 1) throw new Error('the connection is lost');
      return looks === 3 ? ['01JD: PR #7'] : [];
    },
    said: (lines) => said.push(...lines),
    everyMs: 1,
  });
  await until(
    () => looks >= 4,
    () => 'four looks',
  );
  resume.close();
  resume.close();
  assert.deepEqual(said, ['01JD: PR #7']);
  const before = looks;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(looks <= before + 1);
});
