/**
 * Pieces of a module. `$n` is a number, `$F` a function that is offered, `$A` an async one, `$K` a number that is offered, `$G` and `$H` are names of
 * its own, `$use` is a function and `$const` a number of an earlier module, which `$import` takes from there.
 */
export const forms: readonly string[] = [
  'function $F(x) { return x + $n }',
  'const $K = $n\nconst $F = (x) => x * $K + $n',
  'function $G(n) { const k = n * $n; return (x) => { return x + k + $n } }\nconst $F = $G($n)',
  'const $G = { get a() { return $n }, set a(v) { v.push($n) }, m(x) { return this.a + x + $n } }\nconst $F = (x) => { const all = []; $G.a = all; return [$G.m(x), all] }',
  'function* $G(x) { yield $n; const y = yield x; yield* [$n, y] }\nconst $F = (x) => [...$G(x)]',
  'function* $G({ a = $n, b: [c] = [$n] } = {}, d = c + $n, ...r) { yield a; yield [c, d, r, $n] }\nconst $F = (x) => [...$G({ a: x }), ...$G(undefined, x, $n)]',
  'function* $G(h, a = h.push($n), [b] = [a]) { yield a + b + $n }\nconst $F = (x) => { const h = [], all = $G(h), n = h.length; return [n, [...all], [...$G(h, x)], h.length] }',
  'async function $A(x) { await null; try { return x + $n } finally { await $n } }',
  'async function* $G(x) { for (let i = 0; i < $n; i++) yield x + i }\nconst $A = async (x) => { let all = $n; for await (const y of $G(x)) all += y; return all }',
  'function $F(x) { outer: for (let i = 0; i < 3; i++) { switch (x % 4) { case $n: break outer; case 2: x += $n; default: x++; continue outer } } return x }',
  'function $F(x) { if (x > $n) { var y = $n } return [y, typeof z, z()]; function z() { return $n } }',
  'var $G; (function ($G) { $G[$G["A"] = $n] = "A"; $G[$G["B"] = $n] = "B" })($G || ($G = {}))\nconst $F = (x) => [$G.A, $G[x]]',
  'var $G; (function ($G) { const k = $n; function f(x) { return x + k + $n } $G.f = f })($G || ($G = {}))\nconst $F = (x) => $G.f(x)',
  'const $F = ({ a = $n, ...r } = {}, [b = $n] = []) => [a, b, r]',
  'function $G(s, ...v) { return s.join("-") + v.map((one) => one + $n) }\nconst $F = (x) => $G`a${x}b$n`',
  'const $G = (() => { const hidden = $n; const twice = (x) => x * 2; return { get: () => hidden, add: (x) => twice(x) + hidden } })()\nconst $F = (x) => [$G.get(), $G.add(x)]',
  'const $G = [(x) => x + $n, function (x) { return x * $n }]\nconst $F = (x) => $G.map((one) => one(x))',
  'function $G(x) { this.x = x }\n$G.prototype.m = function (y) { return this.x + y + $n }\n$G.of = (x) => new $G(x)\nconst $F = (x) => $G.of(x).m($n)',
  'function $G(a, b) { return a + b + $n }\nconst $F = $G.bind(null, $n)',
  'const $G = [3, 1, 2].sort((a, b) => a - b).map((x) => x + $n)\nconst $F = (x) => $G[x] + $n',
  'function $F() { return [arguments.length, arguments[0] + $n, new.target === undefined] }',
  'const $G = $n\nconst $K = $G * $n\nconst $F = (x) => `${$K}-$n` + x',
  'class $G { static k = $n; #p = $n; constructor(x) { this.x = x } m(y) { return this.x + y + this.#p + $n } static of(x) { return new this(x) } }\nconst $F = (x) => [$G.of(x).m(1), $G.k]',
  'let $G = $n\n$G += $n\nfunction $F(x) { return x + $G + $n }',
  'function $F(x) { return [1, 2].map((a) => { const inner = (b) => b + a + x + $n; return inner($n) }) }',
  'const $G = new Map([[1, (x) => x + $n], [2, (x) => x * $n]])\nconst $F = (x) => $G.get($n % 3 || 1)(x)',
  'const $G = new Map([[1, $n]])\n$G.set(2, (x) => x + $n)\n$G.set(3, $n)\nconst $F = (x) => [[...$G.keys()], $G.get(2)?.(x), $G.get(3), $G.has($n)]',
  'let $G\nif ($n > 4) { $G = $n } else $G = $n * 2\nconst $F = (x) => [x, $G]',
  'let $G = 1\nprocess.version.startsWith("v") && ($G = $n)\nconst $K = $G + $n\nconst $F = (x) => [x, $G, $K]',
  'var $G, $H\n{ const a = $n; $G = a + $n; $H = $G + $n }\nconst $F = (x) => { const o = { $G }; return [o, $H, x] }',
  'let $G = $n\n$G > 3 && ($G = $n)\nfunction $F(x) { const later = () => $G; return [x, later()] }',
  'function $H(x) { return x + $n }\nclass $G { static of = $H; static n = $n; static both = [$H($n)] }\nconst $F = (x) => [$G.of(x), $G.n, $G.both]',
  'const $G = new Set([1])\n$G.add($n)\nconst $F = (x) => [$G.has(x), $G.has($n), [...$G]]',
  'const $G = { deep: { f(x) { return x + $n } } }\nconst { deep: { f: $H } } = $G\nconst $F = (x) => [$H(x), $G.deep.f(x + $n)]',
  'const $G = { f: $H, n: $n }\nfunction $H(x) { return x + $n }\nconst $F = (x) => [$G.f(x), $G.n]',
  'const $G = (f) => (x) => f(x) + $n\nconst $F = $G(function inner(x) { return x > 3 ? x : inner(x + $n) })',
  'function $G(f) { return Object.assign((x) => f(x) + $n, { f }) }\nconst $F = $G((x) => x * $n)',
  'const $F = Object.freeze(function (x) { return eval("x + $n") })',
  '$import\nconst $F = (x) => [$use(x), $n]',
  '$import\nconst $F = (x) => [$use(x), $n]',
  '$import\nconst $K = $const + $n\nconst $F = (x) => [$K, x, $const]',
  '$import\nconst $G = $use($n)\nconst $F = (x) => [$G, x]',
  '$import\nconst $G = { h: $use }\nfunction $F(x) { return $G.h(x + $n) }',
  '$import\nclass $G { constructor() { this.n = $use($n) } m(x) { return [this.n, $use(x)] } }\nconst $H = new $G()\nconst $F = (x) => $H.m(x + $n)',
  '$import\nconst $G = [1, 2].map($use)\nconst $F = (x) => $G.concat(x + $n)',
];

/** Pieces that only one kind of module can have. */
export const formsOf: Readonly<Record<'module' | 'commonjs', readonly string[]>> = {
  module: [
    "import { EventEmitter as $H } from 'node:events'\nconst $G = new $H()\n$G.on('e', (v) => v.push($n))\n$G.addListener('e', (v) => v.push(v.length * $n))\nconst $F = (x) => { const v = [x]; $G.emit('e', v); return v }",
    'export default function $F(x) { return x + $n }',
    'export default (x) => x + $n\nfunction $F(x) { return x - $n }',
  ],
  commonjs: [
    "const { EventEmitter: $H } = require('node:events')\nconst $G = new $H()\n$G.on('e', (v) => v.push($n))\n$G.prependListener('e', (v) => v.push(v.length * $n))\nconst $F = (x) => { const v = [x]; $G.emit('e', v); return v }",
    'function $F(x) { return x + $n }\nfunction $F(x) { return x * $n }',
    'const $G = this\nconst $F = (x) => [typeof $G, x + $n]',
    'exports.own = function (x) { return x + $n }\nconst $F = (x) => exports.own(x) + $n',
    'module.exports.own = (x) => x + $n\nconst $F = (x) => module.exports.own ? 1 : $n',
    'if (typeof exports === "object") { exports.if = $n }\nfunction $F(x) { return x + $n }',
    'function $F(x) { { function g() { return $n } } return g() + x }',
    'function $F(x, x) { arguments[0] = $n; return x + $n }',
  ],
};

/** How a CommonJS module offers its names; `$each` stands for a line for each, `$all` for all of them. */
export const offers: readonly (readonly [each: string, whole: string])[] = [
  ['exports.$name = $name', '$each'],
  ['', 'module.exports = { $all }'],
  ['', 'Object.assign(exports, { $all })'],
  ['module.exports.$name = $name', 'exports = module.exports = function main() { return $n }\n$each'],
  ['', 'exports.late = $n\nmodule.exports = { ...module.exports, $all }'],
  ["Object.defineProperty(exports, '$name', { enumerable: true, get: function () { return $name } })", '$each'],
];

/** How a name is taken from another module. */
export const takes: Readonly<Record<string, readonly (readonly [line: string, use: string])[]>> = {
  'commonjs commonjs': [
    ["const { $name: $G } = require('$file')", '$G'],
    ["const $G = require('$file')", '$G.$name'],
    ["const $G = require('$file').$name", '$G'],
    ["const $G_1 = __importStar(require('$file')); function __importStar(m) { return m }", '$G_1.$name'],
    ["var $G = require('$file'), $H = $G.$name", '$H'],
  ],
  'module commonjs': [["import $G from '$file'", '$G.$name']],
  'module module': [
    ["import { $name as $G } from '$file'", '$G'],
    ["import * as $G from '$file'", '$G.$name'],
  ],
};
