import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch, type Outcome, writeBeside } from './bench.ts';

const reasons = ({ plan }: Outcome): string[] => plan.modules.flatMap(({ warnings }) => warnings.map((w) => w.reason));
const halfFilled = /began to load before this module, which it requires: after a restart `a` may be undefined here/;

for (const [taking, name] of [
  ['const { a: c } = require("./destructured.cjs")', 'destructured'],
  ['const c = require("./member.cjs").a', 'member'],
] as const) {
  test(`a name taken at once from a module in a cycle is there now, and the plan says that a start may lack it: ${name}`, async () => {
    const inner = await load(`exports.b = () => require("./${name}-user.cjs"); exports.a = 2`, 'commonjs', name);
    const source = 'const c = 1; exports.f = () => c';
    const user = await load(source, 'commonjs', `${name}-user`);
    const outcome = await patch([user, source.replace('const c = 1', taking)]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    assert.equal(user.exports['f']?.(), inner.exports['a']);
    assert.match(reasons(outcome).join('\n'), halfFilled);
  });
}

test('a name that is taken from a module which was there before, in no cycle, is taken without a word', async () => {
  await load('exports.a = 2', 'commonjs', 'no-cycle');
  const source = 'const c = 1; exports.f = () => c';
  const user = await load(source, 'commonjs');
  const outcome = await patch([user, source.replace('const c = 1', 'const { a: c } = require("./no-cycle.cjs")')]);
  assert.ok(outcome.ok);
  assert.doesNotMatch(reasons(outcome).join('\n'), halfFilled);
});

for (const [title, format, earlier, later, from, to, said] of [
  [
    'a new `require` of a module that takes a name apart',
    'commonjs',
    'const k = 1\nexports.a = k',
    "const { a } = require('EARLIER')\nexports.b = () => a",
    'const k = 1',
    "const { b } = require('LATER')\nconst k = 1",
    /^EARLIER:1 loads LATER before it has set `a`, which LATER:1 takes while it loads/,
  ],
  [
    'a new `require` of a module that calls what it takes',
    'commonjs',
    'exports.a = () => 1',
    "const early = require('EARLIER')\nconst t = early.a()\nexports.b = () => t",
    'exports.a',
    "const later = require('LATER')\nexports.a",
    /^EARLIER:1 loads LATER before it has set `a`, which LATER:2 takes while it loads/,
  ],
  [
    'another object comes behind the new `require`',
    'commonjs',
    'const a = () => 1\nmodule.exports = { a }',
    "const early = require('EARLIER')\nexports.b = () => early.a()",
    'const a',
    "const later = require('LATER')\nconst a",
    /^EARLIER:1 loads LATER before it has set `module\.exports`, which LATER:1 takes/,
  ],
  [
    'a new `require` of a module that calls what reads a constant',
    'commonjs',
    'exports.a = () => k\nconst k = 1',
    "const t = require('EARLIER').a()\nexports.b = () => t",
    'const k',
    "const later = require('LATER')\nconst k",
    /^EARLIER:2 loads LATER before it has set `k`, which LATER:1 takes while it loads/,
  ],
  [
    'a new import of a module that reads a constant',
    'module',
    'export const a = 1',
    "import { a } from 'EARLIER'\nexport const b = a + 1",
    'export',
    "import { b } from 'LATER'\nexport",
    /^EARLIER:1 loads LATER before it has set `a`, which LATER:2 takes while it loads/,
  ],
  [
    'a new import of a module that calls what bundlers declare with `var`',
    'module',
    'export var a = () => 1',
    "import { a } from 'EARLIER'\nexport const b = a()",
    'export',
    "import { b } from 'LATER'\nexport",
    /^EARLIER:1 loads LATER before it has set `a`, which LATER:2 takes while it loads/,
  ],
  [
    'a new import of a module that reads a default which is the value of an expression',
    'module',
    'export default { n: 1 }',
    "import whole from 'EARLIER'\nconst read = (of) => of.n\nexport const b = read(whole)",
    'export',
    "import { b } from 'LATER'\nexport",
    /^EARLIER:1 loads LATER before it has set `default`, which LATER:3 takes while it loads/,
  ],
] as const) {
  test(`the plan says what a restart would lack that comes to modules in a new cycle: ${title}`, async () => {
    const ending = format === 'module' ? 'mjs' : 'cjs';
    const stem = `new-cycle-${title.replaceAll(/\W+/g, '-')}`;
    const named = (text: string): string =>
      text.replaceAll('EARLIER', `./${stem}.${ending}`).replaceAll('LATER', `./${stem}-later.${ending}`);
    const first = await load(earlier, format, stem);
    await load(named(later), format, `${stem}-later`);
    const outcome = await patch([first, earlier.replace(from, named(to))]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    const told = reasons(outcome).map((reason) =>
      reason.replaceAll(`${stem}-later.${ending}`, 'LATER').replaceAll(`${stem}.${ending}`, 'EARLIER'),
    );
    assert.ok(
      told.some((reason) => said.test(reason.replace('After a restart ', ''))),
      told.join('\n'),
    );
  });
}

for (const [title, format, earlier, later, from, to] of [
  [
    'a name that is set above the new `require`',
    'commonjs',
    'exports.a = () => 1\n',
    "const { a } = require('EARLIER')\nexports.b = () => a()",
    '() => 1\n',
    "() => 1\nconst later = require('LATER')\n",
  ],
  [
    'a function that is declared',
    'module',
    'export function a() { return 1 }',
    "import { a } from 'EARLIER'\nexport const b = a()",
    'export',
    "import { b } from 'LATER'\nexport",
  ],
  [
    'a constant that functions alone read',
    'module',
    'export const a = 1',
    "import { a } from 'EARLIER'\nexport const b = () => a",
    'export',
    "import { b } from 'LATER'\nexport",
  ],
] as const)
  test(`the plan says nothing of a new cycle in which nobody comes too early: ${title}`, async () => {
    const ending = format === 'module' ? 'mjs' : 'cjs';
    const stem = `calm-cycle-${title.replaceAll(/\W+/g, '-')}`;
    const named = (text: string): string =>
      text.replaceAll('EARLIER', `./${stem}.${ending}`).replaceAll('LATER', `./${stem}-later.${ending}`);
    const first = await load(earlier, format, stem);
    await load(named(later), format, `${stem}-later`);
    const outcome = await patch([first, earlier.replace(from, named(to))]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    assert.doesNotMatch(reasons(outcome).join('\n'), /After a restart/);
  });

test('the plan says what a module goes on lacking that was loaded too early, where an edit ends the cycle', async () => {
  const line = "const later = require('./ended-later.cjs')\n";
  const isThere = writeBeside('ended-later', "exports.b = { ...require('./ended.cjs') }");
  const first = await load(`${line}exports.a = 1`, 'commonjs', 'ended');
  isThere();
  const outcome = await patch([first, 'exports.a = 1']);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  const said = /^ended.cjs:1 loaded ended-later.cjs before it had set `a`: what ended-later.cjs:1 took then stays/;
  assert.ok(
    reasons(outcome).some((reason) => said.test(reason)),
    reasons(outcome).join('\n'),
  );
});

test('the plan says what a restart would lack of a module that is come to through another one', async () => {
  const first = await load('export const a = 1', 'module', 'around');
  await load("export * as all from './around.mjs'", 'module', 'around-passing');
  await load(
    "import * as passing from './around-passing.mjs'\nexport const b = passing.all.a + 1",
    'module',
    'around-later',
  );
  const outcome = await patch([first, "import { b } from './around-later.mjs'\nexport const a = 1"]);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  const said =
    /^After a restart around\.mjs:1 loads around-later\.mjs before it has set `a`, which around-later\.mjs:2 takes/m;
  assert.match(reasons(outcome).join('\n'), said);
});

test('the plan says what a cycle would lack that a start would come to by another of its modules', async () => {
  const second = "import { a } from './entered-first.mjs'\nexport const b = a + 1";
  const isThere = [
    writeBeside('entered-second', second, 'module'),
    writeBeside('entered-first', "import './entered-second.mjs'\nexport const a = 1", 'module'),
  ];
  const source = "import { b } from './entered-second.mjs'\nexport const f = () => b";
  const outside = await load(source, 'module', 'entering');
  for (const tell of isThere) tell();
  const edited =
    "import { a } from './entered-first.mjs'\nimport { b } from './entered-second.mjs'\nexport const f = () => [a, b]";
  const outcome = await patch([outside, edited]);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  const said =
    /^After a restart entered-first\.mjs:1 loads entered-second\.mjs before it has set `a`, which entered-second\.mjs:2/m;
  assert.match(reasons(outcome).join('\n'), said);
});

for (const [title, copies] of [
  ['assigned', "Object.assign(module.exports, require('./STEM-third.cjs'))"],
  ['starred', "const __exportStar = Object.assign\n__exportStar(module.exports, require('./STEM-third.cjs'))"],
] as const)
  test(`the plan says which names of a third module were lacking in a cycle that an edit ends: ${title}`, async () => {
    const stem = `copied-${title}`;
    const line = `const later = require('./${stem}-later.cjs')\n`;
    const rest = copies.replace('STEM', stem);
    const isThere = [
      writeBeside(`${stem}-third`, 'exports.a = () => 1'),
      writeBeside(`${stem}-later`, `Object.assign(exports, require('./${stem}.cjs'))`),
    ];
    const first = await load(`${line}${rest}`, 'commonjs', stem);
    for (const tell of isThere) tell();
    const outcome = await patch([first, rest]);
    assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
    const said = new RegExp(
      `^${stem}.cjs:1 loaded ${stem}-later.cjs before it had set \`a\`: what ${stem}-later.cjs:1`,
    );
    assert.ok(
      reasons(outcome).some((reason) => said.test(reason)),
      reasons(outcome).join('\n'),
    );
  });

test('what a function loads that is called later does not begin with its module: the plan says what the others would lack', async () => {
  await load("exports.begin = () => require('./lazily-later.cjs')", 'commonjs', 'lazily');
  const source = "const { begin } = require('./lazily.cjs')\nexports.a = () => begin";
  const middle = await load(source, 'commonjs', 'lazily-middle');
  await load("Object.assign(exports, require('./lazily-middle.cjs'))", 'commonjs', 'lazily-later');
  const outcome = await patch([middle, `const later = require('./lazily-later.cjs')\n${source}`]);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  const said =
    /^After a restart lazily-middle\.cjs:1 loads lazily-later\.cjs before it has set `a`, which lazily-later\.cjs:1/m;
  assert.match(reasons(outcome).join('\n'), said);
});
