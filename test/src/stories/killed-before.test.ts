import { test } from 'node:test';
import { everyStep } from '../record/every-step.ts';

test('a shell that is killed before any of its steps leaves one commit, one branch and one request in the end', async () => {
  await everyStep('before');
});
