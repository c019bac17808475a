import { type Form, inModule, inScript } from './form.ts';

/** Forms of imports and exports, alone and in cycles. */
export const modules: readonly Form[] = [
  inModule(
    'exports of every form, and default exports without a name',
    `import * as all from './exports-a.mjs'; import d, { f as g, default as e } from './exports-a.mjs'; import anonymous from './exports-b.mjs'; import arrow from './exports-c.mjs'; import klass from './exports-d.mjs'; import expression from './exports-e.mjs'; import generator from './exports-g.mjs';
console.log(Object.keys(all), d === e, d.name, g(), all['a b'], anonymous.name, anonymous(), arrow.name, arrow(1), klass.name, new klass().m(), expression.name, expression(), generator.name, [...generator()], all.ns.x); all.set(9); console.log(all.v, all.w);`,
    {
      files: {
        'exports-a.mjs': `export function f() { return 'f'; } export class C {} export let v = 1; export { v as w, v as 'a b' }; export const set = (x) => { v = x; }; export default function named() { return named.name; } export * as ns from './exports-x.mjs'; export const { p, q: [r] } = { p: 1, q: [2] }; export async function a() {} export * from './exports-x.mjs';`,
        'exports-b.mjs': `export default function ({ a } = { a: 'anon' }) { return a; }`,
        'exports-c.mjs': `export default (x) => x + 1`,
        'exports-d.mjs': `export default class { m() { return 'm'; } }`,
        'exports-e.mjs': `export default (function () { return 'e'; })\n;[1].forEach((x) => x)`,
        'exports-g.mjs': `export default function* () { yield 1; }`,
        'exports-x.mjs': `export const x = 'x';`,
      },
    },
  ),
  inModule(
    'cycles that call hoisted functions before their module has begun',
    `import { a, early } from './cycle-a.mjs'; console.log(a(3), early);`,
    {
      files: {
        'cycle-a.mjs': `import { b, log } from './cycle-b.mjs'; export function a(n = 1, { x = n } = {}) { return n <= 0 ? 'a' : b(n - 1); } export async function later() { return (() => 'arrow in a hoisted one')(); } export function* gen() { yield 1; } export const early = log; export default function () { return this === undefined; } export function make() { return class Made { m() { return 'm'; } }; } export class C {} export const k = () => 1;`,
        'cycle-b.mjs': `import d, { a, later, gen, make, C, k } from './cycle-a.mjs'; export const log = [a(0), [...gen()], d(), d.name, new (make())().m(), a.length]; try { new C(); } catch (error) { log.push(error.message); } try { k(); } catch (error) { log.push(error.message); } export function b(n) { return a(n - 1) + 'b'; } log.push(await later());`,
      },
    },
  ),
  inModule(
    'a module that imports itself',
    `import * as self from './itself.mjs'; console.log(self.f(), Object.keys(self));`,
    {
      files: {
        'itself.mjs': `import { f as me, v as w } from './itself.mjs'; console.log(me(), typeof me); try { w; } catch (error) { console.log(error.name); } export function f() { return 'me'; } export const v = 1;`,
      },
    },
  ),
  inModule(
    'await at the top level, in order',
    `console.log('a'); const x = await new Promise((resolve) => setTimeout(resolve, 1, 'b')); console.log(x); for await (const y of [Promise.resolve('c')]) console.log(y); const f = async () => 'd'; console.log(await f(), await (async () => { await 0; return 'e'; })()); await import('./top-level.mjs').catch((error) => console.log(error.message)); export const z = await 'f'; console.log(z);`,
    { files: { 'top-level.mjs': `await null; throw new Error('from the top level');` } },
  ),
  inModule(
    'JSON, builtins, data and dynamic imports',
    `import data from './data.json' with { type: 'json' }; import fs, { readFileSync } from 'node:fs'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
console.log(data.n, fs.readFileSync === readFileSync, (await import('data:text/javascript,export default (a=1)=>a')).default(), require('./data.json').n, import.meta.url.endsWith('.mjs'), import.meta.filename?.endsWith('.mjs'), import.meta.dirname?.length > 0, typeof import.meta.resolve, this); const load = (n) => import(\`./dyn\${n}.mjs\`); console.log((await load(1)).f());`,
    { files: { 'data.json': '{ "n": 1 }', 'dyn1.mjs': `export const f = () => import.meta.url.slice(-8);` } },
  ),
  inModule(
    'CommonJS imported by name, by default and in a cycle',
    `import cjs, { named, make } from './plain.cjs'; import { createRequire } from 'node:module'; console.log(named(1), make('x').get(), cjs.default, Object.keys(cjs), createRequire(import.meta.url)('./circle-a.cjs'));`,
    {
      files: {
        'plain.cjs': `exports.named = function (a, b = a) { return [a, b, this === undefined, arguments.length]; }; exports.make = (v) => ({ get: () => v }); Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'd';`,
        'circle-a.cjs': `exports.a = () => 1; const b = require('./circle-b.cjs'); exports.b = b.value; hoisted(); function hoisted() { exports.h = 'hoisted'; }`,
        'circle-b.cjs': `const a = require('./circle-a.cjs'); exports.value = [typeof a.a, a.a(), typeof a.b];`,
      },
    },
  ),
  inModule(
    'CommonJS as compilers write it, imported by names that its getters give',
    `import { quote, rate, late } from './compiled.cjs'; import * as passed from './passed.cjs'; import * as babel from './babel.cjs'; import { wrapped } from './wrapped.cjs'; console.log(quote(2), rate, late(), Object.keys(passed), passed.quote(3), Object.keys(babel), babel.quote(4), wrapped);`,
    {
      files: {
        'rates.cjs': `exports.rate = 2; exports.quote = (n) => n * exports.rate;`,
        'compiled.cjs': `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.late = exports.rate = exports.quote = void 0;\nconst rates_1 = require("./rates.cjs");\nObject.defineProperty(exports, "quote", { enumerable: true, get: function () { return rates_1.quote; } });\nObject.defineProperty(module.exports, 'rate', { get() { return rates_1['rate'] } });\nexports.late = late; function late() { return String(late).includes('=== 1') === true; }`,
        'passed.cjs': `"use strict";\nvar __exportStar = (this && this.__exportStar) || function (m, exports) { for (var p in m) if (p !== "default") exports[p] = m[p]; };\n__exportStar(require("./compiled.cjs"), exports);`,
        'babel.cjs': `"use strict";\nvar _rates = require("./rates.cjs");\nObject.keys(_rates).forEach(function (key) {\n  if (key === "default" || key === "__esModule") return;\n  if (key in exports && exports[key] === _rates[key]) return;\n  Object.defineProperty(exports, key, {\n    enumerable: true,\n    get: function () {\n      return _rates[key];\n    }\n  });\n});`,
        'wrapped.cjs': `(function define() { const value = 'w'; Object.defineProperty(exports, 'wrapped', { enumerable: true, get: function () { return define.text; } }); define.text = value + /defineProperty\\(exports, 'wrapped'/.test(String(define)); })();`,
      },
    },
  ),
  inModule(
    'live bindings that functions change',
    `import { count, add, Later, define } from './live.mjs'; console.log(count, typeof Later); add(); add(5); define(); console.log(count, new Later().x); try { count = 1; } catch (error) { console.log(error.message); }`,
    {
      files: {
        'live.mjs': `export let count = 0; export function add(n = 1) { count += n; } export let Later; export const define = () => { Later = class { x = 1; }; };`,
      },
    },
  ),
  inModule(
    'resources that are disposed of',
    `const log = []; const res = (n) => ({ [Symbol.dispose]() { log.push('dispose ' + n); }, async [Symbol.asyncDispose]() { log.push('async ' + n); } });
function f() { using a = res(1), b = res(2); return () => a; } f(); async function g() { await using c = res(3); using d = null; } await g(); for (using e of [res(4)]) log.push('loop'); { using h = res(5); } try { (() => { using i = res(6); throw new Error('x'); })(); } catch (error) { log.push(error.message); } const using = 1; console.log(log, using);`,
  ),
  inModule(
    'new forms: logical assignment, optional calls, class checks, iterator helpers, deferred errors',
    `let a = null; a ??= () => 'a'; a &&= a; const o = { f() { return this === o; } }; console.log(a(), a.name, o?.f(), o.f?.(), o.g?.(1), o?.['f'](), (o?.f)(), 1_000, 0b11n, 2 ** -1, [1, 2].at(-1), Object.groupBy?.([1, 2], (x) => (x % 2 ? 'odd' : 'even')), 'x'.replaceAll(/x/g, () => 'y')); try { throw new Error('o', { cause: (() => 'c')() }); } catch ({ message, cause }) { console.log(message, cause); } try { throw 1; } catch { console.log('no binding'); } label: { const f = () => { return 1; }; if (f()) break label; }`,
  ),
  inScript(
    'require of an ES module, of itself, and of what throws',
    `try { require('./throws.cjs'); } catch (error) { console.log(error.message); } try { require('./throws.cjs'); } catch (error) { console.log(error.message, module.children.length); } console.log(require('./counted.cjs') === require('./counted.cjs'), require('./counted.cjs').n()); delete require.cache[require.resolve('./counted.cjs')]; console.log(require('./counted.cjs').n()); console.log(typeof require('./counted.cjs').self);`,
    {
      files: {
        'throws.cjs': `exports.x = 1; (function fail({ why }) { throw new Error(why); })({ why: 'at load' });`,
        'counted.cjs': `let n = 0; module.exports = { n: () => n++, self: () => require('./counted.cjs') };`,
      },
    },
  ),
  inScript(
    'names of global objects that a module has for itself, as polyfills do',
    `'use strict'; var globalThis = undefined, Symbol = { for: () => { throw new Error('mine'); } }; var undefined$, Object = null, Function = null, Reflect = null; const f = (a, ...b) => [a, b.length]; function g({ a } = { a: 1 }) { return a; } console.log(f(1, 2), g(), typeof globalThis, String(g));`,
  ),
  inModule(
    'names of global objects that an ES module imports or declares',
    `import { globalThis, Symbol } from './shadows.mjs'; class Map {} const JSON = 1; console.log(globalThis, Symbol, new Map() instanceof globalThis.constructor, (() => JSON)());`,
    {
      files: {
        'shadows.mjs': `export const globalThis = { constructor: Object }, Symbol = 'none'; export function early() { return globalThis; }`,
      },
    },
  ),
];
