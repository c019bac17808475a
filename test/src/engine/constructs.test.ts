import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, rollback } from './bench.ts';
import { classConstructs } from './constructs/classes.ts';
import { closureConstructs } from './constructs/closures.ts';
import { functionConstructs } from './constructs/functions.ts';

const constructs = [...functionConstructs, ...classConstructs, ...closureConstructs];

for (const { title, source, edits, take, before, after, format } of constructs) {
  test(`a reference taken before the edit reaches the new body of ${title}, and the old one after a rollback`, async () => {
    const specimen = await load(source, format);
    const use = take(specimen.exports);
    assert.deepEqual(await use(), before);
    const id = await edit(specimen, ...edits);
    assert.deepEqual(await use(), after);
    assert.equal(await rollback(id), undefined);
    assert.deepEqual(await use(), before);
  });
}
