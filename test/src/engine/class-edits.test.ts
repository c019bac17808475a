import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { load, patch, rollback, type Specimen } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

/** Members that may stand in any order and number, each once: what they hold can be seen from outside. */
const pool = [
  'a = 1;',
  'b = 2;',
  'a = 3;',
  'c = [this.a, this.b];',
  'd = () => this.a;',
  '#p = 5;',
  '#q = this.a ?? 7;',
  "'e f' = 6;",
  'static s = 8;',
  'static t = [9];',
  '[Symbol.toStringTag] = "it";',
  'm() { return [1, this.a]; }',
  'm() { return [2, this.b]; }',
  'get g() { return this.c; }',
  'set g(v) { this.w = v; }',
  '#h() { return this.b; }',
  'static #k() { return 11; }',
  'constructor(n) { SUPER this.n = n; }',
  'constructor(n) { SUPER this.n = [n, this.a]; }',
] as const;

/** A class of some members; `look` says what its private ones hold, so that they are used. */
function classOf(members: readonly string[], isDerived: boolean): string {
  const privates = { '#p': 'this.#p', '#q': 'this.#q', '#h': 'this.#h()', '#k': 'A.#k()' };
  const seen = Object.entries(privates).flatMap(([name, use]) =>
    members.some((m) => m.includes(`${name}`) && !m.startsWith('look')) ? [use] : [],
  );
  const body = members.join('\n').replaceAll('SUPER', isDerived ? 'super(n);' : '');
  return `class Base { base = 1 }\nexport class A ${isDerived ? 'extends Base ' : ''}{\n${body}\nlook() { return [${seen.join(', ')}]; }\n}`;
}

/** At most one of each name and one constructor, as the language wants of private names and constructors. */
const members = fc
  .uniqueArray(fc.constantFrom(...pool), {
    maxLength: 9,
    selector: (member) => /^(static )?[#\w[.\]' ]+/.exec(member)?.[0],
  })
  .map((list) => [...list]);

function shown({ exports }: Specimen): unknown {
  const A = exports['A'] as Loose;
  const it = new A(4);
  const own = (object: object): unknown[] =>
    Reflect.ownKeys(object).flatMap((key) => {
      const found = Object.getOwnPropertyDescriptor(object, key);
      const value: unknown = typeof found?.value === 'function' ? 'a function' : found?.value;
      // The plan says that `length` stays; a private method that a patch brings is kept under a symbol of its name.
      return key === 'prototype' || key === 'length' || String(key).startsWith('Symbol(#')
        ? []
        : [[String(key), JSON.stringify(value), typeof found?.get, typeof found?.set]];
    });
  const sorted = (object: object): unknown[] => own(object).map(String).sort();
  // New methods and statics come last, whatever their place in the source: only fields are compared in their order.
  return [own(it), sorted(A), sorted(A.prototype), it.look(), it.m?.(), it.d?.(), it.g];
}

test('a class that an edit makes of another is a fresh one to new instances, and the former one after a rollback', async () => {
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(members, members, fc.boolean(), async (before, after, isDerived) => {
      const live = await load(classOf(before, isDerived));
      const former = shown(live);
      const source = classOf(after, isDerived);
      const fresh = await load(source);
      const outcome = await patch([live, source]);
      if (!outcome.ok) {
        // What is not taken is refused in the plan, before anything happens.
        assert.ok(!outcome.plan.applicable, outcome.message);
        return;
      }
      applied++;
      assert.deepEqual(shown(live), shown(fresh));
      assert.equal(await rollback(outcome.id), undefined);
      assert.deepEqual(shown(live), former);
    }),
    { numRuns: Number(process.env['SUTURE_TEST_RUNS'] ?? 100) },
  );
  assert.ok(applied > 50, `${applied} edits were applied`);
});
