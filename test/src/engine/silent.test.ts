import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch } from './bench.ts';

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
  ['an object that is filled', 'const o = { n: 0 }; export const f = () => ++o.n', 'n: 0', 'n: 9', /stays behind/],
];

for (const [title, source, from, to, said] of leftBehind) {
  test(`the plan tells what a patch leaves behind: ${title}`, async () => {
    const { plan } = await patch([await load(source), source.replace(from, to)]);
    const [module] = plan.modules;
    assert.match([...(module?.refusals ?? []), ...(module?.warnings ?? [])].map(({ reason }) => reason).join(), said);
  });
}

test('a function that is declared twice takes the body of the one that counts', async () => {
  const specimen = await load('exports.f = f; function f() { return 1 } function f() { return 2 }', 'commonjs');
  const { f } = specimen.exports as Loose;
  await edit(specimen, ['return 1', 'return 10']);
  assert.equal(f(), 2);
  await edit(specimen, ['return 2', 'return 3']);
  assert.equal(f(), 3);
});
