import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Underway } from '@suture/protocol/consequences.js';
import type { ToldUse } from '../../../shell/dist/change/consequences.js';
import { underwayText, usesText } from '../../../shell/dist/print/consequence-text.js';

const use = (kind: ToldUse['kind'], name: string, line: number): ToldUse => ({
  kind,
  function: name,
  path: 'src/orders.ts',
  line,
});

test('uses are told by how certain they are, three of a kind, the others counted', () => {
  const calls = [1, 2, 3, 4, 5].map((line) => use('call', line === 1 ? '' : `f${line}`, line));
  assert.deepEqual(usesText({ uses: calls, moreUses: 0 }, true), [
    'called from the top level (src/orders.ts:1), f2 (src/orders.ts:2), f3 (src/orders.ts:3) and 2 more',
  ]);
  assert.deepEqual(
    usesText({ uses: [use('call', 'f', 1), use('use', 'g', 2), use('name', 'h', 3)], moreUses: 7 }, true),
    [
      'called from f (src/orders.ts:1)',
      'handed on in g (src/orders.ts:2)',
      'a member of that name is used in h (src/orders.ts:3); of which object cannot be told',
      'used in 7 more places',
    ],
  );
  assert.deepEqual(usesText({ uses: [use('use', 'g', 2)], moreUses: 0 }, false), ['read in g (src/orders.ts:2)']);
  assert.deepEqual(usesText({ uses: [], moreUses: 0 }, true), ['no use of it by name in the loaded modules']);
});

test('calls in flight are told as far as they are known, and never as none when nobody has looked', () => {
  const told = (known: Underway['known'], more: Partial<Underway> = {}): string =>
    underwayText({ known, versions: [], canBeFollowed: true, ...more }, 'f follows them');
  assert.equal(told('none'), 'in flight: none, each call ends before a patch comes in');
  assert.equal(told('unknown'), 'in flight: not known; f follows them');
  assert.equal(told('unknown', { canBeFollowed: false }), 'in flight: not known');
  const versions = [
    { patch: null, count: 3 },
    { patch: '01JD', count: 1 },
  ];
  assert.equal(told('counted', { versions }), 'in flight: 3 in the build, 1 in patch 01JD');
  assert.equal(
    told('atLeast', { versions, followedMs: 12_000 }),
    'in flight: 3 in the build, 1 in patch 01JD; followed for 12 s, older ones are not seen',
  );
  assert.equal(told('atLeast', { followedMs: 0 }), 'in flight: none; followed for 0 s, older ones are not seen');
});
