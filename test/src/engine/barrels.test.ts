import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback, type Specimen } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

let named = 0;

/** What TypeScript writes for `export * from`. */
const star = (from: string): string => `"use strict";
var __createBinding = (this && this.__createBinding) || ((o, m, k) => {
    Object.defineProperty(o, k, { enumerable: true, get: function () { return m[k]; } });
});
var __exportStar = (this && this.__exportStar) || function (m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", { value: true });
__exportStar(require("./${from}"), exports);
`;

/** Loads a module, one that passes on what it exports, and one that uses it from there; `IN` and `BARREL` are their files. */
async function loadThree(
  format: 'module' | 'commonjs',
  inner: string,
  barrel: string,
  user: string,
): Promise<readonly [inner: Specimen, user: Specimen, barrel: Specimen]> {
  const name = `barrel${named++}`;
  const ending = format === 'module' ? 'mjs' : 'cjs';
  const first = await load(inner, format, `${name}-in`);
  const middle = await load(barrel.replace('IN', `${name}-in.${ending}`), format, name);
  return [first, await load(user.replace('BARREL', `${name}.${ending}`), format), middle];
}

const passing: readonly (readonly [title: string, format: 'module' | 'commonjs', barrel: string, user: string])[] = [
  ['export *', 'module', 'export * from "./IN"', 'import { a } from "./BARREL"; export const f = () => a'],
  [
    'export * seen as a whole',
    'module',
    'export * from "./IN"',
    'import * as b from "./BARREL"; export const f = () => b.a',
  ],
  ['export * as', 'module', 'export * as n from "./IN"', 'import { n } from "./BARREL"; export const f = () => n.a'],
  [
    'an import and an export',
    'module',
    'import { a as q } from "./IN"; export { q }',
    'import { q } from "./BARREL"; export const f = () => q',
  ],
  ['__exportStar', 'commonjs', star('IN'), 'const { a } = require("./BARREL"); exports.f = () => a'],
  [
    'module.exports = require',
    'commonjs',
    'module.exports = require("./IN")',
    'const { a } = require("./BARREL"); exports.f = () => a',
  ],
  [
    'a getter that a compiler wrote',
    'commonjs',
    'var x = require("./IN"); Object.defineProperty(exports, "b", { enumerable: true, get: function () { return x.a } })',
    'const { b } = require("./BARREL"); exports.f = () => b',
  ],
];

for (const [title, format, barrel, user] of passing) {
  test(`a changed export reaches those who have it through ${title}, and goes back`, async () => {
    const source = format === 'module' ? 'export const a = 1' : 'exports.a = 1';
    const [inner, { exports }] = await loadThree(format, source, barrel, user);
    const { f } = exports as Loose;
    const id = await edit(inner, ['a = 1', 'a = 2']);
    assert.equal(f(), 2);
    await rollback(id);
    assert.equal(f(), 1);
  });
}

for (const [title, format, barrel] of passing.filter(([title]) => /^(export \*|__exportStar)$/.test(title))) {
  test(`a new export is passed on by ${title}, in the same patch and to a later one`, async () => {
    const isModule = format === 'module';
    const user = isModule
      ? 'import { a } from "./BARREL"; export const f = () => a'
      : 'const b = require("./BARREL"); exports.f = () => b.a';
    const next = isModule ? user.replace('{ a }', '{ a, n }').replace('=> a', '=> n') : user.replace('b.a', 'b.n');
    const source = isModule ? 'export const a = 1' : 'exports.a = 1';
    const more = `${source}\n${isModule ? 'export const n' : 'exports.n'} = 5`;
    for (const isTogether of [true, false]) {
      const [inner, specimen] = await loadThree(format, source, barrel, user);
      const { f } = specimen.exports as Loose;
      const from = /"\.\/(.*)"/.exec(specimen.source)?.[1] ?? '';
      const edited = next.replace('BARREL', from);
      const first = await (isTogether ? patch([inner, more], [specimen, edited]) : patch([inner, more]));
      assert.ok(first.ok, 'message' in first ? first.message : '');
      if (!isTogether) assert.ok((await patch([specimen, edited])).ok);
      assert.equal(f(), 5);
      await edit(inner, ['n = 5', 'n = 6']);
      assert.equal(f(), 6);
    }
  });
}

for (const [title, barrel] of [
  ['defineProperty', 'Object.defineProperty(exports, "g", { enumerable: true, get: () => require("./IN").a })'],
  [
    'a map of them',
    'function __export(to, all) { for (const k in all) Object.defineProperty(to, k, { get: all[k] }) }\n__export(exports, { g: () => require("./IN").a })',
  ],
  ['a literal', 'module.exports = { get g() { return require("./IN").a } }'],
] as const) {
  test(`who copied an export gets what its getter gives after an edit of the getter: ${title}`, async () => {
    const user = 'const { g } = require("./BARREL"); exports.f = () => g';
    const [, { exports }, middle] = await loadThree('commonjs', 'exports.a = 1; exports.b = 2', barrel, user);
    const { f } = exports as Loose;
    const outcome = await patch([middle, middle.source.replace(').a', ').b')]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    assert.equal(f(), 2);
    const told = outcome.plan.modules.flatMap(({ warnings }) => warnings.map((w) => `${w.function}: ${w.reason}`));
    assert.ok(told.includes('g: Whoever saved what `g` gave before keeps that.'), told.join('\n'));
    await rollback(outcome.id);
    assert.equal(f(), 1);
  });
}

test('a module may begin to pass something on', async () => {
  const [inner, user] = await loadThree(
    'module',
    'export const a = 1',
    'export { a } from "./IN"',
    'import { a } from "./BARREL"; export const f = () => a',
  );
  const barrel = { ...user, url: user.url.replace(/[^/]*$/, /"\.\/(.*)"/.exec(user.source)?.[1] ?? '') };
  const from = inner.url.slice(inner.url.lastIndexOf('/') + 1);
  const outcome = await patch(
    [barrel, `export { a, a as b } from "./${from}"`],
    [user, user.source.replace('{ a }', '{ b }').replace('=> a', '=> b')],
  );
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.equal((user.exports as Loose).f(), 1);
  await edit(inner, ['a = 1', 'a = 2']);
  assert.equal((user.exports as Loose).f(), 2);
});

for (const copy of [
  'module.exports = { ...require("./IN") }',
  'module.exports = { a: require("./IN").a }',
  'Object.assign(exports, require("./IN"))',
  'const all = require("./IN"); module.exports = { ...all }',
]) {
  test(`the plan names who copied an export while it loaded: ${copy}`, async () => {
    const [inner] = await loadThree('commonjs', 'exports.a = 1', copy, 'require("./BARREL")');
    const outcome = await patch([inner, 'exports.a = 2']);
    const [said] = outcome.plan.modules.flatMap((m) => m.warnings.map((w) => w.reason)).filter((w) => /copied/.test(w));
    assert.match(said ?? '', /^barrel\d+\.cjs copied its exports while it loaded, on line 1/);
  });
}

test('an export that is gone from a CommonJS module is gone from what it exports', async () => {
  const specimen = await load('exports.a = 1;\n\n\nexports.f = () => 0', 'commonjs');
  const first = await patch([specimen, `${specimen.source}\n\n\nexports.n = 5`]);
  assert.ok(first.ok);
  await edit(specimen, ['=> 0', '=> 1']);
  assert.equal(await rollback(first.id), undefined);
  assert.deepEqual(Object.keys(specimen.exports), ['a', 'f']);
});

for (const [tool, getter] of [
  ['TypeScript', "Object.defineProperty(exports, 'K', { enumerable: true, get: function () { return K } })"],
  ['esbuild', 'const all = {}; __export(all, { K: () => K }); module.exports = all'],
  ['swc', '_export(exports, { get K() { return K } })'],
]) {
  test(`a constant that is exported by a getter of ${tool} reaches those who copied it`, async () => {
    const define =
      'function __export(to, all) { for (const n in all) Object.defineProperty(to, n, { get: all[n], enumerable: true }) }\n' +
      'function _export(to, all) { for (const n in all) Object.defineProperty(to, n, { get: () => all[n], enumerable: true }) }';
    const inner = await load(`const K = 1\n${getter}\n${define}`, 'commonjs', `getter${named}`);
    const copy = `const { K } = require('./getter${named++}.cjs'); const twice = K * 2; exports.f = () => [K, twice]`;
    const { f } = (await load(copy, 'commonjs')).exports as Loose;
    const id = await edit(inner, ['K = 1', 'K = 5']);
    assert.deepEqual(f(), [5, 10]);
    await rollback(id);
    assert.deepEqual(f(), [1, 2]);
  });
}
