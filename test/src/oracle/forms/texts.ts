import { type Form, inModule, inScript } from './form.ts';

/** Forms of whole files, and of functions that are read as text. */
export const texts: readonly Form[] = [
  inScript('a hashbang', `#!/usr/bin/env node\nconst f = () => 1;\nconsole.log(f());\n`),
  inScript(
    'a hashbang, directives and a comment',
    `#!/usr/bin/env -S node --x\n/* c */ 'use strict' // d\n'another';\nconst f = function () { return this; };\nconsole.log(f());\n`,
  ),
  inScript('a byte order mark', `\uFEFF'use strict';\nconst f = function () { return this; };\nconsole.log(f());\n`),
  inModule('a byte order mark in a module', `\uFEFFexport const f = (a = 1) => a;\nconsole.log(f());\n`),
  inModule(
    'a hashbang in a module',
    `#!node\nexport default function () { return 1; }\nconsole.log(import.meta.url.length > 0);\n`,
  ),
  inScript(
    'lines that end with CR LF',
    `'use strict';\r\n// a comment\r\nfunction f(\r\n  a,\r\n  { b = 2,\r\n  } = {},\r\n) {\r\n  return [a, b, \`x\r\ny\`.length];\r\n}\r\nconst g = (\r\n  a = 1\r\n) =>\r\n  a;\r\nconsole.log(f(1), g());\r\ntry { null.x; } catch (error) { console.log(error.stack.split('\\n')[1].match(/:(\\d+):/)[1]); }\r\n`,
  ),
  inScript(
    'lines that end with CR, LS and PS',
    `const f = () => 1;\r// comment\rfunction g(a = 1, // x\u2028 b = 2) { return [a, b]; } // y\u2029console.log(f(), g());\rtry { null.x; } catch (error) { console.log(error.stack.split('\\n')[1].match(/:(\\d+):/)[1]); }`,
  ),
  inScript('nothing but a comment', `// nothing`),
  inScript('nothing at all', ``),
  inScript('a directive and no more', `'use strict'`),
  inScript(
    'directives that are none',
    `'use strict' + ''; function f() { return this !== undefined; } function g() { ('use strict'); return this !== undefined; } function h() { 'use\\x20strict'; return this !== undefined; } function i() { 'use strict'.length; return this !== undefined; } function j() { 'a'
  'use strict'
  return this !== undefined; } function k() { 'a'
  + 'b'; return 1; } console.log(f(), g(), h(), i(), j(), k());`,
  ),
  inScript(
    'identifiers with escapes and beyond ASCII',
    `const \\u0061b = 1, größe = 2, $ = 3, _ = 4, \u{20BB7} = 5; const f = (ünï, \\u{62}c = größe) => [ünï, bc, ab, $, _, \u{20BB7}]; class Ä { #ö = 1; ü() { return this.#ö; } } const o = { \\u0067et() { return 'get'; }, größe }; console.log(f(0), new Ä().ü(), o.get(), o, Ä.name);`,
  ),
  inModule(
    'the text of functions of every kind is what was written',
    `function a(x, { y } = {}) { /* body */ return x; }
const b = (x) => x, c = async x => { return x; }, d = ({ x }, ...y) => (x), e = () => ({});
class C { constructor(x) { this.x = x; } m(x = 1) { return x; } get g() { return 1; } set g(v) {} static s() {} static { C.block = 1; } async *ag() {} #p() {} f = () => { return 1; }; static p(o) { return o.#p; } ['k' + 1]() {} }
class D extends C { constructor() { super(1); } }
const o = { m() { return () => 1; }, async n() {}, get x() { return 1; }, 'a b': function named() {} };
for (const f of [a, b, c, d, e, C, D, C.prototype.m, Object.getOwnPropertyDescriptor(C.prototype, 'g').get, Object.getOwnPropertyDescriptor(C.prototype, 'g').set, C.s, C.prototype.ag, C.p(new C()), new C().f, C.prototype.k1, o.m, o.m(), o.n, Object.getOwnPropertyDescriptor(o, 'x').get, o['a b'], function* () { yield 1; }, class {}, class { x = () => 1 }]) {
  console.log(f.toString()); console.log(String(f) === Function.prototype.toString.call(f), \`\${f}\`.length, (f + '').length);
}`,
  ),
  inModule(
    'the text of functions without a space too many, as minifiers write them',
    `let w=1;const a=(e=w)=>e,b=()=>{let t=2;return t},c=(e,n=()=>e)=>{let r=n;return r},d=({e}={},[f]=[1],...g)=>{let{h=1}=e;return h},i=e=>{let t=e;return t},j=async()=>{let e=w;return()=>{let t=e;return t}};
class K{m(e=this.x){let n=e;return n}static s(e=class{},{f}=e){return f}async*n(e,t=1){let n=t;yield n}get g(){let e=1;return e}}
function l(e=w,t=e){let n=t;return n}const o={p(e=1){let t=e;return t},q:function(){let e=1;return e}};
for(const f of[a,b,c,d,i,j,await j(),K,K.prototype.m,K.s,K.prototype.n,l,o.p,o.q])console.log(f.toString());`,
  ),
  inScript(
    'functions that are evaluated again from their text',
    `function add(a, b = 1) { const inner = (x) => x + a; return inner(b); }
const again = new Function('return ' + add)(); console.log(again(1), again(1, 2)); const arrow = (a, ...rest) => a + rest.length; console.log((0, eval)(arrow.toString())(1, 2, 3), (0, eval)('(' + String((x) => ({ x })) + ')')(4));
const made = new Function('a', 'return a + 1'); console.log(made.toString(), eval('(function (x) { return x; })').toString(), class A { m() { return 1; } }.toString()); console.log(require('node:vm').runInNewContext('(' + add + ')(5, 6)'));`,
  ),
  inScript(
    'text of functions with quotes, templates and regular expressions that look like guards',
    `const f = () => { return "if($sut.f0!==undefined)return 1;" + \`\${(() => '{')()}\` + /[)}]/.source; }; function g() { 'use strict'; return 1; } const h = a => b => c => a; console.log(f.toString(), f(), g.toString(), h.toString(), h(1).toString(), h(1)(2).toString());`,
  ),
  inModule(
    'inspection of functions and classes',
    `import { inspect } from 'node:util'; function f() {} class C { #x = 1; y = () => 1; static z = 2; } class D extends C {} console.log(inspect(f), inspect(C), inspect(D), inspect(new D()), inspect(() => {}), inspect(async function* g() {}), inspect(class {}), [f, C], inspect(Object.assign(() => {}, { a: 1 })));`,
  ),
  inModule(
    'errors name the function and the line',
    `const where = (error) => error.stack.split('\\n').slice(0, 4).map((l) => l.replace(/\\(?file:.*[/]/, '').replace(/:\\d+\\)?$/, '')).join('|');
function f({ a }) { return a.b; }
class C { m() { return f(this); } static s = () => new C().m(); get g() { return f(1); } }
const o = {
  late(
    a = f({}),
  ) { return a; },
};
const g = async (x) => { await null; return f(x); };
for (const call of [C.s, () => f({}), () => new C().g, () => o.late()]) try { call(); } catch (error) { console.log(where(error)); }
await g({}).catch((error) => console.log(where(error)));
Error.prepareStackTrace = (_, sites) => sites.slice(0, 2).map((s) => [s.getFunctionName(), s.getMethodName(), s.getTypeName(), s.getLineNumber(), s.isConstructor(), s.isToplevel()].join()); try { new (class X { constructor() { f({}); } })(); } catch (error) { console.log(error.stack); } delete Error.prepareStackTrace;`,
  ),
  inModule(
    'errors of calls name what was called',
    `const o = { f: undefined, a: { b: null } }; const g = (h) => h(); class C { static m = 1; constructor() { this.x(); } }
for (const call of [() => o.f(), () => o.a.b.c, () => g(1), () => new C(), () => C.m(), () => { const { x } = null; }, () => { const [y] = 1; }, (a = o.f.g) => a, () => new o.f(), () => { undefined.x = 1; }, ({ z } = null) => z, () => (({ w }) => w)(), () => [...1], () => { for (const q of 5); }, () => g(...1), () => 1 in 2, () => ({}) instanceof 1]) try { call(); } catch (error) { console.log(error.message); }`,
  ),
];
