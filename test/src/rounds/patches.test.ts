import { type TestContext, test } from 'node:test';
import { LongLived } from './long-lived.ts';

const edits: Readonly<Record<string, (it: LongLived) => Promise<void>>> = {
  'an ES module': (it) => it.patch(['es.js'], (source, n) => source.replace('x * 2', `x * ${n}`)),
  'an ES module that gets another constant, imports and exports': (it) =>
    it.patch(
      ['es.js'],
      (source, n) =>
        `${source.replace('K = 1', `K = ${n}`)}import { join as j${n} } from 'node:path';\nexport const h${n} = () => j${n}('a');\n`,
    ),
  'a CommonJS module': (it) =>
    it.patch(['common.cjs'], (source, n) => source.replace('x * 2', `x * ${n}`).replace('K = 1', `K = ${n}`)),
  'a class that gets methods, fields and private members': (it) =>
    it.patch(['cart.js'], (source, n) =>
      source
        .replace('x * 2', `x * ${n}`)
        .replace('tax = 2', `tax = ${n}; #p${n} = ${n}; m${n}() { return this.#p${n} }`),
    ),
  closures: (it) => it.patch(['make.js'], (source, n) => source.replace('x * 2', `x * ${n}`)),
  'several modules at once': (it) =>
    it.patch(['es.js', 'common.cjs', 'cart.js', 'make.js'], (source, n) => source.replace('x * 2', `x * ${n}`)),
};

test('patches of a process and back leave its heap and its scripts as they were', async (t: TestContext) => {
  const it = await LongLived.start(t);
  for (const [what, round] of Object.entries(edits)) await t.test(what, () => it.leavesNothing(() => round(it)));
});

test('with source maps a round leaves the names of its texts, and neither the texts nor their maps', async (t: TestContext) => {
  const it = await LongLived.start(t, ['--enable-source-maps']);
  const long = `[${'0, '.repeat(10_000)}].indexOf(1) +`;
  const round = (): Promise<void> => it.patch(['es.js'], (source, n) => source.replace('x * 2', `${long} x * ${n}`));
  await it.leavesNothing(round, { bytesOfRound: 6_000 });
});
