import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { load, patch } from './bench.ts';

interface Refusal {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly reason: RegExp;
  readonly line: number;
  readonly format?: ModuleFormat;
}

const refusals: readonly Refusal[] = [
  {
    title: 'another superclass',
    before: 'class A {}\nclass B {}\nexport class C extends A {}',
    after: 'class A {}\nclass B {}\nexport class C extends B {}',
    reason: /superclass/,
    line: 3,
  },
  {
    title: 'a new top-level statement',
    before: 'export const f = () => 1',
    after: 'export const f = () => 1\nsetTimeout(f())',
    reason: /`export function up/,
    line: 2,
  },
  {
    title: 'a top-level statement that is gone',
    before: 'export const f = () => 1\nf()',
    after: 'export const f = () => 1',
    reason: /what it did stays done/,
    line: 2,
  },
  {
    title: 'a property of an `exports` that the module does not export any more',
    before: 'const f = () => exports.own\nmodule.exports = { ...module.exports, f }',
    after: 'const f = () => exports.own\nexports.own = 1\nmodule.exports = { ...module.exports, f }',
    reason: /set on an `exports` that is not what the module exports/,
    line: 2,
    format: 'commonjs',
  },
  {
    title: 'a property of a `module.exports` before another object takes its place',
    before: 'const f = () => module.exports.own\nmodule.exports = { f }',
    after: 'const f = () => module.exports.own\nmodule.exports.own = 1\nmodule.exports = { f }',
    reason: /set on an `exports` that is not what the module exports/,
    line: 2,
    format: 'commonjs',
  },
  {
    title: 'a property of a `module.exports` that another object takes the place of from now on',
    before: 'const f = () => 1\nmodule.exports = f\nmodule.exports.own = 1',
    after: 'const f = () => 1\nmodule.exports.own = 1\nmodule.exports = f',
    reason: /set on an `exports` that is not what the module exports/,
    line: 2,
    format: 'commonjs',
  },
  {
    title: 'an enum that gives an object to a variable that had none',
    before: 'var Kind;\nexport const f = () => Kind',
    after: 'var Kind;\n(function (Kind) { Kind["A"] = "a"; })(Kind || (Kind = {}));\nexport const f = () => Kind',
    reason: /`export function up/,
    line: 2,
  },
  {
    title: 'an async method of an object that stops being one',
    before: 'export const it = { async f() {} }',
    after: 'export const it = { f() {} }',
    reason: /go on getting a promise/,
    line: 1,
  },
  {
    title: 'a private generator that stops being one',
    before: 'export class C { *#f() {} m() { return this.#f() } }',
    after: 'export class C { #f() {} m() { return this.#f() } }',
    reason: /expect an iterator/,
    line: 1,
  },
  {
    title: 'a changed field whose former value is counted',
    before: 'let n = 0; export class C {\n a = ++n }',
    after: 'let n = 0; export class C {\n a = n++ }',
    reason: /former initialiser/,
    line: 2,
  },
  {
    title: 'a private method that becomes a field',
    before: 'export class C { m() { this.#p() } #p() {} }',
    after: '\nexport class C { m() { this.#p() } #p = () => {} }',
    reason: /`?a method and is a field/i,
    line: 2,
  },
  {
    title: 'the other half of a private accessor',
    before: 'export class C { get #p() { return 1 } m() { return this.#p } }',
    after: 'export class C { get #p() { return 1 } m() { return this.#p }\n set #p(v) {} }',
    reason: /other half/,
    line: 2,
  },
  {
    title: 'a name that is a method and an accessor',
    before: 'export class C { m() {} }',
    after: 'export class C { m() {}\n get m() { return 1 } }',
    reason: /method and as an accessor/,
    line: 2,
  },
  {
    title: 'a static that reads one which is new as well',
    before: 'export class C {}',
    after: 'export class C { static a = 1\n static b = C.a }',
    reason: /`a` while the class was made|`a` while the module loaded/,
    line: 2,
  },
  {
    title: 'a static that something was computed from',
    before: 'export class C { static N = 1 }\nexport let n = C.N * 2',
    after: 'export class C { static N = 2 }\nexport let n = C.N * 2',
    reason: /`N` while the module loaded/,
    line: 2,
  },
  {
    title: 'a method under a name that a call computes',
    before: 'const name = () => "n"; export class C {}',
    after: 'const name = () => "n"; export class C {\n [name()]() {} }',
    reason: /name is computed/,
    line: 2,
  },
  {
    title: 'a method that goes from under a variable',
    before: 'let n = "n"; export class C {\n [n]() {} } export const set = () => { n = "m" }',
    after: 'let n = "n"; export class C {} export const set = () => { n = "m" }',
    reason: /name is computed/,
    line: 2,
  },
  {
    title: 'a method that goes from under a constant that changes as well',
    before: 'const K = "k"; export class C {\n [K]() {} }',
    after: 'const K = "l"; export class C {}',
    reason: /made of `K`, which changes/,
    line: 2,
  },
  {
    title: 'a static block that calls something',
    before: 'const all = []; export class C {}',
    after: 'const all = []; export class C {\n static { all.push(this) } }',
    reason: /static block runs once/,
    line: 2,
  },
  {
    title: 'a static block that is gone and called something',
    before: 'const all = []; export class C {\n static { this.x = 1; all.push(this) } }',
    after: 'const all = []; export class C {}',
    reason: /static block runs once/,
    line: 2,
  },
  {
    title: 'a static block that may call a setter of the class',
    before: 'export class C { static set x(v) {} }',
    after: 'export class C { static set x(v) {}\n static { this.x = 1 } }',
    reason: /static block runs once/,
    line: 2,
  },
  {
    title: 'a static block that may call a setter of the class above',
    before: 'class B { static set x(v) {} } export class C extends B {}',
    after: 'class B { static set x(v) {} } export class C extends B {\n static { this.x = 1 } }',
    reason: /static block runs once/,
    line: 2,
  },
  {
    title: 'statics in another order, one of which read another',
    before: 'export class C { static a = 1\n static b = C.a }',
    after: 'export class C { static b = C.a\n static a = 1 }',
    reason: /another order/,
    line: 1,
  },
  {
    title: 'a static whose value counts something',
    before: 'let n = 0; export class C {\n static a = 1 }',
    after: 'let n = 0; export class C {\n static a = ++n }',
    reason: /sets something else/,
    line: 2,
  },
  {
    title: 'a variable that closures cannot reach whose maker does not run again',
    before: 'export const f = ((a, b) => { return () => a })(1, 2)',
    after: 'export const f = ((a, b) => { return () => a + b })(1, 2)',
    reason: /cannot reach `b`/,
    line: 1,
  },
  {
    title: 'a constant that was used while the module loaded',
    before: 'const PORT = 1\nconsole.error.name.at(PORT)\nexport const f = () => PORT',
    after: 'const PORT = 2\nconsole.error.name.at(PORT)\nexport const f = () => PORT',
    reason: /`PORT` while the module loaded/,
    line: 2,
  },
  {
    title: 'a function that is called where it stands, and has been',
    before: '(function () { globalThis.seen = 1 })()',
    after: '(function () { globalThis.seen = 2 })()',
    reason: /runs once, while the module loads/,
    line: 1,
  },
  {
    title: 'a function that calls eval',
    before: 'exports.f = (x) => eval("x")',
    after: 'exports.f = (x) => eval("x + 1")',
    reason: /`eval`/,
    line: 1,
    format: 'commonjs',
  },
  {
    title: 'a constant that awaits',
    before: 'export const f = () => 1',
    after: 'const a = await 1\nexport const f = () => a',
    reason: /one turn/,
    line: 1,
  },
  {
    title: 'an arrow that becomes a function with `this`',
    before: 'export const f = () => 1',
    after: 'export const f = function () { return this }',
    reason: /without `this`/,
    line: 1,
  },
  {
    title: 'text that is not JavaScript',
    before: 'export const f = () => 1',
    after: 'export const f = () => 1\n)',
    reason: /not JavaScript/,
    line: 2,
  },
];

for (const { title, before, after, reason, line, format } of refusals) {
  test(`a plan refuses ${title}, with the reason and the line`, async () => {
    const outcome = await patch([await load(before, format), after]);
    assert.equal(outcome.ok, false);
    const [module] = outcome.plan.modules;
    const found = module?.refusals.find((refusal) => reason.test(refusal.reason));
    assert.ok(found, `expected ${reason} in ${JSON.stringify(module?.refusals)}`);
    assert.equal(found.line, line);
  });
}

test('a plan refuses a source that is too large to take apart inside of a process', async () => {
  const outcome = await patch([
    await load('export const f = () => 1'),
    `export const f = () => 2 // ${'x'.repeat(1.5e6)}`,
  ]);
  assert.match(outcome.ok ? '' : outcome.message, /1500000 characters/);
});

test('an edit of comments and white space alone changes nothing and says so', async () => {
  const outcome = await patch([await load('export const f = () => 1'), '// now documented\nexport const f = () =>  1']);
  assert.equal(outcome.ok, false);
  assert.deepEqual(outcome.plan.modules[0]?.refusals, []);
  assert.deepEqual(outcome.plan.modules[0]?.changes, []);
});

test('a changed initial value of state keeps the live value and warns', async () => {
  const outcome = await patch([
    await load('let n = 1\nexport const f = () => n++'),
    'let n = 5\nexport const f = () => n--',
  ]);
  assert.ok(outcome.ok);
  assert.match(outcome.plan.modules[0]?.warnings[0]?.reason ?? '', /live value stays/);
});

test('a function that ran while the module loaded is changed with a warning', async () => {
  const outcome = await patch([
    await load('function main() { return 1 }\nmain()'),
    'function main() { return 2 }\nmain()',
  ]);
  assert.ok(outcome.ok);
  assert.match(outcome.plan.modules[0]?.warnings[0]?.reason ?? '', /It ran while the module loaded/);
});

test('two variables of one name are compared each with its own', async () => {
  const source = 'var a = 1\nvar a = 2\nexports.f = () => a';
  const outcome = await patch([await load(source, 'commonjs'), source.replace('() => a', '() => a + 1')]);
  assert.ok(outcome.ok);
  assert.deepEqual(
    outcome.plan.modules[0]?.changes.map(({ kind }) => kind),
    ['body'],
  );
});

test('a class that a function makes gets a new method only where it is made anew, and the plan says so', async () => {
  const source = 'export const make = () => { class C { a() {} } return new C() }';
  const outcome = await patch([await load(source), source.replace('a() {}', 'a() {} b() {}')]);
  assert.ok(outcome.ok);
  assert.match(outcome.plan.modules[0]?.warnings[0]?.reason ?? '', /stay as they are/);
});

test('a function that cannot be replaced stands in the way of a constant that it reads', async () => {
  const source = 'const K = 1\nexports.f = (x) => eval("x") + K';
  const outcome = await patch([await load(source, 'commonjs'), source.replace('K = 1', 'K = 2')]);
  assert.match(outcome.ok ? '' : outcome.message, /`K`, and it cannot be replaced/);
});

test('a new field is refused where a parameter of the constructor reads `this` before it could be there', async () => {
  const specimen = await load('export class C { a = 1; constructor(x = this.a) { this.x = x } }');
  const edited = specimen.source.replace('a = 1;', 'a = 1; b = 2;').replace('= this.a)', '= this.b)');
  const outcome = await patch([specimen, edited]);
  assert.match(outcome.ok ? '' : outcome.message, /parameter of the constructor reads `this`/);
});

test('a new decorator, as TypeScript compiles it, is refused by the name of what it decorates', async () => {
  const specimen = await load('const __decorate = () => {}\nexport class C { m() {} }');
  const outcome = await patch([specimen, `${specimen.source}\n__decorate([Boolean], C.prototype, 'm', null)`]);
  const [refusal] = outcome.plan.modules[0]?.refusals ?? [];
  assert.deepEqual([refusal?.function, refusal?.line], ['decorators of C.m', 3]);
});

test('a source with the name that the agent needs for itself is refused with the line: it could be patched no more', async () => {
  const specimen = await load('export const f = () => 1');
  const outcome = await patch([specimen, `${specimen.source}\n\nexport const $suture = 2`]);
  const [refusal] = outcome.plan.modules[0]?.refusals ?? [];
  assert.equal(refusal?.line, 3);
  assert.match(refusal?.reason ?? '', /It has `\$suture` in it/);
});
