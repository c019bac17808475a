import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback, running } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const queries = `const SQL = {
  find: 'select name from carts where id = ?',
  all: 'select name from carts',
}
const columns = SQL.find.split(' from ')[0].replace('select ', '')
export const count = () => SQL.all.replace(columns, 'count(*)')
export const texts = SQL
`;

test('a new key of an object comes although the module read another one while it loaded', async () => {
  const specimen = await load(queries);
  const { texts, count } = specimen.exports as Loose;
  const id = await edit(
    specimen,
    ["from carts',\n}", "from carts',\n  drop: 'delete from carts',\n}"],
    ['SQL.all.rep', '(SQL.drop + SQL.all).rep'],
  );
  assert.deepEqual([texts.drop, count()], ['delete from carts', 'delete from cartsselect count(*) from carts']);
  assert.equal(await rollback(id), undefined);
  assert.deepEqual(['drop' in texts, count()], [false, 'select count(*) from carts']);
});

test('what is put together of texts of the module is made again with them', async () => {
  const specimen = await load(queries);
  const { count } = specimen.exports as Loose;
  await edit(
    specimen,
    ["'select name from carts where", "'select sku from carts where"],
    ["all: 'select name", "all: 'select sku"],
  );
  assert.equal(count(), 'select count(*) from carts');
  const started = await load(running(specimen));
  assert.equal(count(), (started.exports as Loose).count());
});

test('what is asked of a value that may be no text, or of one that the program sets, is not made again', async () => {
  for (const source of [
    'const SQL = { find: load() }\nfunction load() { return "a b" }\nconst head = SQL.find.split(" ")[0]\nexport const f = () => SQL.find + head',
    'const SQL = { find: "a b" }\nexport const set = (to) => { SQL.find = to }\nconst head = SQL["find"].split(" ")[0]\nexport const f = () => SQL.find + head; const K = "a"; const L = K.replace("a", () => set("c"))',
  ]) {
    const specimen = await load(source);
    const edited = source.includes('const K')
      ? source.replace('K = "a"', 'K = "b"')
      : source.replace('load() }', 'load() + "!" }');
    const outcome = await patch([specimen, edited]);
    assert.ok(!outcome.ok);
    assert.match(outcome.message, /while the module loaded, and cannot be made again/);
  }
});

for (const form of [
  'module.exports = Object.assign(exports, { a, b: 2 })',
  'Object.assign(module.exports, { a, b: 2 });',
]) {
  test(`a new key in \`${form}\` is a new export of the object that others hold`, async () => {
    const specimen = await load(`const a = () => 1\n${form}`, 'commonjs');
    const held = specimen.exports as Loose;
    const id = await edit(specimen, ['b: 2', 'b: 3, c: () => a() + 1'], ['() => 1', '() => 10']);
    assert.deepEqual([held.a(), held.b, held.c()], [10, 3, 11]);
    assert.equal(await rollback(id), undefined);
    assert.deepEqual([held.a(), held.b, 'c' in held], [1, 2, false]);
  });
}
