const base = 'class Base { constructor(n) { this.n = n; } }\n';

/** Classes, by what the guard of their constructor has to care for. */
const kinds: Readonly<Record<string, string>> = {
  fields: `${base}class C extends Base { a = 1; b = 2; constructor(n) { super(n); this.c = n; } }`,
  'fields alone': `${base}class C extends Base { a = 1; b = 2; }`,
  private: `${base}class C extends Base { #a = 1; constructor(n) { super(n); this.#a = n; } get a() { return this.#a; } }`,
  'private alone': `${base}class C extends Base { #a = 1; get a() { return this.#a; } }`,
  'private methods': `${base}class C extends Base { #a() { return 1; } constructor(n) { super(n); this.b = n; } get a() { return this.#a(); } }`,
  'parameter properties': `${base}class C extends Base { a; constructor(a) { super(a); this.a = a; } }`,
  'parameter properties, assigned': `${base}class C extends Base { constructor(a) { super(a); this.a = a; } }`,
  defaults: `${base}class C extends Base { a = 1; constructor(n, { b } = { b: 2 }) { super(n); this.b = b; } }`,
  chain: `${base}class Middle extends Base { a = 1; constructor(n) { super(n); this.b = n; } }
class C extends Middle { #c = 1; constructor(n) { super(n); this.d = n; } get c() { return this.#c; } }`,
  error: 'class C extends Error { code = 1; constructor(n) { super("failed"); this.n = n; } }',
  array: 'class C extends Array { a = 1; constructor(n) { super(); this.n = n; } }',
  map: 'class C extends Map { #a = 1; constructor(n) { super(); this.n = n; } get a() { return this.#a; } }',
  emitter: `import { EventEmitter } from 'node:events';
class C extends EventEmitter { a = 1; constructor(n) { super(); this.n = n; } }`,
  proxy: `${base}const Seen = new Proxy(Base, {});
class C extends Seen { a = 1; constructor(n) { super(n); this.b = n; } }`,
  mixin: `${base}const mixed = (Above) => class Mixed extends Above { constructor(n) { super(n); this.a = n; } };
const C = mixed(Base);`,
  'mixin with fields': `${base}const mixed = (Above) => class Mixed extends Above { a = 1; };
const C = mixed(Base);`,
  'mixin without a name': `${base}const mixed = (Above) => class extends Above { #a = 1; constructor(n) { super(n); this.b = n; } get a() { return this.#a; } };
const C = mixed(Base);`,
};

/** What takes longer is made less often. */
const slow: Readonly<Record<string, number>> = { error: 5_000, emitter: 100_000, proxy: 200_000 };

const fileOf = (kind: string): string => `${kind.replaceAll(/\W+/g, '-')}.js`;

const loop = `
let kept;
export function loop(times) { for (let n = 0; n < times; n += 1) kept = new C(n); return kept; }
`;

/** Each kind in a module of its own, so that none is slowed by what V8 has seen of another, and `time()`: nanoseconds for an instance of each. */
export const instanceLoops: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(kinds).map(([kind, classes]) => [fileOf(kind), classes + loop])),
  'instances.js': `const kinds = ${JSON.stringify(Object.keys(kinds).map((kind) => [kind, `./${fileOf(kind)}`, slow[kind] ?? 500_000]))};
export async function time() {
  const found = {};
  for (const [kind, file, times] of kinds) {
    const { loop } = await import(file);
    // Many short rounds: some of them are not interrupted on a machine that does other things as well.
    let best = Infinity;
    for (let round = 0; round < 60; round += 1) {
      const start = process.hrtime.bigint();
      loop(times);
      best = Math.min(best, Number(process.hrtime.bigint() - start) / times);
    }
    found[kind] = best;
  }
  return found;
}
`,
};
