/**
 * Pieces that use another module. `$import` takes something from there: `$use` is a function, `$const` a number, `$class` a class, `$object` has a `limit` and an `f`, `$registry` takes functions;
 * `$file` is the module, and `$member` what leads to a function in what `import()` gives of it.
 */
export const linked: readonly string[] = [
  '$import\nconst $F = (x) => [$use(x), $n]',
  '$import\nconst $F = (x) => [$use(x), $n]',
  '$import\nconst $K = $const + $n\nconst $F = (x) => [$K, x, $const]',
  '$import\nconst $G = $use($n)\nconst $F = (x) => [$G, x]',
  '$import\nconst $G = { h: $use }\nfunction $F(x) { return $G.h(x + $n) }',
  '$import\nclass $G { constructor() { this.n = $use($n) } m(x) { return [this.n, $use(x)] } }\nconst $H = new $G()\nconst $F = (x) => $H.m(x + $n)',
  '$import\nconst $G = [1, 2].map($use)\nconst $F = (x) => $G.concat(x + $n)',
  '$import\nclass $C extends $class { m(x) { return [super.m(x), $n] } }',
  '$import\nclass $C extends $class { n = $n; constructor(k) { super(k + $n) } m(x) { return [super.m(x), this.n, $n] } }',
  '$import\nconst $G = new $class($n)\nconst $F = (x) => [$G.m(x), $n]',
  '$import\nfunction* $I(x) { for (let i = 0; i < 3; i++) yield [$n, $use(2)] }',
  '$import\nasync function* $I(x) { yield $use(2); const y = yield $n; yield [y, $use(2)] }',
  '$import\nasync function $W(x, gate) { const before = $use(2); await gate; return [before, $use(2), $n] }',
  '$import\nclass $C extends $class { static t = super.s ?? $n; m(x) { return [super.m(x), $C.t, $C.s, $C.g, $n] } }',
  '$import\nclass $C extends $class { static s = $n; get g() { return $n } m(x) { return [super.m(x), this.constructor.g] } }',
  '$import\nconst $G = [$class.s, $class.g, $class.of?.($n).m(1)]\nconst $F = (x) => [$G, x]',
  '$import\nconst $G = new $class($n).g\nconst $F = (x) => [$G ?? $n, x]',
  '$import\nconst $K = $object.limit + $n',
  '$import\nconst $G = { ...$object, own: $n }\nconst $F = (x) => [$G.limit, $G.f(x), $G.own]',
  '$import\nconst { limit: $G = $n, f: $H = 1 } = $object\nconst $F = (x) => [$G, typeof $H, x]',
  '$import\nconst $O = Object.freeze(Object.assign({}, $object, { own: $n }))',
  '$import\nconst $O = Object.freeze({ limit: $object.limit + $n, f: (x) => $object.f(x) })',
  '$import\nfunction $G() { return $object.limit }\nconst $K = $G() + $n\nconst $F = (x) => [$G(), x]',
  '$import\nconst $G = []\nfor (const k in $object) $G.push(k)\nconst $F = (x) => [$G, $object.limit, x]',
  '$import\nconst $G = Object.entries($object).map(([k, v]) => [k, typeof v === "number" ? v + $n : 0])\nconst $F = (x) => [$G, x]',
  '$import\nclass $G { limit = $object.limit; static limit = $object.limit; f(x) { return $object.f(x) } }\nconst $O = new $G()\nconst $K = $G.limit',
  '$import\nconst $G = new Map()\nfor (let i = 0; i < 3; i++) $G.set(i, $const + i * $n)\nconst $F = (x) => [...$G.values(), x]',
  '$import\nconst $G = {}\nfor (const k of ["a", "b"]) $G[k] = $const + $n\nconst $F = (x) => [$G.a, $G.b, x]',
  '$import\nconst $G = []\n;[1, 2].forEach((x) => $G.push($use(x)))\nconst $F = (x) => [$G, x]',
  '$import\nconst $G = { f: $use, g: (x) => $use(x) + $n, h: [$use] }\nconst $F = (x) => [$G.f(x), $G.g(x), $G.h[0](x)]',
  '$import\nlet $G = $use\nconst $F = (x) => [$G(x), $n]',
  '$import\n$registry.set($n, (x) => x + $n)\nconst $F = (x) => [x, $n]',
  '$import\nfunction $G(x) { return x + $n }\n$registry.set($n, $G)\nconst $F = (x) => $G(x)',
  '$import\n$registry.set(7, $use)\nconst $F = (x) => [x, $n]',
  '$import\nconst $G = [...$registry.values()].map((f) => f($n))\nconst $F = (x) => [$G, x]',
  '$import\nfunction $G() { const all = []; for (const f of $registry.values()) all.push(f(1)); return all }\nconst $H = $G()\nconst $F = (x) => [$H, x, $n]',
  '$import\nlet $G\nfunction $H(v) { $G = v + $const }\n$H($n)\nconst $F = (x) => [$G, x]',
  '$import\nconst $F = (x) => [$object?.limit, $object?.f(x), $n]',
  'const $A = async (x) => { const all = await import("$file"); return [all$member(x), $n] }',
  'const $A = (x) => import("$file").then((all) => all$member(x + $n))',
];

/** Pieces that use a module which may come later and have no names yet, or not all of them. */
export const circular: readonly string[] = [
  '$import\nfunction $F(x) { return x > 6 ? [x, $n] : [$use(x + 4), $n] }',
  '$import\nconst $F = (x) => (typeof x === "number" && x < 6 ? $use(x + 4) : $n)',
  '$import\nlet $G; try { $G = $use(9) } catch (e) { $G = e.name }\nfunction $F(x) { return [$G, x + $n] }',
  '$import\nconst $G = (() => { try { return typeof $use } catch (e) { return e.name } })()\nconst $F = (x) => [$G, x > 6 ? $n : typeof $use]',
  '$import\nconst $G = { get late() { return $use } }\nfunction $F(x) { return x > 6 ? $n : $G.late(x + 5) }',
  '$import\nclass $C { m(x) { return x > 6 ? $n : [$use(x + 5), $n] } }',
  '$import\nfunction $F(x) { return x > 6 ? $n : [$const, x] }',
  '$import\nfunction $F(x) { class Own extends $class { m(y) { return [super.m(y), $n] } } return x > 6 ? $n : new Own(7).m(x + 6) }',
];

/** Pieces that pass on what another module offers: one name, each name, or each name as a member of one. */
export interface Passing {
  readonly text: string;
  readonly passes: 'one' | 'each' | 'members';
}

/** Pieces that pass something on, by what the module is written in; those of CommonJS come after what the module itself offers. */
export const passing: Readonly<Record<'module' | 'commonjs', readonly Passing[]>> = {
  module: [
    { text: "export { $name as $X } from '$file'", passes: 'one' },
    { text: "import { $name as $G } from '$file'\nexport { $G as $X }", passes: 'one' },
    { text: "import * as $G from '$file'\nexport const $X = $G.$name", passes: 'one' },
    { text: "export * from '$file'", passes: 'each' },
    { text: "export * from '$file'", passes: 'each' },
    { text: "export * as $X from '$file'", passes: 'members' },
    { text: "import * as $X from '$file'\nexport { $X }", passes: 'members' },
  ],
  commonjs: [
    { text: "module.exports.$X = require('$file').$name", passes: 'one' },
    { text: "const { $name: $G } = require('$file')\nmodule.exports.$X = $G", passes: 'one' },
    {
      text: "Object.defineProperty(module.exports, '$X', { enumerable: true, get: () => require('$file').$name })",
      passes: 'one',
    },
    { text: "Object.assign(module.exports, require('$file'))", passes: 'each' },
    { text: "module.exports = { ...module.exports, ...require('$file') }", passes: 'each' },
    {
      text: "__exportStar(require('$file'), module.exports)\nfunction __exportStar(m, to) { for (const p in m) if (!(p in to)) Object.defineProperty(to, p, { enumerable: true, get: () => m[p] }) }",
      passes: 'each',
    },
    { text: "module.exports.$X = require('$file')", passes: 'members' },
  ],
};
