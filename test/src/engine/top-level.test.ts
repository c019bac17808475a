import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

test('a patch brings new functions, constants, classes and imports, and a rollback takes them away', async () => {
  const specimen = await load('const K = 1\nexport function f(x) { return x + K }');
  const { f } = specimen.exports as Loose;
  const id = await edit(specimen, [
    'export function f(x) { return x + K }',
    `import { basename } from 'node:path'
     import * as os from 'node:os'
     const L = 5
     class Box { #v; constructor(v) { this.#v = v } get() { return this.#v } }
     function help(x) { return new Box(x * L).get() }
     export function f(x) { return [help(x) + K, basename('/a/b'), typeof os.cpus] }`,
  ]);
  assert.deepEqual(f(2), [11, 'b', 'function']);
  await rollback(id);
  assert.equal(f(2), 3);
});

test('a changed constant reaches every function, method and constant that reads it', async () => {
  const specimen = await load(`const K = 1
    const twice = K * 2
    export const f = (x) => x + K
    export const g = () => twice
    class Q { m() { return K } }
    export const q = new Q()`);
  const { f, g, q } = specimen.exports as Loose;
  const id = await edit(specimen, ['const K = 1', 'const K = 7']);
  assert.deepEqual([f(1), g(), q.m()], [8, 14, 7]);
  await rollback(id);
  assert.deepEqual([f(1), g(), q.m()], [2, 2, 1]);
});

test('a changed exported constant reaches the modules that import it, and those that compute from it', async () => {
  const rate = await load('export const RATE = 2', 'module', 'rate');
  const use = await load(
    "import { RATE } from './rate.mjs'\nimport * as all from './rate.mjs'\nexport const TEN = RATE * 10\nexport const f = () => [RATE, TEN, all.RATE]",
    'module',
    'use-rate',
  );
  const far = await load("import { TEN } from './use-rate.mjs'\nexport const h = () => TEN", 'module', 'far-rate');
  const { f } = use.exports as Loose;
  const { h } = far.exports as Loose;
  const id = await edit(rate, ['RATE = 2', 'RATE = 3']);
  assert.deepEqual([...f(), h()], [3, 30, 3, 30]);
  await rollback(id);
  assert.deepEqual([...f(), h()], [2, 20, 2, 20]);
});

test('a changed CommonJS export reaches those who took it apart and those who did not', async () => {
  const rate = await load('const K = 1\nmodule.exports = { K, f() { return K } }', 'commonjs', 'k');
  const use = await load(
    "const { K } = require('./k.cjs')\nconst all = require('./k.cjs')\nexports.read = () => [K, all.K, all.f()]",
    'commonjs',
  );
  const { read } = use.exports as Loose;
  const id = await edit(rate, ['const K = 1', 'const K = 2']);
  assert.deepEqual(read(), [2, 2, 2]);
  await rollback(id);
  assert.deepEqual(read(), [1, 1, 1]);
});

test('two modules of one patch see the new exports of each other', async () => {
  const low = await load('export const one = () => 1', 'module', 'low');
  const high = await load("import { one } from './low.mjs'\nexport const sum = () => one()", 'module', 'high');
  const { sum } = high.exports as Loose;
  const outcome = await patch(
    [low, 'export const one = () => 1\nexport const two = () => one() + one()'],
    [high, "import { one, two } from './low.mjs'\nexport const sum = () => one() + two()"],
  );
  assert.ok(outcome.ok);
  assert.equal(sum(), 3);
});

test('a class with live instances gains methods and accessors, and loses them again', async () => {
  const specimen = await load('export class C { a() { return 1 } old() { return 5 } }\nexport const c = new C()');
  const { c } = specimen.exports as Loose;
  const id = await edit(specimen, [
    'a() { return 1 } old() { return 5 }',
    'a() { return this.b() + 1 } b() { return 9 } get z() { return 4 }',
  ]);
  assert.deepEqual([c.a(), c.z, typeof c.old, Object.keys(c)], [10, 4, 'undefined', []]);
  await rollback(id);
  assert.deepEqual([c.a(), c.z, c.old(), typeof c.b], [1, undefined, 5, 'undefined']);
});

test('a function that became a constant is reached through old references', async () => {
  const specimen = await load('function f(x) { return x }\nexport const saved = f\nexport const again = (x) => f(x)');
  const { saved, again } = specimen.exports as Loose;
  await edit(specimen, ['function f(x) { return x }', 'const f = (x) => x * 2']);
  assert.deepEqual([saved(2), again(2)], [4, 4]);
});

test('new code that throws while it is prepared changes nothing', async () => {
  const specimen = await load('export const f = () => 1');
  const outcome = await patch([specimen, 'const X = JSON.parse("{")\nexport const f = () => X']);
  assert.match(outcome.ok ? '' : outcome.message, /SyntaxError/);
  assert.equal((specimen.exports as Loose).f(), 1);
});

test('what a CommonJS module computes from a required constant is computed from its new value', async () => {
  const rates = await load('const K = 1\nmodule.exports = { K }', 'commonjs', 'required-rates');
  const user = await load(
    "const { K } = require('./required-rates.cjs')\nconst twice = K * 2\nexports.f = () => twice",
    'commonjs',
  );
  const id = await edit(rates, ['K = 1', 'K = 2']);
  assert.equal((user.exports as Loose).f(), 4);
  await rollback(id);
  assert.equal((user.exports as Loose).f(), 2);
});

test('a getter and a setter that come together are both there, and both go', async () => {
  const specimen = await load('export class A { q() {} }\nexport const it = new A()');
  const { it } = specimen.exports as Loose;
  const id = await edit(specimen, ['q() {}', 'q() {} get m() { return this.w } set m(v) { this.w = v + 1 }']);
  it.m = 3;
  assert.equal(it.m, 4);
  await rollback(id);
  assert.equal('m' in it, false);
});

test('a class without members takes one', async () => {
  const specimen = await load('export class Broken extends Error {}\nexport const it = new Broken()');
  await edit(specimen, ['{}', '{ code() { return 7 } }']);
  assert.equal((specimen.exports as Loose).it.code(), 7);
});

test('a statement that only fills what is new runs with the patch, before anything reads it', async () => {
  const specimen = await load('export const f = (n) => String(n)');
  const { f } = specimen.exports as Loose;
  const id = await edit(specimen, [
    'export const f = (n) => String(n)',
    `const digits = new Array(100)
for (let i = 0; i < 100; i++) digits[i] = (i < 10 ? '0' : '') + i
var seen
seen = new WeakMap()
const last = digits[99]
export const f = (n) => [digits[n], last, seen instanceof WeakMap].join()`,
  ]);
  assert.equal(f(7), '07,99,true');
  await rollback(id);
  assert.equal(f(7), '7');
});

test('a statement that only filled what is gone is gone without a trace', async () => {
  const specimen = await load(
    'const squares = []\nfor (let i = 0; i < 3; i++) squares[i] = i * i\nexport const f = (n) => squares[n]',
  );
  await edit(
    specimen,
    ['const squares = []\nfor (let i = 0; i < 3; i++) squares[i] = i * i\n', ''],
    ['squares[n]', 'n * n'],
  );
  assert.equal((specimen.exports as Loose).f(2), 4);
});

for (const statement of [
  'table[0] = next()',
  'for (let i = 0; i < 2; i++) kept[i] = i',
  'for (const one of table) console.log(one)',
  'table[(kept.n = 1)] = 2',
  'delete kept.n',
  'globalThis.table = table',
])
  test(`a new statement that may do more than fill what is new is refused: ${statement}`, async () => {
    const specimen = await load('const kept = {}\nfunction next() { return 1 }\nexport const f = () => [kept, next()]');
    const outcome = await patch([specimen, `${specimen.source}\nconst table = [1]\n${statement}`]);
    assert.match(outcome.ok ? '' : outcome.message, /A new top-level statement/);
  });

test('a variable that only top-level statements set is made anew when one of them changes, and computed from again', async () => {
  const source = `let agent
let hidden = 1
typeof navigator > 'u' && (agent = 'one/1.0')
if (hidden === 1) { const part = 'a'; hidden = part + part } else hidden = 0
const headers = { agent, hidden }
export const f = () => [agent, hidden, headers.agent]
export { agent }`.replace("typeof navigator > 'u'", "!process.version.startsWith('x')");
  const live = await load(source);
  const name = live.url.slice(live.url.lastIndexOf('/') + 1);
  const user = await load(`import { agent } from './${name}'\nexport const g = () => agent`);
  const first = await edit(live, ['one/1.0', 'one/2.0'], ["part = 'a'", "part = 'b'"]);
  const ask = (): unknown => [...((live.exports as Loose).f() as unknown[]), (user.exports as Loose).g()];
  assert.deepEqual(ask(), ['one/2.0', 'bb', 'one/2.0', 'one/2.0']);
  const second = await edit(live, ["(agent = 'one/2.0')", "(agent = 'two')\nagent += '!'"]);
  assert.deepEqual(ask(), ['two!', 'bb', 'two!', 'two!']);
  assert.equal(await rollback(second), undefined);
  assert.equal(await rollback(first), undefined);
  assert.deepEqual(ask(), ['one/1.0', 'aa', 'one/1.0', 'one/1.0']);
});

for (const [what, source, from, to] of [
  ['that a function sets as well', 'let n\nif (1) n = 2\nexport const f = () => n++', 'n = 2', 'n = 3'],
  ['with a call', 'let n\nif (Date.now()) n = 2\nexport const f = () => n', 'n = 2', 'n = 3'],
  [
    'that gives properties to what is there',
    'const o = {}\nif (1) o.a = 2\nexport const f = () => o',
    'o.a = 2',
    'o.a = 3',
  ],
] as const)
  test(`a statement ${what} is no constant that takes two statements to make`, async () => {
    const live = await load(source);
    const outcome = await patch([live, source.replace(from, to)]);
    assert.match(outcome.ok ? 'taken' : outcome.message, /A new top-level statement/);
  });

test('a new value is computed with the new bodies of the functions that it calls', async () => {
  const specimen = await load(`function make(n) { return n + inner() }
function inner() { return 1 }
class Box { constructor(n) { this.n = n } }
const made = make(1)
const box = new Box(1)
export const f = () => [made, box.n, box.more]`);
  await edit(
    specimen,
    ['n + inner()', 'n * 100 + inner()'],
    ['return 1 }', 'return 2 }'],
    ['class Box { constructor(n) { this.n = n }', 'class Box { more = 5; constructor(n) { this.n = n + 10 }'],
    ['make(1)', 'make(2)'],
    ['new Box(1)', 'new Box(2)'],
  );
  assert.deepEqual((specimen.exports as Loose).f(), [202, 12, 5]);
});

test("a new statement takes nobody's place among others of its kind", async () => {
  const source = (more: string): string =>
    `export const all = []\nconst use = (step) => all.push(step)\nuse(1)\n${more}use(2)\nuse(() => 'a')\nuse(3)\nuse(() => 'b')`;
  const live = await load(source(''));
  const { plan } = await patch([live, source("use(() => 'new')\n")]);
  const told = plan.modules.flatMap(({ changes, refusals }) => [...changes, ...refusals].map(({ line }) => line));
  assert.deepEqual(new Set(told), new Set([4]));
});

test('functions come and go although a compiler keeps their names', async () => {
  const kept = 'const __name = (f, value) => Object.defineProperty(f, "name", { value, configurable: true })\n';
  const one = (body: string): string => `${kept}function one() { ${body} }\n__name(one, "one")\nexport { one }`;
  const live = await load(`${one('return two()')}\nfunction two() { return 2 }\n__name(two, "two")`);
  const three = 'function three() { return 3 }\n__name(three, "three")';
  assert.ok((await patch([live, `${one('return three() + three.name')}\n${three}`])).ok);
  assert.equal(live.exports['one']?.(), '3three');
});

test('an export that a CommonJS module gains reaches who copied it through a getter of another one', async () => {
  const inner = await load('const a = () => 1', 'commonjs', 'gained');
  const getter = "Object.defineProperty(exports, 'a', { enumerable: true, get: () => require('./gained.cjs').a })";
  await load(getter, 'commonjs', 'gained-getter');
  const user = await load("const { a } = require('./gained-getter.cjs')\nexports.f = () => typeof a", 'commonjs');
  assert.equal(user.exports['f']?.(), 'undefined');
  assert.ok((await patch([inner, 'const a = () => 1\nexports.a = a'])).ok);
  assert.equal(user.exports['f']?.(), 'function');
});
