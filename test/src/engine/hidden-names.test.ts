import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, rollback } from './bench.ts';

test('a module that has a globalThis and a Symbol of its own can be patched', async () => {
  for (const format of ['commonjs', 'module'] as const) {
    const exported = format === 'module' ? 'export { f }' : 'exports.f = f;';
    const source = `var globalThis = undefined, Symbol = null;\nfunction f(x = Symbol) { return [x, 1]; }\n${exported}\n`;
    const specimen = await load(source, format);
    const { f } = specimen.exports as { f: () => unknown };
    assert.deepEqual(f(), [null, 1]);
    const id = await edit(specimen, ['[x, 1]', '[x, 2, globalThis]']);
    assert.deepEqual(f(), [null, 2, undefined]);
    assert.equal(await rollback(id), undefined);
    assert.deepEqual(f(), [null, 1]);
  }
});
