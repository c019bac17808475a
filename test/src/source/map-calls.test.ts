import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { mapCalls } from '../../../shell/dist/source/map-calls.js';

const map = { version: 3, sources: ['../src/shop.ts'], names: [], mappings: 'AAKA;AACE' };
const data = Buffer.from(JSON.stringify(map)).toString('base64');
const loaded = `async function settle() {\n  await never();\n}\n//# sourceMappingURL=data:application/json;base64,${data}\n`;

const channelOn = (source: string): Channel =>
  ({ call: async () => ({ loaded, source, url: 'file:///srv/dist/shop.js' }) }) as unknown as Channel;
const waits = { line: 2, column: 3, text: 'never()', what: null, isLost: false };
const call = {
  function: 'settle',
  path: 'dist/shop.js',
  line: 1,
  column: 1,
  patch: null,
  since: '2026-01-01T00:00:00.000Z',
  ms: 5,
  args: [],
};

test('a call that waits is told with its place in the source that was compiled', async () => {
  const [mapped] = await mapCalls(channelOn(loaded), [{ ...call, waits }]);
  assert.deepEqual([mapped?.path, mapped?.line, mapped?.waits?.line], ['src/shop.ts', 6, 7]);
});

test('a place that is not known, or in a patched text, stays as it is', async () => {
  const [unknown] = await mapCalls(channelOn(loaded), [{ ...call, waits: null }]);
  assert.deepEqual([unknown?.path, unknown?.waits], ['src/shop.ts', null]);
  const [patched] = await mapCalls(channelOn(`// new\n${loaded}`), [{ ...call, waits }]);
  assert.deepEqual([patched?.path, patched?.line, patched?.waits], ['dist/shop.js', 1, waits]);
});
