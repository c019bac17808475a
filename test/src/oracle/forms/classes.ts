import { type Form, inModule, inScript } from './form.ts';

/** Forms of classes and of their members. */
export const classes: readonly Form[] = [
  inModule(
    'private names of every sort, and brand checks',
    `class C { #f = 1; #m() { return this.#f; } get #a() { return this.#f + 1; } set #a(v) { this.#f = v; } static #s = 5; static #t() { return C.#s; } static has(o) { return #f in o && #m in o; } all() { this.#a = 10; this.#f++; return [this.#f, this.#m(), this.#a, C.#t(), this?.#f]; } async #n() { return 3; } *#g() { yield this.#f; } more = async () => [await this.#n(), ...this.#g()]; }
const c = new C(); console.log(c.all(), C.has(c), C.has({}), await c.more());
try { c.all.call({}); } catch (error) { console.log(error.name, error.message); }
class D { #x; static read = (o) => o.#x; static { this.write = (o, v) => { o.#x = v; }; } } const d = new D(); D.write(d, 4); console.log(D.read(d));`,
  ),
  inModule(
    'fields, their order, their this, and functions in them',
    `const order = []; const say = (x) => (order.push(x), x);
class A { [say('key')] = say('value'); a = this; b = () => this; c = function () { return this; }; static [say('static key')] = say('static value'); static self = this; static f = () => this.name; 'd e' = 1; 2 = 2; static async = 3; get = 4; static static = 5; async; static }
const a = new A(); console.log(order, a.a === a, a.b.call(null) === a, a.c.call(1), A.self === A, A.f(), a['d e'], a[2], A.async, a.get, A.static, Object.keys(a), 'static' in a, a.b.name, a.c.name);
class B extends A { e = super.constructor.name; f = [...'xy'].map((z) => z + this.e); } console.log(new B().f, new B().e);`,
  ),
  inModule(
    'static blocks',
    `let seen; class C { static x = 1; static { var v = this.x; let l = v + 1; seen = () => [v, l, this.name]; function inner() { return this; } console.log(inner(), typeof arguments_); } static y = this.x + 1; static { try { throw 1; } catch { this.z = 9; } } static {} }
var arguments_; console.log(seen(), C.y, C.z, typeof v);`,
  ),
  inModule(
    'super in methods, accessors, statics, fields, arrows and objects',
    `class A { m(x) { return ['A.m', x, this.n]; } get g() { return 'A.g ' + this.n; } set g(v) { this.n = v; } static s() { return 'A.s ' + this.name; } async am() { return 'A.am'; } *gen() { yield 'A.gen'; } }
class B extends A { n = 1; f = () => super.m('field'); m(x) { return (() => super.m(x + 1))(); } get g() { return 'B ' + super.g; } set g(v) { super.g = v * 2; } static s() { return super.s() + '!'; } async am() { return 'B ' + await super.am(); } *gen() { yield* super.gen(); yield 'B.gen'; } ['k' + 1]() { return super['m'](...[5]); } static { this.t = super.s(); } d(x = super.m('default')) { return x; } }
const b = new B(); b.g = 4; console.log(b.m(1), b.g, B.s(), await b.am(), [...b.gen()], b.k1(), B.t, b.f(), b.d(), b.d(0));
const o = { __proto__: { hi() { return 'proto'; } }, hi() { return 'own ' + super.hi(); }, get x() { return super.hi(); } }; console.log(o.hi(), o.x);`,
  ),
  inModule(
    'derived constructors: super late, twice, never, in an arrow, in a default',
    `class A { constructor(x) { this.x = x; } }
class B extends A { y = 1; constructor(x) { const s = (v) => super(v); s(x); this.z = (() => this.x)(); } }
class C extends A { constructor() { super(1); super(2); } }
class D extends A { constructor() { this.x; } }
class E extends A { constructor() {} }
class F extends A { constructor(x = super(7)) { this.d = x; } }
class G extends A { constructor(...args) { try { super(...args); } finally { this.f = 1; } } }
class H extends A {}
class I extends null { static m() { return 1; } }
for (const make of [() => new B(3), () => new C(), () => new D(), () => new E(), () => new F().d.x, () => new G(4), () => new H(5), () => I.m(), () => new I(), () => B()]) try { console.log(make()); } catch (error) { console.log(error.name, error.message); }`,
  ),
  inModule(
    'classes that extend built-in ones and mixins',
    `class E extends Error { constructor(m) { super(m); this.name = new.target.name; } } class L extends Array { sum() { return this.reduce((a, b) => a + b, 0); } } class M extends Map { get(k) { return super.get(k) ?? 'none'; } } class P extends Promise { static get [Symbol.species]() { return Promise; } }
const mix = (Base) => class extends Base { mixed() { return 'mixed ' + super.constructor.name; } }; class Q extends mix(Object) {} class R extends (class Inner { static s = 1; }) {}
console.log(new E('x') instanceof Error, String(new E('y')), L.from([1, 2]).map((x) => x * 2).sum(), new M([[1, 2]]).get(3), new P(() => {}).then() instanceof P, new Q().mixed(), R.s, R.name, mix(Object).name);`,
  ),
  inModule(
    'members named like keywords, static, async, get, and odd keys',
    `class C { get() { return 1; } set(v) { return 2; } static() { return 3; } async() { return 4; } static static() { return 5; } static async() { return 6; } static get() { return 7; } get get() { return 8; } set set(v) { this.v = v; } static get static2() { return 9; } async *async2() { yield 10; } static async *[Symbol.asyncIterator]() { yield 11; } 'constructor2'() { return 12; } ['constructor']() { return 13; } 0() { return 14; } 1e3() { return 15; } .5() { return 16; } 1n() { return 17; } await() { return 18; } *yield() { yield 19; } get 'x y'() { return 20; } static async async3() { return 21; } new() { return 22; } if() { return 23; } static 'prototype2'() { return 24; } async get2() { return 25; } get async4() { return 26; } get static() { return 27; } }
const c = new C(); c.set = 5; console.log(c.v, C.static(), C.async(), C.get(), c.static, C.static2, c[0](), c[1000](), c['0.5'](), c['1'](), c.await(), [...c.yield()], c['x y'], await C.async3(), c.new(), c.if(), await c.get2(), c.async4, c.constructor2(), Object.getOwnPropertyNames(C.prototype).join());
for await (const x of C) console.log(x); const o = { get, set: 1, async: 2, await: 3, static: 4, get get() { return 5; }, async async() { return 6; }, *gen() {}, async *[\`a\${1}\`]() {} }; function get() {} console.log(o.get, await o.async(), Object.keys(o));`,
  ),
  inModule(
    'names of classes and of anonymous ones',
    `const A = class {}; const B = class C {}; const o = { D: class {}, ['E' + 1]: class {}, f: class { static name = 'own'; }, g: class { static name() {} } }; let F; F = class {}; const [G = class {}] = []; const H = (class {}); const I = class { static x = this.name; };
console.log(A.name, B.name, o.D.name, o.E1.name, o.f.name, typeof o.g.name, F.name, G.name, H.name, I.x, (class {}).name, new (class { constructor() { return { n: new.target.name }; } })().n, Object.getOwnPropertyNames(A), Object.getOwnPropertyNames(class { static m() {} }));
class J { static #p = class {}; static q = J.#p.name; r = class {}; s = () => {}; } console.log(J.q, new J().r.name, new J().s.name);`,
  ),
  inModule(
    'property descriptors of members and enumeration',
    `class C { m() {} get a() { return 1; } static s() {} f = 1; } const show = (o) => Object.entries(Object.getOwnPropertyDescriptors(o)).map(([k, d]) => [k, d.enumerable, d.writable, d.configurable]);
console.log(show(C), show(C.prototype), show(new C()), Object.keys(C), JSON.stringify(new C()), C.prototype.m.hasOwnProperty('prototype')); try { new (new C().m)(); } catch (error) { console.log(error.message); } for (const k in C) console.log('never', k);`,
  ),
  inModule(
    'accessor keys, computed keys evaluated once, symbols',
    `let n = 0; const key = () => 'k' + n++; class C { [key()]() { return 1; } get [key()]() { return 2; } static [key()] = 3; [Symbol.toPrimitive](hint) { return hint; } get [Symbol.toStringTag]() { return 'Tag'; } static [Symbol.hasInstance](x) { return x === 1; } *[Symbol.iterator]() { yield* [1, 2]; } [(() => 'arrow')()]() { return 4; } [class { static toString() { return 'cls'; } }]() { return 5; } }
const c = new C(); console.log(c.k0(), c.k1, C.k2, \`\${c}\`, +'1' + c, Object.prototype.toString.call(c), 1 instanceof C, [...c], n, c.arrow(), c.cls());`,
  ),
  inModule(
    'classes inside of functions, with captured variables and private names',
    `function make(n) { return class Made { #n = n; static count = 0; constructor() { Made.count += 1; } get n() { return this.#n++; } static { n *= 2; } twice() { return make(n).name; } }; }
const A = make(1), B = make(10); console.log(new A().n, new B().n, A.count, new B().twice(), B.count, new A() instanceof B); const C = (() => class extends A { m() { return super.n; } })(); console.log(new C().m());`,
  ),
  inModule(
    'classes without a name that functions make: what they show, where they are made twice, frozen, inspected or given another target',
    `import { inspect } from 'node:util'; const mix = (Up, n) => class extends Up { #own = n; static #count = 0; constructor(x, { y } = { y: n }) { super(x, y); this.#own += y; this.x = x; mix.count = (mix.count ?? 0) + 1; } own() { return [this.#own, super.own?.()]; } static { Object.freeze(this); } };
class Base { constructor(...a) { this.a = a; this.made = new.target.name; } } const One = mix(Base, 1), Two = mix(One, 2), Shadow = ((Up) => class Shadow extends Up { #s = 1; constructor(Shadow) { super(Shadow); this.s = this.#s + Shadow; } })(Base);
console.log(inspect(One, { showHidden: true }), Reflect.ownKeys(One), One.name, One.length, String(One).slice(0, 40), new One(3), new Two(4, { y: 5 }).own(), new Shadow(6), mix.count);
class Other {} const other = Reflect.construct(One, [7], Other); console.log(other, other instanceof One, One.prototype.own.call(other)); try { One(); } catch (error) { console.log(error.message); } try { mix(null, 1); new (mix(null, 1))(); } catch (error) { console.log(error.name); }
const proxied = new Proxy(Two, {}); console.log(new proxied(8).own(), new (class extends proxied { z = this.own(); })(9).z); try { new (mix(class { constructor() { throw new RangeError('above'); } }, 1))(); } catch (error) { console.log(error.message); }`,
  ),
  inModule(
    'decorator-like patterns: methods replaced, bound and wrapped',
    `class C { constructor() { this.m = this.m.bind(this); } m() { return this.x ?? 'none'; } x = 1; } const { m } = new C(); const was = C.prototype.m; C.prototype.m = function (...a) { return ['wrapped', was.apply(this, a)]; };
console.log(m(), new C().m(), Object.getOwnPropertyDescriptor(C.prototype, 'm').enumerable); Object.defineProperty(C.prototype, 'y', { get() { return this.x + 1; } }); console.log(new C().y);`,
  ),
  inScript(
    'classes are strict inside of sloppy code',
    `class C { m() { return this; } static s() { return (function () { return this; })(); } a() { return arguments.length; } } const { m } = new C(); console.log(m(), C.s(), new C().a(1, 2), (function () { return typeof this; })());
function Old(x) { if (!(this instanceof Old)) return new Old(x); this.x = x; } Old.prototype.m = function () { return this.x; }; Old.prototype = Object.assign(Object.create(Old.prototype), { n() { return -this.x; } }); console.log(Old(3).m(), new Old(4).n(), Old.length);`,
  ),
];
