import assert from 'node:assert/strict';
import test from 'node:test';
import { OnTrial } from '../../../agent/dist/serve/on-trial.js';

test('a main thread that answers with an error does not end the trial, nor the thread that looks after it', async (t) => {
  const calls: string[] = [];
  const bridge = {
    callWithin: (_ms: number, method: string) => {
      calls.push(method);
      return Promise.reject(new Error('a bug'));
    },
    tell: () => {},
  };
  const register = { get: () => undefined };
  const context = {
    bridge,
    register,
    tell() {},
    takeBack: () => Promise.resolve(true),
    passed: () => Promise.resolve(),
  };
  const onTrial = new OnTrial(context as unknown as ConstructorParameters<typeof OnTrial>[0]);
  t.after(() => onTrial.close());
  const before = await onTrial.observe({ id: 'a', modules: [] } as unknown as Parameters<OnTrial['observe']>[0], 1);
  assert.equal(before.uncaught, 0);
  const kept = { patch: { id: 'a' } } as unknown as Parameters<OnTrial['begin']>[0];
  onTrial.begin(kept, { probation: { forMs: 60_000 } }, before);
  const looks = calls.length;
  while (calls.length < looks + 3) await new Promise((resolve) => setTimeout(resolve, 20));
  await onTrial.look();
});
