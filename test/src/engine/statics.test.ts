import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch, rollback, type Specimen } from './bench.ts';
import { text } from './shown.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const classOf = ({ exports }: Specimen): Loose => exports['A'];

/** Two programs that say the same once the first one has become the second: their `say`. */
const statics: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'a static field': ['export class A {}', 'export class A { static x = 1; static y = this.name }'],
  'a static that changes': ['export class A { static x = 1 }', 'export class A { static x = 2 }'],
  'a static function': ['export class A {}', 'export class A { static say = () => 1 }'],
  'statics under constants of the module': [
    'const K = "k", S = Symbol("s"); export class A { static [K] = 1; static [S]() { return 1 } static m() {} }',
    'const K = "k", S = Symbol("s"); export class A { static [K] = 2; static [`${K}2`] = 3; static m() { return S in this } }',
  ],
  'what a static block sets': [
    'export class A { static #n = 1; static t = 1; static { this.x = 1; A.#n = 2; this.gone = 2 } static say() { return [this.#n, this.x] } }',
    'export class A { static #n = 1; static t = 1; static { this.x = { a: 3 }; A.#n = 4 } static { this["y"] = 2; A.f = () => this.x } static say() { return [this.#n, this.x, this.f(), this.f.name] } }',
  ],
  'a static block that becomes a field': [
    'export class A { static { this.x = () => 1 } static say() { return this.x.name } }',
    'export class A { static x = () => 1; static say() { return this.x.name } }',
  ],
  'a static block that is gone': [
    'export class A { static #n; static { this.#n = 1; this.x = 2 } static say() { return this.#n } }',
    'export class A { static #n; static say() { return this.#n } }',
  ],
  'a static that is gone': ['export class A { static x = 1 }', 'export class A {}'],
  'a private static that changes': [
    'export class A { static #x = 1; static say() { return this.#x } }',
    'export class A { static #x = 2; static say() { return this.#x } }',
  ],
  'a method that is declared twice': [
    'export class A { static m() { return 1 } static m() { return 2 } }',
    'export class A { static m() { return 1 } }',
  ],
};

for (const [what, [before, after]] of Object.entries(statics))
  test(`the statics of a class after an edit are those of a fresh one, and go back: ${what}`, async () => {
    const [live, fresh, former] = [await load(before), await load(after), await load(before)];
    const said = ({ exports }: Specimen): unknown => {
      const A = exports['A'] as Loose;
      return [text(A), A.say?.(), A.m?.(), A.say?.name];
    };
    const outcome = await patch([live, after]);
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    assert.deepEqual(said(live), said(fresh));
    assert.equal(await rollback(outcome.id), undefined);
    assert.deepEqual(said(live), said(former));
  });

test('a static that comes between others is found behind them, and the plan says so', async () => {
  const live = await load('export class A { static a = 1; static c = 3 }');
  const outcome = await patch([live, 'export class A { static a = 1; static b = 2; static c = 3 }']);
  assert.match(outcome.plan.modules[0]?.warnings[0]?.reason ?? '', /in another order than in a fresh one/);
  assert.deepEqual(Object.keys(classOf(live)), ['a', 'c', 'b']);
});

test('a static that the program sets keeps its live value, and the plan says so', async () => {
  const source = 'export class A { static n = 0; static more() { return ++A.n } }';
  const live = await load(source);
  classOf(live).more();
  const outcome = await patch([live, source.replace('n = 0', 'n = 10').replace('return ', 'return 0 + ')]);
  assert.match(outcome.plan.modules[0]?.warnings[0]?.reason ?? '', /It is state/);
  assert.equal(classOf(live).more(), 2);
});
