import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { captureScreens } from './screens.ts';

test('the page of screens shows what a terminal shows (npm run docs:screens writes it anew)', async (t) => {
  const page = await readFile(new URL('../../../docs/SCREENS.md', import.meta.url), 'utf8');
  assert.equal(await captureScreens(t), page);
});
