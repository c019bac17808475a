/**
 * Pieces of a module. `$n` is a number. What is offered to other modules: `$F` is a function, `$A` an async one, `$K` a number, `$C` a class of
 * one number with a method `m` of another, `$I` gives an iterator, `$W` waits for its second argument. `$G` and `$H` are names of its own.
 */
export const plain: readonly string[] = [
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
  'const $G = { deep: { f(x) { return x + $n } } }\nconst { deep: { f: $H } } = $G\nconst $F = (x) => [$H(x), $G.deep.f(x + $n)]',
  'const $G = { f: $H, n: $n }\nfunction $H(x) { return x + $n }\nconst $F = (x) => [$G.f(x), $G.n]',
  'const $G = (f) => (x) => f(x) + $n\nconst $F = $G(function inner(x) { return x > 3 ? x : inner(x + $n) })',
  'function $G(f) { return Object.assign((x) => f(x) + $n, { f }) }\nconst $F = $G((x) => x * $n)',
  'const $F = Object.freeze(function (x) { return eval("x + $n") })',
  'class $C { constructor(k) { this.k = k } m(x) { return [this.k, x + $n] } }',
  'class $C { #k = $n; static s = $n; constructor(k) { this.#k += k } get k() { return this.#k + $n } m(x) { return [this.k, this.#twice(x), new.target === undefined] } #twice(x) { return x * $n } }',
  'const $C = class { k = $n; m = (x) => [this.k, x + $n] }',
  'function $C(k) { if (!new.target) return new $C(k); this.k = k + $n }\n$C.prototype.m = function (x) { return [this.k, x, $n] }',
  'const $G = (Base) => class extends Base { m(x) { return [super.m?.(x), $n] } }\nclass $C extends $G(Object) { m(x) { return [super.m(x), $n] } }',
  'function* $I(x) { try { const sent = yield $n; yield [sent, $n] } finally { yield $n } }',
  'async function* $I(x) { for (const y of [$n, $n]) { await null; yield y } }',
  'async function* $G() { yield $n; yield $n }\nasync function* $I(x) { yield* $G(); yield $n }',
  'const $I = (x) => ({ at: 0, next() { this.at += 1; return { value: [this.at, $n], done: this.at > 3 } }, [Symbol.iterator]() { return this } })',
  'class $G { *[Symbol.iterator]() { yield $n; yield $n } }\nconst $I = (x) => new $G()[Symbol.iterator]()',
  'class $G { async *each() { yield $n; for await (const y of [$n, Promise.resolve($n)]) yield y } }\nconst $I = (x) => new $G().each()',
  'const $I = (x) => [$n, $n, $n].values()',
  'async function $W(x, gate) { await gate; return $n }',
  'const $W = async (x, gate) => { try { await gate; throw new Error("e$n") } catch (e) { return [e.message, $n] } finally { await null } }',
  'const $G = () => $n\nasync function $W(x, gate) { const first = $G(); await gate; return [first, $G(), $n] }',
  'class $G { #k = $n; async wait(gate) { const before = this.#k; await gate; return [before, this.#k, $n] } }\nconst $W = (x, gate) => new $G().wait(gate)',
];

/** Pieces that only modules can have which are written in this syntax; `$D` is a function offered as the default export. */
export const plainIn: Readonly<Record<'module' | 'commonjs', readonly string[]>> = {
  module: [
    '$D export default function $F(x) { return x + $n }',
    '$D export default (x) => x + $n\nfunction $F(x) { return x - $n }',
    '$D export default function (x) { return x + $n }',
    '$D const $F = (x) => x + $n\nexport default $F',
    '$D function $F(x) { return x + $n }\nexport { $F as default }',
  ],
  commonjs: [
    'function $F(x) { return x + $n }\nfunction $F(x) { return x * $n }',
    'const $G = this\nconst $F = (x) => [typeof $G, x + $n]',
    'exports.own = function (x) { return x + $n }\nconst $F = (x) => exports.own(x) + $n',
    'module.exports.own = (x) => x + $n\nconst $F = (x) => module.exports.own ? 1 : $n',
    'if (typeof exports === "object") { exports.if = $n }\nfunction $F(x) { return x + $n }',
    'function $F(x) { { function g() { return $n } } return g() + x }',
    'function $F(x, x) { arguments[0] = $n; return x + $n }',
  ],
};

/** Pieces that only ES modules can have which stay ES modules: they await something while they load. */
export const awaiting: readonly string[] = [
  'const $K = await Promise.resolve($n)\nconst $F = (x) => x + $K',
  'await null\nfunction $F(x) { return x + $n }',
  'const { f: $G } = await Promise.resolve({ f: (x) => x + $n })\nconst $F = (x) => $G(x)',
];
