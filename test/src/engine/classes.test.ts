import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback, type Specimen } from './bench.ts';
import { text } from './shown.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const base = 'export class Base { kind = "base"; constructor(n) { this.n = n } }\n';

/** An edit of a class, and what is made of a new instance of it; each is compared with the module loaded afresh. */
const edits: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'a field to an empty class': ['export class A {}', 'export class A { x = 1 }'],
  'a field to a class with a constructor': [
    'export class A { constructor(a) { this.a = a } }',
    'export class A { x = 1; constructor(a) { this.a = a + this.x } }',
  ],
  'a field behind another': ['export class A { a = 1 }', 'export class A { a = 1; b = this.a + 1 }'],
  'a field before another': ['export class A { a = 1; b = 2 }', 'export class A { c = 0; a = 1; b = 2 }'],
  'a field whose value comes from a call stays what it is': [
    'let n = 0; export class A { id = ++n; b = 2 }',
    'let n = 0; export class A { c = 0; id = ++n; b = 3 }',
  ],
  'a changed initial value': ['export class A { a = 1; b = this.a * 2 }', 'export class A { a = 5; b = this.a * 2 }'],
  'a removed field': ['export class A { a = 1; b = 2; c = 3 }', 'export class A { a = 1; c = 3 }'],
  'fields in another order': ['export class A { a = 1; b = 2 }', 'export class A { b = 2; a = 1 }'],
  'a field without a value': ['export class A { a = 1 }', 'export class A { a = 1; b }'],
  'a field that holds a function': [
    'export class A { a = 1 }',
    'export class A { a = 1; f = () => this.a; g = function () {} }',
  ],
  'a field of a derived class': [
    `${base}export class A extends Base {}`,
    `${base}export class A extends Base { x = this.n }`,
  ],
  'a field of a derived class with fields': [
    `${base}export class A extends Base { y = 1 }`,
    `${base}export class A extends Base { x = this.n; y = this.x + 1 }`,
  ],
  'a field of a derived class with a constructor': [
    `${base}export class A extends Base { constructor(n) { super(n + 1); this.z = 1 } }`,
    `${base}export class A extends Base { x = this.n; constructor(n) { super(n + 1); this.z = this.x } }`,
  ],
  'a field of the class above': [
    'class Base { a = 1 } export class A extends Base { b = this.a }',
    'class Base { a = 2; c = 3 } export class A extends Base { b = this.a }',
  ],
  'a constructor': ['export class A { a = 1 }', 'export class A { a = 1; constructor(n) { this.n = n + this.a } }'],
  'no constructor': ['export class A { a = 1; constructor(n) { this.n = n } }', 'export class A { a = 1 }'],
  'a constructor of a derived class': [
    `${base}export class A extends Base {}`,
    `${base}export class A extends Base { constructor(n) { super(n * 2); this.twice = true } }`,
  ],
  'no constructor of a derived class': [
    `${base}export class A extends Base { constructor(n) { super(n * 2); this.twice = true } }`,
    `${base}export class A extends Base {}`,
  ],
  'a private field': [
    'export class A { a = 1; get() { return this.a } }',
    'export class A { a = 1; #b = this.a + 1; c = this.#b; get() { return [this.#b, this.c, #b in this, this.a] } }',
  ],
  'a private field of a class with private fields': [
    'export class A { #a = 1; get() { return this.#a } }',
    'export class A { #z = 7; #a = this.#z; get() { return [this.#a, this.#z++, this.#z] } }',
  ],
  'a private method': [
    'export class A { get() { return 1 } }',
    'export class A { get() { return [this.#m(2), this?.#m(3), #m in this, this.#p, (this.#p = 5), this.w] } #m(n) { return n } get #p() { return 4 } set #p(v) { this.w = v } }',
  ],
  'a private static': [
    'export class A { get() { return 1 } }',
    'export class A { static #n = 1; static #next() { return ++A.#n } get() { return [A.#next(), A.#n] } }',
  ],
  'private members gone': [
    'export class A { #a = 1; #m() { return this.#a } get() { return this.#m() } }',
    'export class A { get() { return 3 } }',
  ],
  'a field whose initialiser reads a changed constant': [
    'const N = 1; export class A { n = N; get() { return N } }',
    'const N = 2; export class A { n = N; get() { return N } }',
  ],
  'a field that reads what is new': ['export class A { n = 1 }', 'const N = () => 9; export class A { n = N() }'],
  'a computed field at the end': [
    'const k = "key"; export class A { a = 1 }',
    'const k = "key"; export class A { a = 1; [k] = 2 }',
  ],
  'a field under a well-known symbol stays where it is': [
    'let n = 0; export class A { a = 1; [Symbol.toStringTag] = `A${++n}`.slice(0, 1) }',
    'let n = 0; export class A { a = 2; [Symbol.toStringTag] = `A${++n}`.slice(0, 1); b = 3 }',
  ],
  'a method under a well-known symbol': [
    'export class A { get() { return 1 } }',
    'export class A { get() { return [...this] } *[Symbol.iterator]() { yield 2 } get [Symbol.toStringTag]() { return "it" } }',
  ],
  'a field that the class above sets as well, gone': [
    'class B { constructor() { this.x = 1 } } export class A extends B { x = 2; y = 3 }',
    'class B { constructor() { this.x = 1 } } export class A extends B { y = 3 }',
  ],
  'a field of a derived class whose value was counted': [
    `let n = 0; ${base}export class A extends Base { id = ++n; b = 2; get() { return n < 2 } }`,
    `let n = 0; ${base}export class A extends Base { b = 3; get() { return n < 2 } }`,
  ],
  'a field of a derived class whose constructor may give something else': [
    `${base}export class A extends Base { a = 1; constructor(n) { super(n); if (n > 5) return { n } } }`,
    `${base}export class A extends Base { a = 2; constructor(n) { const f = () => super(n); f(); if (n > 5) return { n: [n, this.a] }; return } }`,
  ],
  'a field of a derived class with private ones': [
    `${base}export class A extends Base { #p = 1; a = 1; get() { return this.#p } }`,
    `${base}export class A extends Base { #p = 1; a = 2; b = this.#p + 1; get() { return this.#p } }`,
  ],
  'a field that reads what is above': [
    `${base.replace('constructor', 'get up() { return "up" } constructor')}export class A extends Base { #p = 1 }`,
    `${base.replace('constructor', 'get up() { return "up" } constructor')}export class A extends Base { #p = 1; x = super.up; f = () => super.up; get() { return this.f() } }`,
  ],
  'a private getter in the place of a public one': [
    'export class A { get g() { return 1 } get() { return this.g } }',
    'export class A { get #g() { return 2 } get() { return [this.#g, "g" in this] } }',
  ],
  'a getter that goes and leaves the setter': [
    'export class A { get g() { return 1 } set g(v) { this.v = v } get() { return this.g } }',
    'export class A { set g(v) { this.v = v } get() { this.g = 1; return [this.g, this.v] } }',
  ],
  'members under constants of the module': [
    'import { inspect } from "node:util"; const K = Symbol("k"), N = "named"; export class A { a = 1; get() { return 1 } [K]() { return 2 } [N + 2] = 3 }',
    'import { inspect } from "node:util"; const K = Symbol("k"), N = "named"; export class A { a = 1; get() { return [this[N](), this[inspect.custom](), this[Symbol.for("x")], this.y, K in this, this[N + 2]] } *[N]() { yield 2 } [inspect.custom]() { return "it" } get [Symbol.for("x")]() { return 5 } ["y"] = 6; [N] = () => 7 }',
  ],
  'members under constants that are new': [
    'export class A { get() { return 1 } }',
    'import { inspect } from "node:util"; const N = "named"; export class A { [N] = 1; [inspect.custom]() { return 4 } get() { return [this.named, this[inspect.custom]()] } }',
  ],
  'a method under a name that becomes computed': [
    'const m = "n"; export class A { m() { return 1 } get() { return [this.m?.(), this.n?.()] } }',
    'const m = "n"; export class A { [m]() { return 1 } get() { return [this.m?.(), this.n?.()] } }',
  ],
  'a method under a constant that is of another kind': [
    'const m = "n"; export class A { *[m]() { yield 1 } get() { return this.n() } }',
    'const m = "n"; export class A { [m]() { return 1 } get() { return this.n() } }',
  ],
  'a changed private initial value': [
    'export class A { #a = 1; get() { return this.#a } }',
    'export class A { #a = 2; get() { return this.#a } }',
  ],
};

const classOf = ({ exports }: Specimen): Loose => exports['A'];

for (const [what, [before, after]] of Object.entries(edits))
  test(`new instances after an edit are those of a fresh class: ${what}`, async () => {
    const [live, fresh] = [await load(before), await load(after)];
    const old = new (classOf(live))(3);
    const former = text(old);
    const outcome = await patch([live, after]);
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    assert.equal(text(old), former);
    const [one, other] = [new (classOf(live))(3), new (classOf(fresh))(3)];
    assert.equal(Object.getPrototypeOf(one), classOf(live).prototype);
    assert.equal(text(one), text(other));
    if ('get' in other) assert.deepEqual(one.get(), other.get());
    assert.equal(text(one), text(other));
    const Sub = class extends classOf(live) {};
    assert.equal(text(Reflect.construct(Sub, [3])), text(new (classOf(fresh))(3)));
    assert.equal(await rollback(outcome.id), undefined);
    assert.equal(text(new (classOf(live))(3)), former);
  });

test('constructors and methods have the `length` of their new body, and the former one after a rollback', async () => {
  const live = await load(
    'const K = "k"; export class A { constructor(a) {} m(a, b) {} static s() {} [K](a) {} #p() {} call() { return this.#p() } }',
  );
  const A = classOf(live);
  const { m } = A.prototype;
  const lengths = (): number[] => [A.length, m.length, A.s.length, A.prototype.k.length];
  const id = await edit(
    live,
    ['constructor(a)', 'constructor(a, b)'],
    ['m(a, b)', 'm(a, b = 1)'],
    ['s()', 's(...all)'],
    ['[K](a)', '[K](a, b, c)'],
    ['#p()', '#p(a)'],
  );
  assert.deepEqual(lengths(), [2, 1, 0, 3]);
  assert.equal(A.prototype.m, m);
  assert.equal(await rollback(id), undefined);
  assert.deepEqual(lengths(), [1, 2, 0, 1]);
});

test('an error whose class is patched has no frame of the agent in its stack', async () => {
  const live = await load('export class A extends Error {}');
  await edit(live, ['{}', '{ constructor(text) { super(`${text}!`) } }']);
  const { stack = '', message } = new (classOf(live))('no') as Error;
  assert.equal(message, 'no!');
  assert.doesNotMatch(stack, /agent\/dist/);
});

test('a class above is called once by each new instance of one whose fields changed', async () => {
  const live = await load(
    'const seen = []; class B { constructor(...all) { seen.push([new.target.name, ...all]) } } export class A extends B { x = 1 } export const all = () => seen',
  );
  await edit(live, ['x = 1', 'x = 1; y = 2']);
  const Sub = class Sub extends classOf(live) {
    z = this['y'];
  };
  assert.deepEqual({ ...(Reflect.construct(Sub, [1, 2]) as object) }, { x: 1, y: 2, z: 2 });
  assert.deepEqual(live.exports['all']?.(), [['Sub', 1, 2]]);
  await edit(live, ['y = 2 }', 'y = 2; constructor(n) { super(n); if (n > 1) return { n, y: this.y } } }']);
  assert.deepEqual({ ...new (classOf(live))(2) }, { n: 2, y: 2 });
  await edit(live, ['if (n > 1)', 'super(); if (n > 1)']);
  assert.throws(() => new (classOf(live))(), /may only be called once/);
});

test('a private method comes to live instances and subclasses, and `super` in it is the class above', async () => {
  const live = await load('class B { m() { return "above" } } export class A extends B { m() { return 1 } }');
  const it = new (classOf(live))();
  const sub: Loose = Reflect.construct(class extends classOf(live) {}, []);
  const bound = it.m.bind(it);
  await edit(live, ['m() { return 1 }', 'm() { return this.#say() } #say() { return super.m() }']);
  assert.deepEqual([it.m(), sub.m(), bound()], ['above', 'above', 'above']);
  await edit(live, ['return super.m()', 'return super.m() + "!"']);
  assert.equal(bound(), 'above!');
  assert.throws(() => it.m.call({}), TypeError);
});

test('live instances lack a private field until they are migrated, and the plan says so', async () => {
  const live = await load('export class A { m() { return 1 } }\nconst one = () => 1');
  const it = new (classOf(live))();
  const outcome = await patch([live, 'export class A { #n = one(); m() { return this.#n++ } }\nconst one = () => 1']);
  const change = outcome.plan.modules[0]?.changes.find((one) => one.function === 'A.#n');
  assert.match(change?.note ?? '', /live instances lack it/);
  const [warning] = outcome.plan.modules[0]?.warnings ?? [];
  assert.deepEqual(
    [warning?.function, warning?.reason],
    [
      'A.#n',
      'Live instances lack it, and `A.m` throws a TypeError where it reads or sets it on one of them. A migration gives it to them: `--migrate FILE` with `export function up({ instances, addFields }) { for (const one of instances(A)) addFields(one) }`.',
    ],
  );
  assert.throws(() => it.m(), TypeError);
  assert.equal(new (classOf(live))().m(), 1);
});

test('fields of several patches are given in the order of the newest source, and go back one by one', async () => {
  const live = await load('export class A { a = 1; get() { return 0 } }');
  const first = await edit(live, ['a = 1', 'a = 1; #b = this.a + 1'], ['return 0', 'return this.#b']);
  const one = new (classOf(live))();
  await edit(live, ['#b =', '#c = 5; #b ='], ['this.#b }', 'this.#b + this.#c }']);
  const second = await edit(live, ['a = 1', 'z = 0; a = 2']);
  const two = new (classOf(live))();
  assert.deepEqual([Object.keys(two), two.get()], [['z', 'a'], 8]);
  assert.equal(await rollback(second), undefined);
  assert.deepEqual(Object.keys(new (classOf(live))()), ['a']);
  assert.equal(new (classOf(live))().get(), 7);
  assert.equal(one.get(), 7);
  assert.match((await rollback(first)) ?? '', /stands on top/);
});

test('a function in a field is patched later like any other', async () => {
  const live = await load('export class A {}');
  await edit(live, ['{}', '{ n = 1; say = () => this.n }']);
  const it = new (classOf(live))();
  const { say } = it;
  await edit(live, ['=> this.n', '=> this.n + 1']);
  assert.deepEqual([say(), new (classOf(live))().say()], [2, 2]);
});

test('a constructor that does not call `super` any more throws what the language throws', async () => {
  const live = await load('class B {} export class A extends B { constructor() { super(); this.a = 1 } }');
  await edit(live, ['super(); ', '']);
  assert.throws(() => new (classOf(live))(), ReferenceError);
});

test('static fields that are new, or have another value, are computed with what the patch brings', async () => {
  const specimen = await load('export class A { static one = 1; static both() { return [A.one, A.two?.(1)] } }');
  const id = await edit(specimen, [
    'export class A { static one = 1;',
    'const k = 5; function more(x) { return x + k } export class A { static one = more(1); static two = more;',
  ]);
  const { A } = specimen.exports as Loose;
  assert.deepEqual(A.both(), [6, 6]);
  await rollback(id);
  assert.deepEqual([A.both(), Object.keys(A)], [[1, undefined], ['one']]);
});
