import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { edit, type Exports, load, rollback } from './bench.ts';

/** A reference is taken before the edit; it must reach the new body, and after the rollback the old one. */
interface Construct {
  readonly title: string;
  readonly source: string;
  readonly edits: readonly (readonly [string, string])[];
  /** Takes references before the edit and gives what calls them. */
  readonly take: (exports: Exports) => () => unknown;
  readonly before: unknown;
  readonly after: unknown;
  readonly format?: ModuleFormat;
}

const call =
  (name: string, ...values: unknown[]) =>
  (exports: Exports): (() => unknown) => {
    const saved = exports[name] as (...values: unknown[]) => unknown;
    return () => saved(...values);
  };

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const constructs: readonly Construct[] = [
  {
    title: 'a function declaration',
    source: 'export function f(x) { return x * 2 }',
    edits: [['x * 2', 'x * 3']],
    take: call('f', 2),
    before: 4,
    after: 6,
  },
  {
    title: 'a function expression that calls itself by its own name',
    source: 'export const f = function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }',
    edits: [['n < 2 ? 1', 'n < 2 ? 2']],
    take: call('f', 3),
    before: 6,
    after: 12,
  },
  {
    title: 'an arrow function with an expression for a body',
    source: 'export const f = x => x * 2',
    edits: [['x * 2', 'x * 3']],
    take: call('f', 2),
    before: 4,
    after: 6,
  },
  {
    title: 'an arrow function that gets more parameters',
    source: 'export const f = (a) => a',
    edits: [['(a) => a', '(a, b, c) => a + b + c']],
    take: call('f', 1, 2, 3),
    before: 1,
    after: 6,
  },
  {
    title: 'methods, statics, accessors and private methods of one object',
    source: `export class C {
      #x = 1
      m() { return this.#x }
      static s() { return 1 }
      get g() { return this.#x }
      set g(v) { this.#x = v }
      #p() { return this.#x + 1 }
      q() { return this.#p() }
    }
    export const c = new C()`,
    edits: [
      ['m() { return this.#x }', 'm() { return this.#x + 100 }'],
      ['static s() { return 1 }', 'static s() { return 2 }'],
      ['get g() { return this.#x }', 'get g() { return this.#x + 50 }'],
      ['return this.#x + 1 }', 'return this.#x + 1000 }'],
    ],
    take: ({ c, C }: Loose) => {
      const bound = c.m.bind(c);
      const { s } = C;
      return () => [bound(), s(), c.g, c.q()];
    },
    before: [1, 1, 1, 2],
    after: [101, 2, 51, 1001],
  },
  {
    title: 'a setter',
    source: 'export class C { #x = 1; get g() { return this.#x } set g(v) { this.#x = v } }\nexport const c = new C()',
    edits: [['this.#x = v', 'this.#x = v * 10']],
    take:
      ({ c }: Loose) =>
      () => {
        c.g = 3;
        return c.g;
      },
    before: 3,
    after: 30,
  },
  {
    title: 'the constructor of a base class',
    source: 'export class C { a = 1; constructor(x) { this.x = x } }',
    edits: [['this.x = x', 'this.x = x * 10; this.made = new.target === C']],
    take:
      ({ C }: Loose) =>
      () => ({ ...new C(2) }),
    before: { a: 1, x: 2 },
    after: { a: 1, x: 20, made: true },
  },
  {
    title: 'the constructor of a derived class, with private fields and an arrow in a field',
    source: `class B { constructor(v) { this.v = v } }
    export class C extends B {
      #p = 3
      f = () => this.v
      constructor(x) { super(x); this.x = x + this.#p }
    }`,
    edits: [['super(x); this.x = x + this.#p', 'super(x + 1); const g = () => this.#p; this.x = x * 100 + g()']],
    take:
      ({ C }: Loose) =>
      () => {
        const c = new C(2);
        return [c.v, c.x, c.f(), c instanceof C];
      },
    before: [2, 5, 2, true],
    after: [3, 203, 3, true],
  },
  {
    title: 'a method that calls super',
    source:
      'class B { m() { return "B" } }\nexport class C extends B { m() { return super.m() + 1 } }\nexport const c = new C()',
    edits: [['super.m() + 1', 'super.m() + 2']],
    take:
      ({ c }: Loose) =>
      () =>
        c.m(),
    before: 'B1',
    after: 'B2',
  },
  {
    title: 'an async function',
    source: 'export async function f(x) { await null; return x }',
    edits: [['return x', 'return x + 1']],
    take: call('f', 1),
    before: 1,
    after: 2,
  },
  {
    title: 'a generator',
    source: 'export function* f(x) { yield x; yield 2 }',
    edits: [['yield 2', 'yield 3; yield 4']],
    take:
      ({ f }: Loose) =>
      () => [...f(1)],
    before: [1, 2],
    after: [1, 3, 4],
  },
  {
    title: 'an async generator',
    source: 'export async function* f(x) { yield x; yield 2 }',
    edits: [['yield 2', 'yield 3; yield await 4']],
    take:
      ({ f }: Loose) =>
      async () => {
        const seen = [];
        for await (const value of f(1)) seen.push(value);
        return seen;
      },
    before: [1, 2],
    after: [1, 3, 4],
  },
  {
    title: 'a closure, which keeps the variables that it captured',
    source: `export function make(k) {
      let c = 0
      return { inc() { c += 1; return c + k }, get: () => c }
    }
    export const counter = make(10)`,
    edits: [['c += 1; return c + k', 'c += 100; return k']],
    take:
      ({ make }: Loose) =>
      () => {
        const counter = make(10);
        return [counter.inc(), counter.get()];
      },
    before: [11, 1],
    after: [10, 100],
  },
  {
    title: 'a closure of a closure',
    source: `export const add = a => function mid(b) { return function inner(c) { return a + b + c } }
    export const inner = add(1)(2)`,
    edits: [['a + b + c', 'a * 100 + b * 10 + c']],
    take: call('inner', 3),
    before: 6,
    after: 123,
  },
  {
    title: 'an arrow that has `this` from the constructor around it',
    source:
      'export class R { v = 5; routes = []; constructor() { this.routes.push((x) => this.v + x) } }\nexport const r = new R()',
    edits: [['this.v + x', 'this.v * x']],
    take: ({ r }: Loose) => {
      const [route] = r.routes;
      return () => route(3);
    },
    before: 8,
    after: 15,
  },
  {
    title: 'a listener, which an emitter holds',
    source: `import { EventEmitter } from 'node:events'
    export const emitter = new EventEmitter()
    const seen = []
    emitter.on('order', (id) => seen.push(id))
    export const emit = () => { emitter.emit('order', 1); return seen.pop() }`,
    edits: [['seen.push(id)', 'seen.push(id * 7)']],
    take: call('emit'),
    before: 1,
    after: 7,
  },
  {
    title: 'methods, accessors and functions of an object literal',
    source:
      'export const o = { v: 3, m() { return this.v }, get g() { return this.v }, f: function () { return this.v } }',
    edits: [
      ['m() { return this.v }', 'm() { return this.v + 1 }'],
      ['get g() { return this.v }', 'get g() { return this.v + 2 }'],
      ['function () { return this.v }', 'function () { return this.v + 3 }'],
    ],
    take:
      ({ o }: Loose) =>
      () => [o.m(), o.g, o.f()],
    before: [3, 3, 3],
    after: [4, 5, 6],
  },
  {
    title: 'parameters that destructure and crash',
    source: 'export function f({ a }) { return a }',
    edits: [['({ a }) { return a }', '(o) { return o ? o.a : "none" }']],
    take:
      ({ f }: Loose) =>
      () => {
        try {
          return f();
        } catch {
          return 'throws';
        }
      },
    before: 'throws',
    after: 'none',
  },
  {
    title: 'parameters with defaults',
    source: 'export function f({ a } = { a: 1 }, b = 2) { return a + b }',
    edits: [['b = 2', 'b = 20']],
    take: call('f'),
    before: 3,
    after: 21,
  },
  {
    title: 'a callback that goes with its caller and needs a variable that the caller gets',
    source: 'export function f(xs) { return xs.map(x => x * 2) }',
    edits: [['return xs.map(x => x * 2)', 'const k = 3; return xs.map(x => x * k)']],
    take: call('f', [1, 2]),
    before: [2, 4],
    after: [3, 6],
  },
  {
    title: 'a callback that needs a variable of its caller which nothing captured',
    source: 'export function f(xs, q) { return xs.map(x => x * 2) }',
    edits: [['x * 2', 'x * q']],
    take: call('f', [1, 2], 5),
    before: [2, 4],
    after: [5, 10],
  },
  {
    title: 'a constructor function, called with and without `new`',
    source: 'export function F() { if (!new.target) return new F(); this.a = 1 }',
    edits: [['this.a = 1', 'this.a = 2; this.b = new.target === F']],
    take:
      ({ F }: Loose) =>
      () => ({ ...F() }),
    before: { a: 1 },
    after: { a: 2, b: true },
  },
  {
    title: 'a sloppy CommonJS function whose arguments are mapped',
    source: 'function f(a) { arguments[0] = 9; return a }\nmodule.exports = { f }',
    edits: [['arguments[0] = 9', 'arguments[0] = 8']],
    take: call('f', 1),
    before: 9,
    after: 8,
    format: 'commonjs',
  },
  {
    title: 'a function in the CommonJS that TypeScript emits',
    source:
      '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.f = f;\nfunction f(x) { return x * 2 }',
    edits: [['x * 2', 'x * 3']],
    take: call('f', 2),
    before: 4,
    after: 6,
    format: 'commonjs',
  },
];

for (const { title, source, edits, take, before, after, format } of constructs) {
  test(`a reference taken before the edit reaches the new body of ${title}, and the old one after a rollback`, async () => {
    const specimen = await load(source, format);
    const use = take(specimen.exports);
    assert.deepEqual(await use(), before);
    const id = await edit(specimen, ...edits);
    assert.deepEqual(await use(), after);
    assert.equal(await rollback(id), undefined);
    assert.deepEqual(await use(), before);
  });
}
