import assert from 'node:assert/strict';
import { test } from 'node:test';

import { edit, load, patchFor, patchNow, promote, rollback, type Specimen } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const base = `export const told = [];
class Base { constructor(n) { told.push('Base ' + n); this.base = n } }
const note = (what) => { told.push(what); return what };
`;
const members = (
  name: string,
): string => `a = note('${name}'); #p = 3; #twice() { return this.#p * 2 } get #half() { return this.#p / 2 }
  CONSTRUCTOR
  read() { return [this.#p, this.#twice(), this.#half, #p in this] }`;
const mixin = (name: string): string => `const mix = (Above) => class ${name}extends Above { ${members('made')} };\n`;

/** Classes with a constructor to be written; \`make\` gives one. */
const kinds: Readonly<Record<string, string>> = {
  'with fields': `${base}class C extends Base { a = note('a'); b = this.a; CONSTRUCTOR read() { return this.b } }`,
  'with private members': `${base}class C extends Base { ${members('a')} }`,
  'with the fields of parameter properties': `${base}class C extends Base { n; a; CONSTRUCTOR read() { return this.a } }`,
  'with nothing of its own': `${base}class C extends Base { CONSTRUCTOR read() { return 1 } }`,
  'at the end of a chain': `${base}class B extends Base { #b = note('b'); constructor(n) { super(n); this.b = this.#b } }
    class M extends B { m = note('m') } class C extends M { ${members('c')} }`,
  'in the middle of a chain': `${base}class D extends Base { ${members('d')} } class C extends D { #c = note('c'); d = 1 }`,
  'of errors': `${base}class C extends Error { ${members('e')} }`,
  'of arrays': `${base}class C extends Array { ${members('l')} }`,
  'of dates': `${base}class C extends Date { ${members('m')} }`,
  'of maps': `${base}class Held extends Map { constructor(n) { super([[n, n]]) } } class C extends Held { ${members('m')} }`,
  'of emitters': `import { EventEmitter } from 'node:events'; ${base}class C extends EventEmitter { ${members('v')} }`,
  'of a proxy': `${base}const P = new Proxy(Base, { construct(of, values, to) { told.push('proxy'); return Reflect.construct(of, values, to) } });
    class C extends P { ${members('x')} }`,
  'behind a proxy': `${base}class D extends Base { ${members('y')} }
    const C = new Proxy(D, { construct(of, values, to) { return Reflect.construct(of, values, to) } });`,
  'that a function makes': `${base}${mixin('Mixed ')}const C = mix(Base);`,
  'that a function makes without a name': `${base}${mixin('')}const C = mix(Base);`,
  'that a function makes twice over': `${base}${mixin('')}class D { constructor(n) { told.push('D'); this.d = n } } const [Other, C] = [mix(D), mix(mix(Base))];`,
  'that a function makes without a name, behind a proxy': `${base}${mixin('')}const C = new Proxy(mix(Base), {});`,
  'that a function makes with nothing of its own': `${base}const mix = (Above) => class extends Above { CONSTRUCTOR read() { return 1 } }; const C = mix(Base);`,
  'that a method makes': `${base}const home = { mix(Above) { class Kept extends Above { ${members('k')} } return Kept } }; const C = home.mix(Base);`,
  'in a static block': `${base}class Outer { static Inner; #o = 1; static { this.Inner = class Inner extends Base { ${members('i')} } } } const C = Outer.Inner;`,
};

/** Constructors that take the place of the one that a class has, and of the one that it has when nobody wrote any. */
const constructors: Readonly<Record<string, string>> = {
  'with other statements': 'constructor(n) { const m = n + 1; super(m); this.n = [m, arguments.length, this.read()] }',
  'that names `new.target`': 'constructor(n) { super(n); this.n = [new.target.name, (() => new.target.length)()] }',
  'that gives another object': 'constructor(n) { super(n); if (n > 1) return { n, of: this.read() } }',
  'that gives nothing but another object': 'constructor(n) { return { n } }',
  'that calls `super` in branches': 'constructor(n) { if (n > 1) super(n); else { super(-n); this.less = true } }',
  'that calls `super` in an arrow':
    'constructor(...v) { const go = (...w) => super(...w); go(...v); this.n = (() => this.base)() }',
  'that calls `super` in a parameter': 'constructor(n, it = super(n)) { it.n = it === this }',
  'that calls `super` twice': 'constructor(n) { super(n); super(n + 1) }',
  'that goes on when `super` was called twice':
    'constructor(n) { try { super(n); super(n + 1) } catch ({ name, message }) { this.n = [name, message] } finally { told.push(this.a) } }',
  'that names `this` too early': 'constructor(n) { this.n = n; super(n) }',
  'that never calls `super`': 'constructor(n) {}',
  'that gives what is no object': 'constructor(n) { super(n); return n }',
  'that gives null': 'constructor(n) { return null }',
  'that names a property of `super`':
    'constructor(n) { super(n); this.n = [typeof super.hasOwnProperty, super.read === undefined]; super.own = 1 }',
  'that sets a private member':
    'constructor(n) { super(n); this.n = this.read?.(); this.to = (m) => { this.a = m; return this } }',
  'that makes others of its class': 'constructor(n) { super(n); if (n > 0) this.next = new new.target(n - 1) }',
  'whose parameter has the name of the class':
    'constructor(Mixed, Kept) { super(Mixed); this.n = [Mixed, typeof Kept] }',
};

/** What an object shows, and what it does. */
function shown(it: Loose, C: Loose): unknown {
  const own = Reflect.ownKeys(it).filter((key) => key !== 'stack' && key !== 'next' && key !== 'to');
  const values = own.map((key) => [key, it[key]]);
  return [
    C.name,
    it instanceof C,
    Object.prototype.toString.call(it),
    it.next?.n,
    it.to?.(7) === it,
    it.read?.(),
    values,
  ];
}

function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** All that can be told of a class from outside. */
function said({ exports }: Specimen): unknown {
  const { C, told } = exports as Loose;
  told.length = 0;
  class Sub extends C {
    sub = told.push('sub');
  }
  const made = [1, 2].flatMap((n) => [C, Sub].map((of) => attempt(() => shown(new of(n), of))));
  return [made, attempt(() => shown(new C(), C)), [...told]];
}

const written = 'constructor(n) { super(n); this.n = n }';

for (const [kind, text] of Object.entries(kinds))
  test(`a class ${kind} has every other constructor, and its own one again`, async () => {
    const source = `${text}\nexport { C };`;
    // Classes that functions have made already stay without a constructor that somebody wrote, and the plan says so.
    for (const before of /mix\(|static \{/.test(text) ? [written] : [written, '']) {
      const live = await load(source.replace('CONSTRUCTOR', before));
      const former = said(live);
      for (const [what, constructor] of Object.entries(constructors)) {
        const id = await edit(live, before === '' ? ['read() {', `${constructor} read() {`] : [before, constructor]);
        assert.deepEqual(said(live), said(await load(source.replace('CONSTRUCTOR', constructor))), what);
        assert.equal(await rollback(id), undefined);
        assert.deepEqual(said(live), former, what);
      }
    }
  });

const other = 'constructor(n) { const m = n + 10; super(m); this.n = [m, typeof this.read] }';

for (const [kind, text] of Object.entries(kinds))
  test(`a class ${kind} makes instances either way while its constructor is a canary, and one way after that`, async () => {
    const [before, after] = [written, other].map((constructor) =>
      `${text}\nexport { C };`.replace('CONSTRUCTOR', constructor),
    );
    const [live, former, fresh] = [
      await load(before as string),
      await load(before as string),
      await load(after as string),
    ];
    const outcome = await patchFor('args[0] % 2', [live, after as string]);
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    const made = ({ exports }: Specimen, n: number): unknown =>
      shown(new (exports as Loose).C(n), (exports as Loose).C);
    assert.deepEqual([made(live, 2), made(live, 3)], [made(former, 2), made(fresh, 3)]);
    promote(outcome.id);
    assert.deepEqual([made(live, 2), made(live, 3)], [made(fresh, 2), made(fresh, 3)]);
    assert.equal(await rollback(outcome.id), undefined);
    assert.deepEqual([made(live, 2), made(live, 3)], [made(former, 2), made(former, 3)]);
  });

test('variables may have any name beside what a guard hands over without one', async () => {
  const names = '$this, $super, $owner, $superOf, $newTarget, $private0, $privateof, $class';
  const source = `export const make = (${names}) => { const all = () => [${names}]; return class Kept extends Map { #p = 1;
    constructor() { super(); this.n = [() => [typeof this, new.target.name, super.size, this.#p, ${names}]]; all() } } }`;
  const live = await load(source);
  const of = ({ exports }: Specimen): unknown => new ((exports as Loose).make(1, 2, 3, 4, 5, 6, 7, 8))().n[0]();
  const former = of(live);
  await edit(live, ['this.n = [', 'this.n = ['], ['all()', 'all(); this.n[0]()']);
  assert.deepEqual(of(live), former);
  await edit(live, ['[typeof this', '["new", typeof this']);
  assert.deepEqual(of(live), ['new', ...(former as unknown[])]);
});

test('bindings that a patch brings may have any name', async () => {
  const source = `${base}export class C extends Base { #p = 1; constructor(n) { super(n); this.n = n } }`;
  const live = await load(source);
  const names = [
    '$super',
    '$private',
    '$construct',
    '$above',
    '$told',
    '$owner',
    '$meta',
    '$import',
    '$length',
    '$begin',
  ];
  const added = `const ${names.map((name, index) => `${name} = ${index}`).join(', ')};\n`;
  await edit(
    live,
    ['export class', `${added}export class`],
    ['this.n = n', `this.n = [super.none, this.#p, ${names.join(', ')}]`],
  );
  assert.deepEqual(new (live.exports['C'] as Loose)(1).n, [undefined, 1, ...names.keys()]);
  await edit(live, ['this.n = [super.none', 'this.url = typeof import.meta.url; this.n = [super.none']);
  assert.deepEqual(new (live.exports['C'] as Loose)(1).url, 'string');
});

test('a new body that loses its cell before it calls `super` goes on, and those made meanwhile have the old one', async () => {
  const source = `export const between = { run() {} };
class Base { constructor(n) { if (n > 0) this.inner = new C(n - 1) } }
export class C extends Base { #p = 3; constructor(n) { super(n); this.n = n } read() { return [this.n, this.#p] } }`;
  const live = await load(source);
  const { C, between } = live.exports as Loose;
  await edit(live, ['super(n); this.n = n', 'between.run(); super(n); this.n = [n]']);
  between.run = () => {
    between.run = () => assert.fail('the old body does not ask');
    patchNow(live, source);
  };
  const made = new C(1);
  assert.deepEqual(
    [made.read(), made.inner.read(), new C(0).read()],
    [
      [[1], 3],
      [0, 3],
      [0, 3],
    ],
  );
});

test('a patched constructor makes what is no instance of its class, where the class has a name', async () => {
  for (const [name, answer] of [
    ['Mixed ', [undefined, 2]],
    ['', 'TypeError'],
  ] as const) {
    const source = `${base}${mixin(name)}export const C = mix(Base); class Other {} export const make = () => Reflect.construct(C, [1], Other);`;
    const live = await load(source.replace('CONSTRUCTOR', written));
    await edit(live, ['this.n = n', 'this.n = n + 1']);
    const made = attempt(() => (live.exports as Loose).make());
    if (typeof made === 'string') assert.match(made, new RegExp(`^${String(answer)}: A patched constructor`));
    else assert.deepEqual([made.read, made.n], answer);
  }
});
