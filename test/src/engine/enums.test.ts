import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';
import { fresh } from './fresh.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

/** `enum Kind { Small = 'small', First = 0, Big = 'big' }` as TypeScript compiles it. */
const kinds = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Kind = void 0;
exports.list = list;
var Kind;
(function (Kind) {
    Kind["Small"] = "small";
    Kind[Kind["First"] = 0] = "First";
    Kind["Big"] = "big";
})(Kind || (exports.Kind = Kind = {}));
function list() { return Object.entries(Kind); }`;

test('a member of an enum comes, changes and goes for everybody who holds the enum', async () => {
  const specimen = await load(kinds, 'commonjs', 'kinds');
  const user = await load("const { Kind } = require('./kinds.cjs'); exports.Kind = Kind", 'commonjs');
  const { Kind, list } = specimen.exports as Loose;
  const edited = kinds
    .replace('    Kind["Big"] = "big";\n', '')
    .replace(
      '["First"] = 0] = "First";',
      '["Zero"] = 0] = "Zero";\n    Kind[Kind["Minus"] = -1] = "Minus";\n    Kind["Huge"] = "huge";',
    );
  const outcome = await patch([specimen, edited]);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.deepEqual(new Map(list()), new Map(Object.entries(fresh(edited).Kind)));
  assert.equal((user.exports as Loose).Kind, Kind);
  await rollback(outcome.id);
  assert.deepEqual(new Map(list()), new Map(Object.entries(fresh(kinds).Kind)));
});

test('a new enum comes with what uses it, in CommonJS and in ES modules', async () => {
  const specimen = await load(kinds, 'commonjs');
  const exports = specimen.exports as Loose;
  const colour = `var Colour;
(function (Colour) {
    Colour[Colour["Red"] = 1] = "Red";
})(Colour || (exports.Colour = Colour = {}));
const favourite = Colour.Red;`;
  const id = await edit(specimen, [
    'function list() { return Object.entries(Kind); }',
    `${colour}\nfunction list() { return [favourite, Colour[1]]; }`,
  ]);
  assert.deepEqual(exports.list(), [1, 'Red']);
  assert.deepEqual(exports.Colour, { 1: 'Red', Red: 1 });
  await rollback(id);
  assert.equal('Colour' in exports, false);

  const module = await load('export const f = () => 1');
  await edit(module, [
    'export const f = () => 1',
    'export var Kind;\n(function (Kind) {\n    Kind["A"] = "a";\n})(Kind || (Kind = {}));\nexport const f = () => Kind.A',
  ]);
  assert.equal((module.exports as Loose).f(), 'a');
});

for (const [compiler, source] of [
  [
    'esbuild',
    'var Level = /* @__PURE__ */ ((Level2) => {\n  Level2[Level2["Low"] = 1] = "Low";\n  Level2["Top"] = "top";\n  return Level2;\n})(Level || {});\nexport { Level }; export const f = () => Level.Low',
  ],
  [
    'swc',
    'export var Level = /*#__PURE__*/ function(Level) {\n  Level[Level["Low"] = 1] = "Low";\n  Level["Top"] = "top";\n  return Level;\n}({}); export const f = () => Level.Low',
  ],
] as const)
  test(`a member of an enum as ${compiler} declares it changes for everybody who holds the object`, async () => {
    const specimen = await load(source);
    const { Level, f } = specimen.exports as Loose;
    const holder = source.includes('Level2') ? 'Level2' : 'Level';
    const id = await edit(
      specimen,
      ['"Low"] = 1', '"Low"] = 3'],
      [`  ${holder}["Top"] = "top";`, `  ${holder}["Top"] = "TOP";\n  ${holder}[${holder}["Mid"] = 2] = "Mid";`],
    );
    assert.deepEqual([f(), { ...Level }], [3, { 2: 'Mid', 3: 'Low', Low: 3, Mid: 2, Top: 'TOP' }]);
    await rollback(id);
    assert.deepEqual([f(), { ...Level }], [1, { 1: 'Low', Low: 1, Top: 'top' }]);
  });
