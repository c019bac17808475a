import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originalText } from '../../../agent/dist/load/original-text.js';
import { edit, load, patch, rollback, type Specimen } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

/** What `make` of a module gives. */
const make = ({ exports }: Specimen, ...values: unknown[]): Loose => exports['make']?.(...values);
const made = (specimen: Specimen, step: number): Loose => new (make(specimen, step))();

const counter = `export const make = (step) => class Counter {
  #n = 0; static #made = 0; static #note() { Counter.#made++ }
  get #twice() { return this.#n * 2 } set #twice(v) { this.#n = v / 2 }
  #add(by) { this.#n += by; return this }
  constructor() { Counter.#note() }
  more() { return this.#add(step).#n }
  peek() { return 0 }
  each(list) { return list.map((x) => x + this.#n) }
  later() { return () => this.#n }
  static is(it) { return false }
  static made() { return Counter.#made }
};`;

/** What a method of a class that a function made does after an edit, on objects that are there: on the second of two makings. */
const bodies: Readonly<Record<string, readonly [from: string, to: string, call: (it: Loose) => unknown, is: unknown]>> =
  {
    'reads and sets a field': [
      'return 0',
      'this.#n = 7; this.#n++; return [this.#n, --this.#n]',
      (it) => it.peek(),
      [8, 7],
    ],
    'sets one in other ways': [
      'return 0',
      'this.#n ??= 1; [this.#n, { a: this.#twice }] = [5, { a: 6 }]; for (this.#n of [8, 9]); return this.#n **= 2',
      (it) => it.peek(),
      81,
    ],
    'calls a method': ['return 0', 'return this.#add(2).#add(...[3]).#n', (it) => it.peek(), 5],
    'asks for one': ['return 0', 'return [#n in this, #n in {}, #add in this]', (it) => it.peek(), [true, false, true]],
    'uses an accessor': ['return 0', 'this.#twice = 12; return [this.#twice, this.#n]', (it) => it.peek(), [12, 6]],
    'goes through what may be nothing': [
      'return 0',
      'const no = null; return [no?.#n, this?.#n, (this?.#add(1)).#n, no?.#add(1)]',
      (it) => it.peek(),
      [undefined, 0, 1, undefined],
    ],
    'tags and makes with one': [
      'return 0',
      'this.#n = class { a = 1; static b = class { c = 2 } }; return [new this.#n().a, new this.#n.b().c, this.#add`x` === this]',
      (it) => it.peek(),
      [1, 2, true],
    ],
    'has closures of its own': ['=> x + this.#n', '=> x - this.#n - step', (it) => (it.more(), it.each([5])), [1]],
    'is static': ['return false', 'return #n in it && Counter.#made', (it) => it.constructor.is(it), 1],
  };

for (const [what, [from, to, call, is]] of Object.entries(bodies))
  test(`a method of a class that a function makes has a new body which ${what}, and an old one again`, async () => {
    const live = await load(counter);
    const [one, other] = [made(live, 1), made(live, 2)];
    const id = await edit(live, [from, to]);
    assert.deepEqual(call(other), is);
    const fresh = await load(counter.replace(from, () => to));
    assert.deepEqual(call(made(fresh, 2)), is);
    assert.equal(one.more(), 1);
    assert.equal(await rollback(id), undefined);
    assert.deepEqual([one.peek(), one.constructor.is(one)], [0, false]);
  });

test('a private name of another making of a class is refused by the language after an edit as before', async () => {
  const live = await load(counter);
  const [one, other] = [made(live, 1), made(live, 1)];
  await edit(live, ['peek() { return 0 }', 'peek(it = this) { return it.#n }']);
  assert.equal(one.peek(), 0);
  assert.throws(() => one.peek(other), TypeError);
  assert.throws(() => one.peek(null), TypeError);
});

test('a closure in a method of such a class is patched, and patched again in its new body', async () => {
  const live = await load(counter);
  const it = made(live, 1);
  const saved = it.later();
  await edit(live, ['() => this.#n;'.slice(0, -1), '() => this.#n + 10']);
  assert.equal(saved(), 10);
  await edit(live, ['later() { return ', 'later() { this.#add(1); return ']);
  const newer = it.later();
  await edit(live, ['this.#n + 10', 'this.#n + 20']);
  assert.deepEqual([saved(), newer()], [21, 21]);
});

test('a private name that such a class did not have comes to those made from then on, and the plan says so', async () => {
  const live = await load(counter);
  const old = made(live, 1);
  const edited = counter.replace('#n = 0;', '#n = 0; #m = 4;').replace('return 0', 'return this.#m');
  const outcome = await patch([live, edited]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  const said = outcome.plan.modules[0]?.warnings.map(({ reason }) => reason).join(' ') ?? '';
  assert.match(said, /cannot reach `#m`\. Those that are there keep their old body/);
  assert.deepEqual([old.peek(), made(live, 1).peek()], [0, 4]);
  assert.equal(await rollback(outcome.id), undefined);
  assert.equal(made(live, 1).peek(), 0);
});

test('of many private names a method of such a class reaches those that it named, and the plan says so of the others', async () => {
  const fields = Array.from({ length: 12 }, (_, n) => `#p${n} = ${n};`).join(' ');
  const source = `export const make = () => { return new (class C { ${fields} m() { return this.#p3 } }) }`;
  const live = await load(source);
  const it = make(live);
  await edit(live, ['return this.#p3', 'return this.#p3 + 1']);
  assert.equal(it.m(), 4);
  const outcome = await patch([live, source.replace('this.#p3', 'this.#p4')]);
  assert.match(outcome.plan.modules[0]?.warnings[0]?.reason ?? '', /cannot reach `#p4`.* keep their old body/);
  assert.deepEqual([it.m(), make(live).m()], [4, 4]);
});

test('behind `?.` a private name of such a class is refused with the reason', async () => {
  const live = await load(counter);
  const outcome = await patch([live, counter.replace('return 0', 'return this?.constructor.prototype.#n')]);
  assert.match(outcome.ok ? '' : outcome.message, /behind `\?\.`/);
});

const base =
  'class Base { get kind() { return `base of ${this.name}` } say(n) { return `base ${this.name} ${n}` } set kind(v) { this.was = v } }\n';
const mixins: Readonly<Record<string, readonly [source: string, from: string, to: string]>> = {
  'a method of a mixin': [
    `${base}const Loud = (Above) => class extends Above { name = 'it'; say(n) { return super.say(n) + '!' } }; export const make = () => new (Loud(Base))()`,
    "super.say(n) + '!'",
    "(super.kind = 3, `${super.say(n + 1)}? ${super['kind']} ${super.none?.()} ${this.was}`)",
  ],
  'a method of an object': [
    `${base}export const make = () => ({ __proto__: Base.prototype, name: 'it', say(n) { return super.say(n) + '!' } })`,
    "+ '!'",
    '+ super.kind',
  ],
  'an arrow in a method': [
    `${base}class A extends Base { name = 'it'; later = (() => { const go = () => super.say(1); return go })(); say(n) { return this.later() } } export const make = () => new A()`,
    'super.say(1)',
    'super.say(2) + super.kind',
  ],
  'a constructor': [
    `${base}class A extends Base { name = 'it'; constructor() { super(); this.x = 1 } } export const make = () => new A()`,
    'this.x = 1',
    'this.x = [super.say(5), super.kind, (() => super.say(6))()]; super.kind = 2; super.own = 3',
  ],
  'a constructor of a mixin': [
    `${base}const Loud = (Above) => class extends Above { name = 'it'; constructor() { super(); this.x = 1 } }; export const make = () => new (Loud(Base))()`,
    'this.x = 1',
    'this.x = [super.say(5), super.kind]; super.kind = 2',
  ],
};

for (const [what, [source, from, to]] of Object.entries(mixins))
  test(`a new body reaches \`super\` as a fresh one does: ${what}`, async () => {
    const [live, fresh] = [await load(source), await load(source.replace(from, () => to))];
    const old = make(live);
    const id = await edit(live, [from, to]);
    const said = (it: Loose): unknown => [it.say(1), { ...it, later: 0, say: 0 }];
    assert.deepEqual(said(make(live)), said(make(fresh)));
    if (!what.includes('constructor')) assert.deepEqual(said(old), said(make(fresh)));
    assert.equal(await rollback(id), undefined);
    assert.deepEqual(said(make(live)), said(make(await load(source))));
  });

test('`super` before the constructor above was called throws what the language throws', async () => {
  const live = await load(`${base}export class A extends Base { constructor() { super() } }`);
  await edit(live, ['super() }', 'super.say(); super() }']);
  assert.throws(() => new (live.exports['A'] as Loose)(), ReferenceError);
});

test('the text of functions that are handed private names or `super` is the one that was written', async () => {
  const source = `const Above = class { a() { return 1 } }; export const make = () => new (class extends Above { #p = 1; m() { return () => this.#p } a() { return [() => super.a(), super.a()] } })()`;
  const it = make(await load(source));
  const texts = [it.m, it.m(), it.a, it.a()[0]].map((code) => originalText(Function.prototype.toString.call(code)));
  assert.deepEqual(texts, [
    'm() { return () => this.#p }',
    '() => this.#p',
    'a() { return [() => super.a(), super.a()] }',
    '() => super.a()',
  ]);
});

test('the text of functions that new bodies make is the one that was written', async () => {
  const source = `class Above { n = 1; say() { return 1 } } let count = 0; export const make = (step) => { const all = () => step; all();
    return class extends Above { constructor() { super(); this.texts = 0 } } }`;
  const live = await load(source);
  const Made = make(live, 2);
  const functions = [
    '() => [this, step, new.target, super.n, import.meta.url, count]',
    '(...v) => super(...v)',
    '() => step + super.say()',
  ];
  await edit(live, ['this.texts = 0', `this.texts = [${functions.join(', ')}]`]);
  const texts = new Made().texts.map((code: unknown) => originalText(Function.prototype.toString.call(code)));
  assert.deepEqual(texts, functions);
});
