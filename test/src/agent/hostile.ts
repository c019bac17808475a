import fc from 'fast-check';

/** What code of the application was run by looking: every getter, trap and method of a hostile object is counted here. */
export interface Tally {
  runs: number;
}

type Make = (tally: Tally) => unknown;

const key = fc.oneof(
  fc.constantFrom(
    'constructor',
    '__proto__',
    'toString',
    'toJSON',
    'then',
    'length',
    'size',
    'name',
    'message',
    'stack',
    'cause',
    'password',
  ),
  fc.string({ maxLength: 12 }),
);

const leaf: fc.Arbitrary<Make> = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      maxDepth: 2,
    })
    .map((value) => () => value),
  fc.constantFrom<Make>(
    () => Object.assign([], { length: 4_294_967_295 }),
    () => Object.assign([], { length: 100_000_000 }),
    () => 'x'.repeat(2_000_000),
    () => 10n ** 3_000n,
    () => Symbol('s'.repeat(100_000)),
    () => Promise.resolve(1),
    () => new WeakMap(),
    () => new WeakRef({}),
    () => new Error('plain', { cause: new TypeError('cause') }),
    () => new Proxy({}, {}),
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    () => new Map(Array.from({ length: 5_000 }, (_, index) => [{ index }, index])),
    () => new Uint8Array(1_000_000),
    () => new SharedArrayBuffer(8),
    () => new DataView(new ArrayBuffer(8)),
    () => function named() {},
    () => class Named {},
    () => (function* generator() {})(),
    () => deep(20_000),
    // Made once, because making them is what takes long.
    () => manyKeys(),
    () => millionEntries(),
    () => Object.assign(new Uint8Array(8), { detached: detached(new ArrayBuffer(64)) }),
    () => {
      const array = new Uint32Array(16);
      detached(array.buffer);
      return array;
    },
    () => new DataView(new ArrayBuffer(8), 4),
    () => new WeakSet([{}]),
    () => new FinalizationRegistry(() => {}),
    () =>
      new (class Cause extends Error {
        override get cause(): unknown {
          throw new Error('cause');
        }
      })('caused'),
    () => new AggregateError([new Error('one'), 'two'], 'many', { cause: 3 }),
    () => Promise.race([]),
    () => new Proxy(() => {}, {}),
    () => new Proxy(new Proxy([], {}), {}),
    () => Object.freeze(Object.assign(Object.create(null) as object, { constructor: null })),
    () => (async () => {}).constructor,
    () => [1, 2, 3][Symbol.iterator](),
    () => new Map([[1, 2]]).entries(),
    () => Object.assign(() => {}, { prototype: null }),
    () => '\u001b[31m\u202e\u0000\u009b2J',
    () => ({ ['\u001b]0;title\u0007']: '\u2066' }),
  ),
);

const large: { keys?: object; entries?: object } = {};

function manyKeys(): object {
  large.keys ??= Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index]));
  return large.keys;
}

function millionEntries(): object {
  large.entries ??= new Set(Array.from({ length: 1_000_000 }, (_, index) => index));
  return large.entries;
}

/** A buffer whose bytes have gone elsewhere. */
function detached(buffer: ArrayBuffer): ArrayBuffer {
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

function deep(levels: number): unknown {
  let inner: unknown = 'bottom';
  for (let level = 0; level < levels; level++) inner = level % 2 === 0 ? { inner } : [inner];
  return inner;
}

const trapNames = [
  'get',
  'has',
  'ownKeys',
  'getPrototypeOf',
  'getOwnPropertyDescriptor',
  'apply',
  'construct',
  'set',
  'isExtensible',
] as const;

/** Objects that run code, throw, lie or never end when they are touched. */
export const hostile: fc.Arbitrary<Make> = fc.letrec<{ any: Make }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    // Getters that count and throw.
    fc.tuple(key, tie('any')).map(
      ([name, inner]): Make =>
        (tally) => {
          const value = inner(tally);
          return Object.defineProperty(Object.defineProperty({}, 'inner', { value, enumerable: true }), name, {
            enumerable: true,
            configurable: true,
            get() {
              tally.runs++;
              throw value;
            },
          });
        },
    ),
    // Proxies with every trap, around anything.
    tie('any').map(
      (inner): Make =>
        (tally) => {
          const value = inner(tally);
          const target = (typeof value === 'object' && value !== null) || typeof value === 'function' ? value : {};
          const trap = (): never => {
            tally.runs++;
            throw value;
          };
          return new Proxy(target, Object.fromEntries(trapNames.map((name) => [name, trap])));
        },
    ),
    // Builtins whose methods were replaced, and whose prototypes lie.
    fc
      .tuple(
        fc.constantFrom(
          () => new Map([[1, 2]]),
          () => new Set([1]),
          () => [1, 2],
          () => new Date(0),
          () => /x/g,
          () => new Error('e'),
          () => () => 1,
        ),
        fc.array(key, { maxLength: 3 }),
        tie('any'),
      )
      .map(
        ([make, names, inner]): Make =>
          (tally) => {
            const object = make() as object;
            for (const name of [
              ...names,
              Symbol.iterator,
              Symbol.toStringTag,
              Symbol.toPrimitive,
              'entries',
              'toISOString',
            ]) {
              if (Object.getOwnPropertyDescriptor(object, name)?.configurable === false) continue;
              Object.defineProperty(object, name, {
                enumerable: true,
                configurable: true,
                get() {
                  tally.runs++;
                  return () => tally.runs++;
                },
              });
            }
            Object.assign(object as Record<string, unknown>, {});
            Object.defineProperty(object, 'held', { value: inner(tally), enumerable: true });
            return object;
          },
      ),
    // Prototypes that are proxies or cycles of data.
    fc.tuple(tie('any'), tie('any')).map(
      ([one, other]): Make =>
        (tally) => {
          const trap = (): never => {
            tally.runs++;
            throw new Error('trap');
          };
          const prototype = new Proxy({}, Object.fromEntries(trapNames.map((name) => [name, trap])));
          const object = Object.create(prototype, {
            one: { value: one(tally), enumerable: true },
            other: { value: other(tally), enumerable: true },
          }) as Record<string, unknown>;
          return Object.defineProperty(object, 'self', { value: object, enumerable: true });
        },
    ),
    fc.array(tie('any'), { maxLength: 6 }).map(
      (all): Make =>
        (tally) =>
          all.map((make) => make(tally)),
    ),
    fc.dictionary(key, tie('any'), { maxKeys: 6 }).map(
      (all): Make =>
        (tally) =>
          Object.fromEntries(Object.entries(all).map(([name, make]) => [name, make(tally)])),
    ),
    fc.array(fc.tuple(tie('any'), tie('any')), { maxLength: 4 }).map(
      (all): Make =>
        (tally) =>
          new Map(all.map(([name, make]) => [name(tally), make(tally)])),
    ),
  ),
})).any;
