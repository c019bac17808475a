import { type Form, inScript } from './form.ts';

/** Forms that only sloppy code has. */
export const sloppy: readonly Form[] = [
  inScript(
    'eval sees the names around it and adds to them',
    `function f(a) { var b = 2; eval('var c = a + b; a = 9'); return [a, b, c, arguments[0]]; }
function g() { const x = 1; return () => eval('x + 1'); }
function h() { return (0, eval)('typeof h$'); }
const k = () => eval('this === module.exports');
function outer() { var z = 5; function inner() { return z; } return eval('inner()'); }
console.log(f(1), g()(), h(), k(), outer(), eval('(function () { return typeof require; })()'));`,
    { left: [/calls `eval`/, /calls `eval`/, /calls `eval`/, /calls `eval`/, /calls `eval`/] },
  ),
  inScript(
    'with hides what names mean',
    `function f(o) { var x = 1; with (o) { x = 5; y = function () { return x; }; return [x, y()]; } }
const o = { x: 2, y: 3 }; console.log(f(o), o.x, f({}).length);
with ({ console2: console, q: () => 7 }) { console2.log(q()); }
var inWith; with ({ v: 1 }) { inWith = () => v; } console.log(inWith(), typeof y);`,
    { left: [/uses `with`/, /uses `with`/, /uses `with`/] },
  ),
  inScript(
    'this is boxed, or the global object',
    `function f() { return typeof this; } function g() { return this === globalThis; } const a = () => this === module.exports; console.log(f.call(1), f.call('x'), f(), g(), g.call(null), a(), (function () { return (() => this === globalThis)(); })());`,
  ),
  inScript(
    'functions in blocks are hoisted as old code expects',
    `console.log(typeof f); { function f() { return 1; } } console.log(f()); if (true) { function g() { return 2; } } else { function g() { return 3; } } console.log(g());
function h() { console.log(typeof i); if (true) { function i() { return 4; } } return i(); } console.log(h()); switch (1) { case 1: function s() { return 5; } } console.log(s()); if (1) function t() { return 6; } console.log(t()); label: function l() { return 7; } console.log(l());
try { (function () { 'use strict'; { function u() {} } return u; })(); } catch (error) { console.log(error.message); }`,
  ),
  inScript(
    'variables that are declared several times, and functions that win over variables',
    `var a = 1; var a; console.log(a); function b() { return 1; } var b; console.log(typeof b); function c() { return 1; } function c() { return 2; } console.log(c()); var d = 3; function d() {} console.log(d); console.log(typeof e, e2); var e = function () {}; var e2 = 1; try { throw 1; } catch (x) { var x = 2; console.log(x); } console.log(x);`,
  ),
  inScript(
    'undeclared variables, delete, octal numbers and octal escapes',
    `function f() { leaked$ = 5; return delete globalThis.leaked$; } console.log(f(), typeof leaked$, 010, '\\101', delete f.nothing); function g() { var x = 1; return delete x; } console.log(g()); f.caller; console.log(f.hasOwnProperty('arguments'), f.arguments);`,
  ),
  inScript(
    'legacy caller and arguments of a running function',
    `function f() { return f.arguments.length; } function g() { return h(); } function h() { return h.caller === g; } console.log(f(1, 2, 3), g());`,
  ),
  inScript(
    'HTML-like comments',
    `var x = 1; <!-- a comment
--> another one
function f() { return x; <!-- one more
} /* over
lines */ --> end
console.log(f());`,
  ),
  inScript(
    'a return at the top level',
    `const f = () => 1; console.log(f(), typeof exports, typeof __filename, arguments.length); if (f()) return; console.log('never');`,
  ),
  inScript(
    'the wrapper of a module: this, arguments, exports and module',
    `console.log(this === exports, arguments[0] === exports, arguments.length, module.children.length, typeof require.resolve); exports.f = function () { return this === exports; }; console.log(exports.f(), (0, exports.f)()); module.exports = class { static s = () => typeof module; }; console.log(module.exports.s(), module.exports.name);`,
  ),
  inScript(
    'names that a strict program could not use',
    `var let = 1; var static = 2, implements = 3, yield = 4, await = 5, async = 6, of = 7, get = 8; let
= 9; function package() { return [let, static, implements, yield, await, async, of, get]; } console.log(package()); var o = { let, yield, await }; for (async of => {}; false;); for (var of of [1]) console.log(of); console.log(o, ((yield) => yield)(1));
undefined$ = void 0; var NaN$ = NaN; console.log(typeof undefined$, delete globalThis.undefined$);`,
  ),
  inScript(
    'a function is its own prototype chain: old inheritance',
    `function A(n) { this.n = n; } A.prototype.m = function () { return 'A' + this.n; }; function B(n) { A.call(this, n); } B.prototype = Object.create(A.prototype, { constructor: { value: B } }); B.prototype.m = function () { return 'B' + A.prototype.m.call(this); }; require('node:util').inherits(C, A); function C() { A.apply(this, arguments); } console.log(new B(1).m(), new C(2).m(), B.prototype.constructor.name, new B(1), C.super_ === A);`,
  ),
  inScript(
    'code that asks for the code of native functions',
    `console.log(/\\[native code\\]/.test(Math.max + ''), String(function () {}.bind()), Function.prototype.toString.name, Function.prototype.toString.length, String(Function.prototype.toString), Object.getOwnPropertyNames(Function.prototype.toString), 'prototype' in Function.prototype.toString); try { Function.prototype.toString.call({}); } catch (error) { console.log(error.name, error.message); } try { new Function.prototype.toString(); } catch (error) { console.log(error.name, error.message); }
console.log(JSON.stringify(Object.getOwnPropertyDescriptor(Function.prototype, 'toString')), Function.prototype.toString.call(new Proxy(function () {}, {})), Object.prototype.toString.call(Function.prototype.toString), Reflect.ownKeys(Function.prototype).includes('toString'));`,
  ),
];
