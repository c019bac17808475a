import type { Construct, Loose } from './construct.ts';

/** What classes and objects are made of. */
export const classConstructs: readonly Construct[] = [
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
    title: 'a constructor function, called with and without `new`',
    source: 'export function F() { if (!new.target) return new F(); this.a = 1 }',
    edits: [['this.a = 1', 'this.a = 2; this.b = new.target === F']],
    take:
      ({ F }: Loose) =>
      () => ({ ...F() }),
    before: { a: 1 },
    after: { a: 2, b: true },
  },
];
