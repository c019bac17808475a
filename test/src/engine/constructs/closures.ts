import { call, type Construct, type Loose } from './construct.ts';

/** Functions inside of others, which keep what they captured. */
export const closureConstructs: readonly Construct[] = [
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
];
