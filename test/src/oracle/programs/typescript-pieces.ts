/** Pieces of TypeScript, which compilers write in other ways. */
export const typescript: readonly string[] = [
  'enum $G { A = $n, B, C = A + $n }\nconst $F = (x: number) => [$G.A, $G[x], $G.C]',
  'enum $G { A = "a$n", B = "b" }\nconst $F = (x: number): unknown => [$G.A, $G.B, x]',
  'const enum $G { A = $n }\nfunction $F(x: number) { return x + $G.A }',
  'namespace $G { export const k = $n; export function f(x: number) { return x + k }; const own = $n; export const g = (x: number) => x * own }\nconst $F = (x: number) => [$G.f(x), $G.g(x), $G.k]',
  'namespace $G { export namespace inner { export let n = $n; export class Own { m(x: number) { return [x, n, $n] } } } }\nconst $F = (x: number) => new $G.inner.Own().m(x)',
  'function $F(x: number) { return [x, $F.k] }\nnamespace $F { export const k = $n }',
  'class $C { static readonly s = $n; constructor(private readonly k: number, public n = $n) {} m(x: number) { return [this.k, this.n, $C.s, x + $n] } }',
  'abstract class $G { protected n = $n; abstract f(x: number): number; m(x: number) { return [this.n, this.f(x)] } }\nclass $C extends $G { constructor(readonly k: number) { super() } f(x: number) { return this.k + x + $n } }',
  'class $C { a = $n; b = this.a + $n; declare later: number; #p = this.b; constructor(public k: number) {} get sum() { return this.#p + this.k } m(x?: number) { return [this.sum, x ?? $n] } }',
  'class $C { accessor a = $n; static #made = $n; static of(k: number) { return new this(k) } constructor(public k: number) {} m(x: number) { return [this.a, this.k, x, $C.#made, $n] } }',
  'function $F(x: string): string; function $F(x: number): number; function $F(x: any) { return (x satisfies unknown) + $n }',
  'interface $G { n: number }\nconst $F = (x: number) => { const made = { n: $n } as $G; return made!.n + <number>x }',
  'function $G(...[target, key]: any[]): any { if (typeof target === "function" && typeof key === "object" && key.kind === "class") return; if (typeof target === "function" && key?.kind !== "method") target.tag = $n }\n@$G class $C { constructor(public k: number) {} m(x: number) { return [this.k, ($C as any).tag, x + $n] } }',
  'const $G = (n: number) => (...[target, key, own]: any[]): any => { const wrap = (f: Function) => function (this: unknown, ...all: unknown[]) { return [n, f.apply(this, all), $n] }; if (own) { own.value = wrap(own.value); return own } return key?.kind === "method" ? wrap(target) : undefined }\nclass $C { constructor(public k: number) {} @$G($n) m(x: number) { return [this.k, x + $n] } }',
  'const $G: unknown[] = []\nconst $H = (...[target, key]: any[]): any => { $G.push([typeof target, String(key?.name ?? key)]) }\nclass $C { @$H f = $n; @$H static s = $n; constructor(public k: number) {} @$H m(x: number) { return [$G, this.f, $C.s, x] } }',
  'const $A = async (x: number) => { const all = []; for await (const y of [x, $n]) all.push(y); return all }',
  'const $A = async ({ a = $n, ...more }: any = {}, ...rest: number[]) => ({ ...more, a, rest, k: rest?.[0] ?? $n })',
  'class $G { static async f(x: number) { return [await super.toString, x, $n].length } async *each(x: number) { yield* [x, $n] } }\nconst $A = async (x: number) => { const all = []; for await (const y of new $G().each(x)) all.push(y); return [all, await $G.f(x)] }',
];

/** Pieces with decorators as they were before the standard: of parameters, with metadata. */
export const legacyDecorators: readonly string[] = [
  'const $G: any[] = []\nconst $H = (n: number) => (...[, key, at]: any[]): any => { $G.push([n, String(key), at]) }\nclass $C { constructor(@$H($n) public k: number) {} m(@$H($n) x: number) { return [$G, this.k, x + $n] } }',
  'const $G = (target: any, key: string) => { const own = new WeakMap(); Object.defineProperty(target, key, { get() { return own.get(this) ?? $n }, set(v) { own.set(this, v + $n) } }) }\nclass $C { @$G f = $n; constructor(public k: number) {} m(x: number) { return [this.f, this.k, x] } }',
];

/** Pieces with decorators as they became standard: initialisers, `accessor`, contexts. */
export const standardDecorators: readonly string[] = [
  'const $G = (value: any, context: any) => { context.addInitializer(function (this: any) { this.begun = $n }); return function (this: any, x: number) { return [this.begun, value.call(this, x)] } }\nclass $C { begun?: number; constructor(public k: number) {} @$G m(x: number) { return [this.k, x + $n] } }',
  'const $G = (n: number) => ({ get, set }: any, context: any) => ({ get() { return get.call(this) + n }, init(v: number) { return v + $n } })\nclass $C { @$G($n) accessor a = $n; constructor(public k: number) {} m(x: number) { return [this.a, this.k, x] } }',
  'const $G = (value: any, { kind, name }: any) => (kind === "field" ? (v: number) => v + $n : class extends value { more = $n })\n@$G class $C { @$G f = $n; constructor(public k: number) {} m(x: number) { return [this.f, (this as any).more, x] } }',
];
