import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { branchesOf } from '../../../agent/dist/look/branches.js';
import { copyData } from '../../../agent/dist/look/copy-data.js';
import { describe } from '../../../agent/dist/look/walk.js';
import { hostile, type Tally } from './hostile.ts';

const runs = Number(process.env['SUTURE_TEST_RUNS'] ?? 500);
const budget = { depth: 4, items: 50, chars: 200, nodes: 500, waitMs: 20 };

test(`looking at ${runs} hostile objects runs none of their code and stays within its budget`, () => {
  fc.assert(
    fc.property(hostile, (make) => {
      const tally: Tally = { runs: 0 };
      const value = make(tally);
      const before = tally.runs;
      const startedAt = performance.now();
      const described = describe(value, budget);
      const tookMs = performance.now() - startedAt;
      const [facts] = branchesOf(value, 0, 100);
      copyData(value);
      assert.ok(Array.isArray((JSON.parse(facts) as { entries: unknown }).entries));
      assert.equal(tally.runs, before, 'code of the object was run');
      assert.equal(typeof described.text, 'string');
      // The clock is asked at each node. V8 lists the keys of an object all at once, so that one node may go beyond.
      assert.ok(tookMs < 500, `${tookMs} ms`);
      assert.ok(described.text.length < 400_000, `${described.text.length} characters`);
      assert.ok(JSON.stringify(described).length > 0);
    }),
    {
      numRuns: runs,
      includeErrorInReport: true,
      ...(process.env['SUTURE_SEED'] ? { seed: Number(process.env['SUTURE_SEED']) } : {}),
    },
  );
});

test('the keys of a large object are listed once, which V8 does in one go, and no more', () => {
  const large = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`key${index}`, index]));
  // Of the process, not of the clock: others may use the machine as well.
  const time = (act: () => unknown): number => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  const listed = Math.min(...[1, 2, 3].map(() => time(() => Reflect.ownKeys(large))));
  const described = Math.min(...[1, 2, 3].map(() => time(() => describe({ large, again: { large } }, budget))));
  assert.ok(described < 2 * listed + budget.waitMs, `${described} ms against ${listed} ms`);
});
