import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { edit, load, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;
type Say = () => unknown;

/** Ways to hold on to a function, each of which gives what calls it later. */
const holds: Readonly<Record<string, (say: Say) => Say>> = {
  saved: (say) => say,
  bound: (say) => say.bind(null),
  proxied: (say) => new Proxy(say, {}),
  'held weakly': (say) => {
    const held = new WeakRef(say);
    return () => held.deref()?.() ?? say();
  },
  wrapped: (say) => () => say(),
  spread: (say) => {
    const table = { say };
    const copy = { ...table };
    return () => copy.say();
  },
  listed: (say) => {
    const table = new Map([['it', say]]);
    return () => table.get('it')?.();
  },
  reflected: (say) => () => Reflect.apply(say, undefined, []),
  listening: (say) => {
    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    emitter.on('it', () => heard.push(say()));
    return () => {
      emitter.emit('it');
      return heard.at(-1);
    };
  },
};

/** A module that says 'old', and how somebody comes to hold what says it. */
const constructs: Readonly<Record<string, readonly [source: string, take: (exports: Loose) => Say]>> = {
  'a declaration': ["export function say() { return 'old' }", (m) => m.say],
  'an arrow': ["export const say = () => 'old'", (m) => m.say],
  'a function with a name of its own': ["export const say = function me() { return 'old' }", (m) => m.say],
  'an async function': ["export async function say() { return 'old' }", (m) => m.say],
  'a generator': ["export function* say() { yield 'old' }", (m) => () => [...m.say()][0]],
  'an iterator': ["export const it = { *[Symbol.iterator]() { yield 'old' } }", (m) => () => [...m.it][0]],
  'a method': ["class A { say() { return 'old' } } export const a = new A()", (m) => m.a.say.bind(m.a)],
  'a method that a subclass inherits': [
    "export class A { say() { return 'old' } }",
    ({ A }) => {
      const it: Loose = new (class extends A {})();
      return () => it.say();
    },
  ],
  'a method that a subclass calls': [
    "export class A { say() { return 'old' } }",
    ({ A }) => {
      const it = new (class extends A {
        say() {
          return super.say();
        }
      })();
      return () => it.say();
    },
  ],
  'a static that a subclass inherits': [
    "export class A { static say() { return 'old' } }",
    ({ A }) => {
      const B = class extends A {};
      return () => (B as Loose).say();
    },
  ],
  'a getter by its descriptor': [
    "export class A { get say() { return 'old' } }",
    ({ A }) => {
      const found = Object.getOwnPropertyDescriptor(A.prototype, 'say');
      return () => found?.get?.call({});
    },
  ],
  'a prototype copied into an object': [
    "export class A { say() { return 'old' } }",
    ({ A }) => {
      const copy = Object.defineProperties({} as Loose, Object.getOwnPropertyDescriptors(A.prototype));
      return () => copy.say();
    },
  ],
  'an arrow of an instance': [
    "export class A { say = () => 'old' }",
    ({ A }) => {
      const it = new A();
      return () => it.say();
    },
  ],
  'a constructor': [
    "export class A { constructor() { this.v = 'old' } }",
    ({ A }) =>
      () =>
        new A().v,
  ],
  'a constructor that a subclass calls': [
    "class Z {} export class A extends Z { constructor() { super(); this.v = 'old' } }",
    ({ A }) => {
      const B = class extends A {};
      return () => (new B() as Loose).v;
    },
  ],
  'a private method': [
    "export class A { #p() { return 'old' } say() { return this.#p() } }",
    ({ A }) => {
      const it = new A();
      return () => it.say();
    },
  ],
  'a method bound by its constructor': [
    "export class A { constructor() { this.say = this.say.bind(this) } say() { return 'old' } }",
    ({ A }) => new A().say,
  ],
  'a closure': ["export const make = (n) => () => n + 'old'", (m) => m.make('')],
  'a method of a closure': [
    "export const make = () => { let n = 0; return { say() { n++; return n && 'old' } } }",
    (m) => m.make().say,
  ],
  'a destructured export': ["export const { say } = { say() { return 'old' } }", (m) => m.say],
  'a default export': ["export default function () { return 'old' }", (m) => m.default],
  'a function that a decorator wrapped': [
    "const wrap = (f) => (...a) => f(...a); export const say = wrap(() => 'old')",
    (m) => m.say,
  ],
  'a class that a decorator wrapped': [
    "const wrap = (C) => class extends C {}; export const A = wrap(class { say() { return 'old' } })",
    ({ A }) => {
      const it = new A();
      return () => it.say();
    },
  ],
  'a route': [
    "const routes = {}; const get = (p, f) => { routes[p] = f }; get('/', () => 'old'); export const call = () => routes['/']()",
    (m) => m.call,
  ],
  'what a value is turned into': [
    "export const it = { [Symbol.toPrimitive]() { return 'old' } }",
    (m) => () => `${m.it}`,
  ],
  'what is awaited': ["export const it = { then(go) { go('old') } }", (m) => async () => await m.it],
};

for (const [construct, [source, take]] of Object.entries(constructs)) {
  test(`${construct} says something new to everybody who held it, and the old again after a rollback`, async () => {
    for (const [way, hold] of Object.entries(holds)) {
      const specimen = await load(source);
      const say = hold(take(specimen.exports));
      assert.equal(await say(), 'old', way);
      const id = await edit(specimen, ["'old'", "'new'"]);
      assert.equal(await say(), 'new', way);
      await rollback(id);
      assert.equal(await say(), 'old', way);
    }
  });
}
