import { type Form, inModule, inScript } from './form.ts';

/** Forms of functions: arrows, generators, asynchronous ones, and how they are called. */
export const functions: readonly Form[] = [
  inModule(
    'arrows that return an object, a sequence, a conditional, another arrow',
    `const a = () => ({}), b = () => ({ x: 1 }).x, c = () => (1, 2), d = (x) => x ? 'y' : 'n', e = (x) => (y) => (z) => x + y + z;
const f = async () => ({ y: 1 }), g = x => ({ x }), h = () => [], i = () => {}, j = () => void 0, k = () => \`\${1}\`, l = () => /x/g, m = () => function () { return 7; }, n = () => class {};
console.log(a(), b(), c(), d(1), d(0), e(1)(2)(3), await f(), g(1), h(), i(), j(), k(), l(), m()(), n().name, typeof (() => {}));`,
  ),
  inModule(
    'arrows with their heads on several lines and comments in odd places',
    `const a = (/* none */) => 1;
const b = (x /* one */) /* between */ => /* after */ x;
const c = async /* async */ (x) /* => */ => /* => */ (x);
const d = (
  x, // first
  y, // second
) => // arrow
  x + y; // body
const e = async x /* ) => ( */ => /* { */ x;
const f = /* ( */ x /* , */ => x;
const g = (x = /* ) */ 1 /* , */) => /* ( */ { /* { */ return x; };
const h = ({ x } /* p */, /* q */ ...y /* r */) /* s */ => (x + y.length);
const i = ( // )
) => { return 9 };
console.log(a(), b(1), await c(2), d(1, 2), await e(3), f(4), g(), h({ x: 5 }, 1), i());`,
  ),
  inModule(
    'functions with comments in odd places',
    `function /* n */ a /* ( */ ( /* p */ x /* , */ ) /* { */ { /* b */ return x; /* } */ }
const b = function /* ( */ (/* ) */) { return 2; };
const o = { /* m */ m /* ( */ ( /* ) */ ) /* { */ { return 3; }, async /* * */ * /* n */ g /* ( */ () { yield 4; }, get /* x */ x /* ( */ () { return 5; }, /* [ */ [ /* k */ 'k' /* ] */ ] /* ( */ () { return 6; } };
class C { static /* s */ s /* ( */ ( /* ) */ ) { return 7; } /* f */ f /* = */ = /* v */ () /* => */ => /* e */ 8 /* ; */; /* c */ }
console.log(a(1), b(), o.m(), (await o.g().next()).value, o.x, o.k(), C.s(), new C().f());`,
  ),
  inModule(
    'statements that end without a semicolon',
    `const a = () => 1
const b = () => { return 2 }
;[a, b].forEach((f) => console.log(f()))
const c = (x) =>
  x
let d = function () { return 3 }
;(function () { console.log(d()) })()
class E { x = () => 4;
  ['y'] = () => 5
  static
  z = () => 6
  get
  w() { return 7 }
}
var f = c
++d
console.log(f(8), new E().x(), new E().y, E.z(), new E().w, d)
const g = () => a
/1/1
console.log(typeof g)
function h() { return
  9 }
console.log(h())
do ; while (0) console.log('x')
let i = 0
const j = () => i
++i
console.log(j())`,
  ),
  inModule(
    'new.target in functions, constructors, arrows and Reflect.construct',
    `function F() { return { t: new.target === undefined ? 'call' : new.target.name, a: (() => new.target)() === new.target }; }
class G { constructor() { this.t = new.target.name; } static m() { return new.target; } }
class H extends G {}
console.log(F(), new F(), Reflect.construct(F, [], H).t, new G().t, new H().t, G.m(), Reflect.construct(G, [], Array).t);
function I() { if (!new.target) return new I(); this.x = 1; }
console.log(I().x, I() instanceof I);`,
  ),
  inModule(
    'constructors that return something else',
    `function F(x) { this.a = 1; return x; }
class G { constructor(x) { return x; } }
class H extends G { constructor(x) { super(x); this.h = 1; } }
class I extends Object { constructor(x) { if (x) return x; super(); } }
console.log(new F(1), new F({ b: 2 }), new G(null), new G([1]), new H({ c: 3 }), new I({ d: 4 }), new I());
class J extends G { constructor() { return 5; } }
for (const call of [() => new J(), () => new I(7), () => G()]) try { console.log(call()); } catch (error) { console.log(error.name, error.message); }`,
  ),
  inModule(
    'generators that are returned, thrown into and sent values',
    `function* g(a) { try { const x = yield a; console.log('got', x); yield* [x, x]; } catch (error) { yield 'caught ' + error; } finally { yield 'finally'; console.log('done'); } return 'end'; }
const a = g(1);
console.log(a.next('ignored'), a.next(2), a.return('r'), a.next(), a.next());
const b = g(1);
console.log(b.next(), b.throw('T'), b.next(), b.next(), b.next());
const c = g(1);
console.log(c.return('early'), c.next(), c[Symbol.toStringTag], [...g(3)].length, Object.getPrototypeOf(c) === g.prototype);
try { g(1).throw(new Error('first')); } catch (error) { console.log(error.message); }
try { new g(); } catch (error) { console.log(error.message); }`,
  ),
  inModule(
    'generators with defaults and destructuring evaluate them when they are called',
    `let n = 0;
function* g(a = ++n, { b } = {}) { yield [a, b]; }
function* h(a = 1, b = 'x') { yield [a, b, arguments.length]; }
const made = [g(), g()];
console.log(n, made[1].next().value, made[0].next().value, [...h()], [...h(2, undefined)]);
try { (function* ({ a }) { yield a; })(); } catch (error) { console.log(error.name); }`,
  ),
  inModule(
    'yield* delegates next, return and throw',
    `const inner = { [Symbol.iterator]() { return this; }, next(v) { console.log('next', v); return { value: 1, done: false }; }, return(v) { console.log('return', v); return { value: v, done: true }; }, throw(e) { console.log('throw', e); return { value: 'thrown', done: true }; } };
function* g() { const r = yield* inner; console.log('result', r); return 'g'; }
const a = g(); console.log(a.next(), a.next('x'), a.throw('e'));
const b = g(); b.next(); console.log(b.return('z'));`,
  ),
  inModule(
    'asynchronous functions: order of continuations, rejections of parameters',
    `const order = [];
async function f(x) { order.push('f' + x); await null; order.push('g' + x); return x; }
const a = f(1).then((x) => order.push('then' + x)); order.push('sync'); const b = f(2);
await Promise.all([a, b]); console.log(order.join());
async function p({ a }) { return a; }
const q = async (x = (() => { throw new Error('in a default'); })()) => x;
for (const call of [p, q]) { let made; try { made = call(); console.log('made', made instanceof Promise); await made; } catch (error) { console.log(made !== undefined, error.message); } }
console.log(await Promise.allSettled([p({ a: 1 }), q(2), (async () => { throw 3; })()]));`,
  ),
  inModule(
    'asynchronous arrows and methods with this and arguments',
    `class C { v = 1; async m(x) { await 0; return (async () => [this.v, arguments.length, x])(); } f = async (x, ...y) => [this.v, x, y]; async *g() { for await (const x of [1, Promise.resolve(2)]) yield x + this.v; } static async s() { return this.name; } }
const c = new C(); const all = []; for await (const x of c.g()) all.push(x);
console.log(await c.m(5, 6), await c.f.call(null, 1, 2, 3), all, await C.s());
const async = { async: async () => 'async' }; console.log(await async.async());`,
  ),
  inModule(
    'asynchronous generators that are returned, thrown into and delegate',
    `async function* g() { try { const x = yield 1; console.log('got', x); yield* h(); } catch (error) { yield 'caught ' + error; } finally { console.log('finally'); } }
async function* h() { yield 'h1'; yield 'h2'; return 'h'; }
const a = g(); console.log(await a.next(), await a.next('v'), await a.next(), await a.return('r'), await a.next());
const b = g(); await b.next(); console.log(await b.throw('T'), await b.next());
const c = g(); console.log(await Promise.all([c.next(), c.next(1), c.return(2), c.next()]));
for await (const x of g()) { console.log('loop', x); break; }`,
  ),
  inModule(
    'template objects keep their identity per place',
    `const seen = new Map();
const tag = (strings, ...values) => { seen.set(strings, (seen.get(strings) ?? 0) + 1); return strings.raw.join('|') + values; };
const f = (x) => tag\`a\${x}\\n\${x}b\`;
function g() { return tag\`a\`; }
console.log(f(1), f(2), g(), g(), [...seen.values()], tag\`\\unicode\`);
const o = { t(s) { return this === o; } }; console.log(o.t\`x\`, (0, o.t)\`x\`);`,
  ),
  inModule(
    'labels, and breaks out of finally',
    `function f() { outer: for (const a of [1, 2, 3]) { for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 3) break outer; console.log(a, b); } } block: { if (f) break block; console.log('never'); } return 'end'; }
function g() { a: try { return 1; } finally { break a; } return 2; }
const h = () => { l: { break l; } };
console.log(f(), g(), h());`,
  ),
  inModule(
    'immediately called functions of every sort',
    `(function () { console.log('a'); })(); (function () { console.log('b'); }()); (() => { console.log('c'); })(); !function () { console.log('d'); }(); void function () { console.log('e'); }(); new function () { console.log('f', this.constructor.name); }; (async () => { console.log('g'); })(); +(() => 1)();
console.log([...(function* () { yield 1; })()], (function f(n) { return n ? n * f(n - 1) : 1; })(4), new (function () { this.x = 1; })().x, new (class { y = 2; })().y, (() => (() => 3)())());`,
  ),
  inModule(
    'functions called in odd ways',
    `function f(...a) { return [this?.n, a.length]; }
const o = { n: 1, f, get g() { return f; } };
const b = f.bind({ n: 2 }, 1);
console.log(o.f(), o?.f?.(1), o['f'](), (o.f)(), (0, o.f)(), o.g(1), b(2), b.name, b.length, f.call({ n: 3 }, 1, 2), Reflect.apply(f, { n: 4 }, [1]), [1].map(f, { n: 5 }), new Proxy(f, {}).call({ n: 6 }));
const { f: taken } = o; console.log(taken(), typeof f.prototype, f.hasOwnProperty('caller'));`,
  ),
  inModule(
    'recursion to its limit throws a RangeError that can be caught',
    `let depth = 0; function f() { depth += 1; f(); } const g = () => { depth += 1; return g() + 1; };
for (const call of [f, g]) { depth = 0; try { call(); } catch (error) { console.log(error.name, depth > 1000); } }`,
  ),
  inModule(
    'names of function expressions are constants of their own',
    `const f = function g() { try { g = 1; } catch (error) { return [error.name, typeof g]; } };
const h = function k(k) { return k; }; const i = function l() { var l = 3; return l; }; const c = class D { static m() { try { D = 1; } catch (error) { return error.message; } } };
console.log(f(), h(2), i(), c.m(), c.name);`,
  ),
  inModule(
    'dead zones',
    `for (const call of [() => x, () => { x; let x$; }, () => typeof x, () => new C(), () => f2(), () => { y = 1; const y = 2; }, () => { switch (1) { case 0: let z; case 1: return z; } }]) try { console.log(call()); } catch (error) { console.log(error.name, error.message); }
let x = 1; class C {} const f2 = () => 3; console.log(x, f2(), hoisted()); function hoisted() { return 4; }`,
  ),
  inModule(
    'closures in loops',
    `const made = []; for (let i = 0; i < 3; i += 1) made.push(() => i++); for (const k in { a: 1, b: 2 }) made.push(() => k); for (const [v] of [[7], [8]]) made.push(({ n = v } = {}) => n);
for (var j = 0; j < 2; j += 1) made.push(() => j); console.log(made.map((f) => f()), made.map((f) => f()));
let i = 0; for (let f = () => i, i = 5; i < 6; i += 1) console.log(f());`,
  ),
  inModule(
    'expressions around functions',
    `const x = typeof function () {}; const a = [() => 1, function () { return 2; }, async () => 3]; const o = { a: () => 1, ...{ b: () => 2 }, c: a[0] ?? (() => 3), d: false || (() => 4), e: null ?? function () { return 5; } };
const t = true ? () => 'yes' : () => 'no'; const y = (() => 1, () => 2); let z = () => 1; z &&= () => 6; const p = a?.[0]?.(); const s = \`\${(() => 'in a template')()}\`; const w = new Map([['k', () => 8]]);
console.log(x, a.map((f) => f()), o.a(), o.b(), o.c(), o.d(), o.e(), t(), y(), z(), p, s, w.get('k')(), (function () { return typeof this; })(), [, () => 1].length, (a, () => 1)());
`,
  ),
  inScript(
    'regular expressions, divisions and flags near functions',
    `const f = (x) => x / 2 / 1; const g = () => /[/\\]]\\/(?<n>a)+/dgimsuy.flags; const h = () => { return /x/v.test('x') }; function i() {} /1/g; const j = { r: /=>{/ }; if (f) /a/.test('a'); const k = () => {}
/1/g.exec('1'); console.log(f(8), g(), h(), j.r.source);`,
  ),
];
