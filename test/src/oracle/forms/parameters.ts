import { type Form, inModule, inScript } from './form.ts';

/** Forms of parameters and of what a call passes. */
export const parameters: readonly Form[] = [
  inModule(
    'defaults are evaluated from left to right, when they are needed',
    `const said = [];
const say = (x) => { said.push(x); return x; };
function f(a = say('a'), b = say(a + 'b'), { c = say('c'), ...d } = say({}), [e = say('e')] = say([])) { return [a, b, c, d, e]; }
console.log(f(), f(undefined, 1), f(null, undefined, { c: 0, x: 2 }, ['E']), said.length, f.length);`,
  ),
  inModule(
    'a default sees the parameters before it and not the ones after',
    `function f(a = 1, b = a + 1) { return [a, b]; }
const g = (a = b, b) => [a, b];
console.log(f(), f(5));
try { g(undefined, 2); } catch (error) { console.log(error.name, error.message); }`,
  ),
  inModule(
    'a default that sees a variable of the body of the same name',
    `const x = 'outer';
function f(a = x, b = () => a) { const x = 'inner'; a += '!'; return [a, b(), x]; }
function g(a, b = () => a) { var a; const was = a; a = 2; return [was, a, b()]; }
console.log(f(), f(1), g(1));`,
    { left: [/names `x`, which the body declares/, /declares its parameter `a` again/] },
  ),
  inModule(
    'functions in defaults are named after the parameter',
    `const f = (a = () => 1, b = class { static m() {} }, { c = function () {}, d: [e = async () => {}] = [] } = {}) => [a.name, b.name, c.name, e.name];
function g(a = (() => 1), b = function* () {}) { return [a.name, b.name, a()]; }
console.log(f(), g(), g(() => 2)[2], f.length, g.length);`,
  ),
  inModule(
    'destructuring of nothing throws before the body runs',
    `function f({ a }) { console.log('body'); return a; }
const g = ([a]) => a;
for (const call of [() => f(), () => f(null), () => g(null), () => g(undefined)])
  try { console.log(call()); } catch (error) { console.log(error.name, error.message); }`,
  ),
  inModule(
    'destructuring of nothing says what it says, whatever the first property is bound to',
    `const other = {}; class C { constructor({ a = 1, b = a }) {} m({ 'a b': c = 2 }, d) {} }
const calls = { arrow: ({ a = 1 }) => a, named: ({ a: b }) => b, inner: ({ a: { b } }) => b, innerDefault: ({ a: { b } = {} }) => b, innerName: ({ a: { b } = other }) => b,
  list: ({ a: [b] = [] }) => b, number: ({ 1: a = 1 }) => a, computed: ({ ['a']: b = 1 }) => b, rest: ({ a = 1, ...b }) => b, second: (a, { b = 1 }) => b, both: ({ a = 1 }, { b }) => a,
  made: (x) => new C(x), method: (x) => new C({}).m(x), deferred: async ({ a = 1 }) => a };
for (const [name, call] of Object.entries(calls)) for (const nothing of [undefined, null])
  try { await call(nothing); } catch (error) { console.log(name, error.name, error.message); }`,
  ),
  inModule(
    'destructuring of what is something else than its default says the same of it',
    `function f([a] = [1]) { return a; }
const g = ({ a } = {}, [b, [c]] = [a, [a]]) => [a, b, c];
class C { m([] = [], { x: [y] = [2] } = {}) { return y; } }
for (const value of [null, 1, undefined, {}, 's', true, 10n, () => 1, new Date(0), { a: 1, x: 0 }, ['t', 'u']])
  for (const call of [() => f(value), () => g(value), () => g({}, value), () => new C().m(value), () => new C().m([], value)])
    try { console.log(call()); } catch (error) { console.log(error.name, error.message); }`,
  ),
  inModule(
    'destructuring with computed keys, renames, holes and rest',
    `let n = 0;
const f = ({ [\`k\${n++}\`]: a, 'b-c': b = 2, 3: c, ...rest }, [, d, , ...e], ...[g, { length }]) => [a, b, c, rest, d, e, g, length, n];
console.log(f({ k0: 1, 3: 3, x: 4 }, [1, 2, 3, 4, 5], 'g', 'four'), f.length);`,
  ),
  inModule(
    'defaults that are sequences',
    `function f(a = (1, 2), { b } = (0, { b: 3 }), [c] = (0, [4])) { return [a, b, c]; } const g = (a = (1, () => 5)) => a; function* h(a = ((0), 6), [b] = (0, [7])) { yield [a, b]; }
console.log(f(), f(7, { b: 8 }, [9]), g()(), g(1), [...h()], [...h(1, [2])], String(f), String(g), String(h));`,
  ),
  inModule(
    'rest parameters, plain and alone',
    `const a = (...x) => x;
const b = (x, ...y) => [x, y];
function c(x, ...y) { return [x, y, arguments.length]; }
console.log(a(), a(1, 2), b(), b(1, 2, 3), c(1, 2, 3), a.length, b.length, c.length);`,
  ),
  inModule(
    'trailing commas',
    `const a = (x, y,) => [x, y];
const b = (x = 1,) => x;
const c = async (x,) => x;
function d(x, y = 2,) { return [x, y]; }
console.log(a(1, 2, 3), b(), await c(3), d(1), [a, b, c, d].map((f) => f.length));`,
  ),
  inModule(
    'length and name of every kind of function',
    `const s = Symbol('sym'), t = Symbol();
const o = { a(x, y) {}, get b() { return 1; }, set b(v) {}, [s](x) {}, [t](x) {}, ['c' + 1](x) {}, 1: () => {}, 'd e': function (x, y = 1, z) {}, async f() {}, *g() {}, async *h(x) {} };
const about = (f) => [f.name, f.length];
for (const key of Reflect.ownKeys(o)) {
  const d = Object.getOwnPropertyDescriptor(o, key);
  for (const f of [d.value, d.get, d.set]) if (f) console.log(about(f), Reflect.ownKeys(f));
}
let assigned; assigned = () => {};
const { x = () => {} } = {};
const [y = class {}] = [];
assigned ??= 1;
let later; later ||= function () {};
console.log(about(assigned), about(x), about(y), about(later), about((() => {})), about(function () {}), about(new Function('a', 'b', '')));`,
  ),
  inModule(
    'the parameters of a generator are bound when it is called, before its body starts',
    `const said = [];
const say = (x) => { said.push(x); return x; };
function* f({ a, k: [z] = [say('z')] }, b = say('b'), c = () => 1, ...rest) { say('body'); yield [a, z, b, c.name, rest, arguments.length]; }
const o = { *m([p, q] = [1, 2], ...[r, { length }]) { 'a directive'; yield [this === o, p, q, r, length]; }, async *n({ x, ...y } = {},) { yield [x, y]; } };
const plain = function* (a = {}, b = [], c = -1, d = () => a) { yield [a, b, c, d() === a]; };
const maker = (n) => function* ({ a, length } = { a: n, length: 3 }) { yield a + n + length; };
const first = f({ a: 1 }, undefined, undefined, 5, 6);
say('called');
console.log([...first], [...o.m(undefined, 1, 'two')], [...plain()], [...maker(2)()], said);
for await (const each of o.n({ x: 1, z: 2 })) console.log(each);
for (const g of [f, o.m, o.n, plain]) console.log(g.length, g.name, String(g));
for (const call of [() => f(), () => f(null), () => o.m(5), () => o.m(), () => o.n(null)])
  try { call(); console.log('taken'); } catch (error) { console.log(error.name, error.message); }`,
  ),
  inScript(
    'a parameter of a generator that may not be bound yet, or that the body declares as well',
    `function* f(a = b, b) { yield [a, b]; }
function* g(a = 1, b = () => a) { var a; yield [a, b]; }
try { f(); } catch (error) { console.log(error.name, error.message); }
console.log([...f(1, 2)], [...g(1, 2)]);`,
    { left: [/names `b`, which may not be bound yet/, /declares its parameter `a` again/] },
  ),
  inScript(
    'arguments is mapped to plain parameters in sloppy code',
    `function f(a, b) { arguments[0] = 'x'; b = 'y'; return [a, arguments[1], arguments.length, typeof arguments.callee]; }
function g(a) { a = 2; delete arguments[0]; a = 3; return [arguments[0], a, Object.keys(arguments)]; }
console.log(f(1, 2), f(), f(1), g(1), Object.prototype.toString.call((function () { return arguments; })()));`,
  ),
  inScript(
    'arguments is not mapped where a parameter has a default',
    `function f(a, b = 1) { arguments[0] = 'x'; b = 'y'; return [a, arguments[1], arguments.length]; }
function g({ a }) { a = 5; return [arguments[0].a, a, arguments.length]; }
function h(...a) { a[0] = 9; return [arguments[0], a.length]; }
console.log(f(1, 2), f(1), f(), g({ a: 1 }, 2), h(1, 2));
try { (function (a = 1) { return arguments.callee; })(); } catch (error) { console.log(error.name); }`,
  ),
  inModule(
    'arguments is not mapped in strict code, and belongs to the function around an arrow',
    `function f(a) { a = 2; return [arguments[0], (() => arguments.length)(), ((x = arguments[1]) => x)()]; }
class C { #a = 0; constructor() { this.n = arguments.length; this.g = () => [...arguments]; } m() { return (() => () => arguments)()().length; } }
console.log(f(1, 'two'), new C(1, 2).n, new C(3).g(), new C().m(1, 2, 3));
try { f.caller; } catch (error) { console.log(error.name); }`,
  ),
  inScript(
    'a parameter or variable named arguments',
    `function f(arguments) { return arguments; }
function g() { var arguments; return typeof arguments; }
function h() { var arguments = 3; return arguments; }
function i() { function arguments() {} return typeof arguments; }
const j = (arguments) => arguments + 1;
console.log(f(1), g(), h(), i(), j(1));`,
    { left: Array.from({ length: 5 }, () => /named `arguments`/) },
  ),
  inScript(
    'duplicate parameters in sloppy code',
    `function f(a, a) { return [a, arguments[0], arguments.length]; }
function g(a, b, a) { a = 5; return [a, b, arguments[0], arguments[2]]; }
console.log(f(1, 2), f(1), g(1, 2, 3), g.length);`,
  ),
  inScript(
    'parameters that the body declares again',
    `function f(a) { var a; return a; }
function g(a) { function a() { return 'f'; } return a(); }
function h(a) { var a = 2; return [a, arguments[0]]; }
function i(a = 1) { var a; return a; }
function j(a = 1) { function a() {} return typeof a; }
console.log(f(1), g(2), h(1), i(), i(7), j());`,
    { left: [/declares its parameter `a` again/, /declares its parameter `a` again/] },
  ),
  inScript(
    'a body with a directive and plain parameters',
    `function f(a) { 'use strict'; return [this === undefined, arguments.length]; }
function g(a) { "use strict"
  a = 2; return arguments[0] }
const h = (a) => { 'use strict'; return this === module.exports; };
const i = () => { 'a directive'; 'use strict'; return (function () { return this; })(); };
const k = function () { 'use strict' ; }
console.log(f(1, 2), g(1), h(1), i(), k());`,
  ),
  inScript(
    'await and yield are names in sloppy code',
    `function f(await, yield) { return await + yield; }
const g = (let, of, async, get, set, static) => [let, of, async, get, set, static];
const async = (x) => x;
const h = async => async;
console.log(f(1, 2), g(1, 2, 3, 4, 5, 6), async(3), h(4));`,
  ),
  inModule(
    'a getter of a default value runs once, and an iterator is closed',
    `const it = { [Symbol.iterator]() { return { next: () => ({ value: 1, done: false }), return() { console.log('closed'); return {}; } }; } };
const o = { get a() { console.log('read'); return undefined; } };
function f([x], { a = 1 }) { return [x, a]; }
console.log(f(it, o));`,
  ),
  inModule(
    'undefined passed and nothing passed are told apart by arguments only',
    `function f(a = 1) { return [a, arguments.length]; }
const g = (...all) => all.length;
const h = (a, b = 2, ...c) => [a, b, c.length];
console.log(f(), f(undefined), g(undefined), h(), h(1, undefined, undefined), h(1, null));`,
  ),
  inModule(
    'a default of undefined shadowed, and of null',
    `function f(a = null, b = undefined, c = void 0) { return [a, b, c]; }
console.log(f(), f(1, 2, 3), f(undefined, null));
const g = (undefined$ = 1) => undefined$;
console.log(g());`,
  ),
  inScript(
    'undefined is a parameter, as in old bundles',
    `(function (root, undefined) { const f = (a = 1, b) => [a, b]; function g(a = 2) { return a; } console.log(f(), g(), undefined); })({}, 'not undefined');
(function ({ undefined }) { function h(a = 2) { return a; } console.log(h(), undefined); })({ undefined: 5 });`,
  ),
];
