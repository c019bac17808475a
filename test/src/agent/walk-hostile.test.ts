import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { branchesOf } from '../../../agent/dist/look/branches.js';
import { describe } from '../../../agent/dist/look/walk.js';
import { hostile, type Tally } from './hostile.ts';

const runs = Number(process.env['SUTURE_HOSTILE_RUNS'] ?? 2_000);
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
      assert.ok(Array.isArray((JSON.parse(facts) as { entries: unknown }).entries));
      assert.equal(tally.runs, before, 'code of the object was run');
      assert.equal(typeof described.text, 'string');
      // The clock is asked at each node, so that one node may go beyond: listing the keys of a large object, say.
      assert.ok(tookMs < 500, `${tookMs} ms`);
      assert.ok(described.text.length < 400_000, `${described.text.length} characters`);
      assert.ok(JSON.stringify(described).length > 0);
    }),
    { numRuns: runs, ...(process.env['SUTURE_SEED'] ? { seed: Number(process.env['SUTURE_SEED']) } : {}) },
  );
});
