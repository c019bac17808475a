import { call, type Construct, type Loose } from './construct.ts';

/** Functions of every kind, and their parameters. */
export const functionConstructs: readonly Construct[] = [
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
    title: 'a generator whose parameters run code, which they do when it is called',
    source: `const said = []
export function* f({ a = said.push('a') }, ...rest) { yield a; yield rest }
export const take = () => said.splice(0)`,
    edits: [[`({ a = said.push('a') }, ...rest) { yield a;`, `(b = { a: said.push('b') }, ...rest) { yield b.a + 1;`]],
    take:
      ({ f, take }: Loose) =>
      () => {
        const made = f({}, 2);
        const all = [...made];
        return [all, take(), ...(f.length === 1 ? [] : ['length'])];
      },
    before: [[1, [2]], ['a']],
    after: [[Number.NaN, [2]], []],
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
