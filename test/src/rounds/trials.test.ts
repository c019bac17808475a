import { type TestContext, test } from 'node:test';
import { LongLived } from './long-lived.ts';

const bodies = (source: string, n: number): string => source.replace('x * 2', `x * ${n}`);
const trials: Readonly<Record<string, (it: LongLived) => Promise<void>>> = {
  'for a share of the calls': (it) => it.patch(['es.js', 'cart.js', 'make.js'], bodies, { canary: { share: 0.5 } }),
  'for the calls that a condition chooses': (it) =>
    it.patch(['common.cjs'], bodies, { canary: { when: `args[0] > ${it.number}` } }),
  'for some calls, then for all': (it) =>
    it.patch(['es.js', 'make.js'], bodies, { canary: { share: 0.5 }, promote: true }),
};

test('patches on trial and back leave the heap and the scripts of a process as they were', async (t: TestContext) => {
  const it = await LongLived.start(t);
  for (const [how, round] of Object.entries(trials)) await t.test(how, () => it.leavesNothing(() => round(it)));
});
