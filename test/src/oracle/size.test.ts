import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from '../../../agent/dist/load/instrument.js';

/** A bundle: one function around everything, as esbuild and webpack write it. */
function bundle(functions: number): string {
  const lines = Array.from(
    { length: functions },
    (_, n) =>
      `  var state${n} = 0;\n  function part${n}(a, b) {\n    state${n} += a;\n` +
      `    return [a].map(function (x) { return part${(n * 7) % functions}(x, b) + state${(n * 3) % functions}; });\n  }\n`,
  );
  return `(function () {\n${lines.join('')}  return part0;\n})();\n`;
}

test('guards grow with the number of functions of a bundle, not with its square', () => {
  const sizes = [500, 1000].map((functions) => {
    const source = bundle(functions);
    const made = instrument(source, { url: 'file:///bundle.js', format: 'commonjs' });
    assert.ok(made.ok);
    assert.equal(made.functions, functions * 2 + 1);
    assert.ok(made.code.length < source.length * 4, `${source.length} grew to ${made.code.length}`);
    return made.code.length;
  });
  assert.ok((sizes[1] ?? 0) / (sizes[0] ?? 0) < 2.1, sizes.join());
});
