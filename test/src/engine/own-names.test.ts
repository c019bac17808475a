import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const dollars = [
  '$',
  '$0',
  '$1',
  '$2',
  '$0w',
  '$1w',
  '$body',
  '$code',
  '$value',
  '$how',
  '$key',
  '$it',
  '$take',
  '$made',
];

test('names of the application that begin with a dollar mean in new code what they mean in old', async () => {
  for (const name of new Set(dollars)) {
    const specimen = await load(
      `const ${name} = 'mine';
export const read = () => ${name} + 1;
export class Box { #a = 1; peek() { return ${name} + this.#a; } }
export function make(a, b, c) {
  const counts = [a, b, c];
  return { next: () => (a++, b++, c++, ${name} + a + b + c + counts.length) };
}
export function own(${name}) { let n = 0; return () => ${name} + n++; }
export function classy(n) { class Own { #n = n; get() { return ${name} + this.#n; } } return new Own(); }
`,
    );
    const { read, Box, make, own, classy } = specimen.exports as Loose;
    const [made, kept, object] = [make(1, 2, 3), own('given'), classy(7)];
    const id = await edit(
      specimen,
      [`=> ${name} + 1`, `=> ${name} + 2`],
      [`return ${name} + this.#a`, `return 'box ' + ${name} + this.#a`],
      [`${name} + a + b`, `'made ' + ${name} + a + b`],
      [`=> ${name} + n++`, `=> 'own ' + ${name} + n++`],
      [`return ${name} + this.#n`, `return 'classy ' + ${name} + this.#n`],
    );
    assert.deepEqual(
      [read(), new Box().peek(), made.next(), kept(), object.get()],
      ['mine2', 'box mine1', 'made mine2343', 'own given0', 'classy mine7'],
      name,
    );
    assert.equal(await rollback(id), undefined);
    assert.deepEqual([read(), made.next(), kept(), object.get()], ['mine1', 'mine3453', 'given1', 'mine7'], name);
  }
});
