import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

test('a function that is exported under its name but is called otherwise inside goes on for those who hold it', async () => {
  const specimen = await load(
    'exports.parse = read;\nfunction read(x) { return end(x, 1) }\nfunction end(x, y) { return x + y }',
    'commonjs',
  );
  const { parse } = specimen.exports as Loose;
  await edit(
    specimen,
    ['= read', '= readAll'],
    ['function read(x) { return end(x, 1) }', 'function readAll(x) { return end(x) }'],
    ['function end(x, y) { return x + y }', 'function end(x) { return x * 10 }'],
  );
  assert.equal(parse(2), 20);
  assert.equal((specimen.exports as Loose).parse(2), 20);
});

test('a function with a new name reads a constant that changed with it', async () => {
  const specimen = await load('const K = 1; function a() { return K } export { a as f }');
  const { f } = specimen.exports as Loose;
  await edit(specimen, ['K = 1', 'K = 2'], ['function a()', 'function b()'], ['{ a as f }', '{ b as f }']);
  assert.equal(f(), 2);
});

test('the plan tells of a function that is gone and that somebody may hold', async () => {
  const specimen = await load(
    'function old() { return help(1) }\nfunction help(x) { return x }\nexport const table = [old]',
  );
  const outcome = await patch([
    specimen,
    'function help(x, y) { return y }\nexport const table = []\nexport const f = () => help(1, 2)',
  ]);
  assert.match(outcome.plan.modules[0]?.warnings.map((w) => w.reason).join() ?? '', /whoever holds it/);
});

/** Edits that a restart would take further than a patch can: the plan has to say so, in a refusal or a warning. */
const leftBehind: readonly (readonly [title: string, source: string, from: string, to: string, said: RegExp])[] = [
  [
    'what a callback made in place',
    'const t = [1].map(x => x * 2); export const f = () => t',
    'x * 2',
    'x * 3',
    /runs once/,
  ],
  ['what a static field was filled with', 'class C { static t = [1].map(x => x * 2) }', 'x * 2', 'x * 3', /runs once/],
  [
    'what a called function gave',
    'export function b() { return 1 }\nconst t = b()',
    'return 1',
    'return 2',
    /ran while/,
  ],
  ['what a constant went into', 'const K = 1; function b() { return K } const t = b()', 'K = 1', 'K = 2', /ran while/],
  ['what a named callback made', 'export const d = x => x * 2; const t = [1].map(d)', 'x * 2', 'x * 3', /ran while/],
  [
    'what a constructor set',
    'class C { constructor() { this.a = 1 } } export const c = new C()',
    '= 1',
    '= 2',
    /ran while/,
  ],
  ['what a factory made', '(function (go) { go(exports) })(function (to) { to.a = 1 })', '= 1', '= 2', /runs once/],
  ['what settles a promise', 'export const p = new Promise(go => go(1))', 'go(1)', 'go(2)', /runs once/],
  ['the number of arguments', 'export function f(a) { return a }', 'f(a)', 'f(a, b)', /`length` stays 1/],
  [
    'classes that a function made',
    'export const mix = (B) => class extends B { m() {} }',
    'm() {}',
    'm() {} n() {}',
    /already stay/,
  ],
  ['a saved export', 'const a = () => 1; const b = () => 2; export { a as f }', 'a as f', 'b as f', /saved its former/],
  [
    'a variable that another of its name replaces',
    'export const mk = () => { let v = 1; let g; { let v = 2; g = () => v } return g }',
    'let v = 2; g = () => v }',
    'let v = 2 } g = () => v;',
    /cannot reach `v`/,
  ],
  [
    'a global that was hidden',
    'const parseInt = () => 7; export const f = () => parseInt("3")',
    'const parseInt = () => 7;',
    '',
    /hides the global/,
  ],
  ['strictness', '"use strict"; exports.f = () => 1; (exports)', '"use strict";', '', /stays strict/],
  [
    'strictness of one function',
    'exports.f = function () { return this } ;(exports)',
    'return',
    '"use strict"; return',
    /sloppy code gets/,
  ],
  [
    'a value that is assigned while it is made',
    'const A = module.exports = [1] ;(exports)',
    '[1]',
    '[1, 2]',
    /sets something else/,
  ],
  [
    'that it can be constructed',
    'export function A() {}',
    'function A() {}',
    'const A = () => {}',
    /still call it with `new`/,
  ],
  ['that it cannot be', 'export const A = () => {}', '() => {}', 'function () {}', /still cannot call it with `new`/],
  [
    'what an exported function is',
    'export function f() {} export const g = () => f()',
    'function f() {',
    'async function f() {',
    /stays one without/,
  ],
  [
    'the function that was called',
    'exports.f = function () { return arguments.callee } ;(exports)',
    'return',
    'return 1,',
    /is the new body/,
  ],
  ['an object that is filled', 'const o = { n: 0 }; export const f = () => ++o.n', 'n: 0', 'n: 9', /live value stays/],
  [
    'an object that is filled under keys that are worked out',
    'const o = { n: 0 }; export const f = (k) => ++o[k]',
    'n: 0',
    'n: 9',
    /stays behind/,
  ],
];

for (const [title, source, from, to, said] of leftBehind) {
  test(`the plan tells what a patch leaves behind: ${title}`, async () => {
    const format = source.includes('exports)') ? 'commonjs' : 'module';
    const { plan } = await patch([await load(source, format), source.replace(from, to)]);
    const [module] = plan.modules;
    assert.match([...(module?.refusals ?? []), ...(module?.warnings ?? [])].map(({ reason }) => reason).join(), said);
  });
}

test('a name that one patch takes away still hides the global one from the next, and the plan refuses it', async () => {
  for (const isOfPatch of [false, true]) {
    const hiding = 'const parseInt = () => 7; export const f = () => parseInt("3")';
    const specimen = await load(isOfPatch ? 'export const f = () => 0' : hiding);
    if (isOfPatch) assert.ok((await patch([specimen, hiding])).ok);
    assert.ok((await patch([specimen, 'export const f = () => 1'])).ok);
    const outcome = await patch([specimen, 'export const f = () =>\n parseInt("3")']);
    assert.deepEqual(
      outcome.plan.modules[0]?.refusals.map(({ line, reason }) => [line, reason]),
      [[2, 'The `parseInt` that is gone still hides the global one.']],
    );
    assert.ok((await patch([specimen, hiding])).ok);
    assert.equal((specimen.exports as Loose).f(), 7);
  }
});

test('a function that is declared twice takes the body of the one that counts', async () => {
  const specimen = await load('exports.f = f; function f() { return 1 } function f() { return 2 }', 'commonjs');
  const { f } = specimen.exports as Loose;
  await edit(specimen, ['return 1', 'return 10']);
  assert.equal(f(), 2);
  await edit(specimen, ['return 2', 'return 3']);
  assert.equal(f(), 3);
  const id = await edit(specimen, ['return 3 }', 'return 3 } function f() { return 4 }']);
  assert.deepEqual([f(), (specimen.exports as Loose).f()], [4, 4]);
  assert.equal(await rollback(id), undefined);
  assert.equal(f(), 3);
});

test('an accessor becomes a method, and a method an accessor', async () => {
  const specimen = await load('export class A { get a() { return 1 } b() { return 2 } }\nexport const it = new A()');
  const { it } = specimen.exports as Loose;
  const id = await edit(
    specimen,
    ['get a() { return 1 }', 'a() { return 3 }'],
    ['b() { return 2 }', 'get b() { return 4 }'],
  );
  assert.deepEqual([it.a(), it.b], [3, 4]);
  await rollback(id);
  assert.deepEqual([it.a, it.b()], [1, 2]);
});

test('a method comes to what a CommonJS module exports', async () => {
  const specimen = await load('module.exports = { m() { return 1 } }', 'commonjs');
  await edit(specimen, ['m() {', 'async n() { return this.m() + 1 }, m() {']);
  assert.equal(await (specimen.exports as Loose).n(), 2);
});

test('a function that becomes a value made in another way reaches the modules that import it', async () => {
  const tools = await load('export function g() { return 1 }', 'module', 'made');
  const user = await load("import { g } from './made.mjs'; export const f = () => g()");
  await edit(tools, ['export function g() { return 1 }', 'export const g = ((n) => () => n)(5)']);
  assert.equal((user.exports as Loose).f(), 5);
});

test('the plan says that who holds a function goes on calling it that becomes a value made in another way behind a getter', async () => {
  const getter = "Object.defineProperty(exports, 'f', { enumerable: true, get: () => f })\n";
  const specimen = await load(`${getter}const f = (x) => [x]`, 'commonjs');
  const edited = `${getter}const make = (n) => (x) => x + n\nconst f = make(1)`;
  const { plan } = await patch([specimen, edited]);
  const warnings = plan.modules.flatMap((module) =>
    module.warnings.map(({ function: of, reason }) => `${of}: ${reason}`),
  );
  assert.deepEqual(warnings, ['f: Whoever saved its former value keeps that.']);
});
