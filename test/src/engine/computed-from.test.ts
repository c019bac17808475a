import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';
import { fresh } from './fresh.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

for (const [what, source] of [
  ['an expression', 'const SIZE = 2\nexports.bytes = SIZE * 1024'],
  ['a literal of all exports', 'const SIZE = 2\nmodule.exports = { bytes: SIZE * 1024, limits: { max: SIZE } }'],
  ['another export', 'exports.size = 2\nexports.bytes = exports.size * 1024'],
  ['a constant in between', 'exports.size = 2\nconst kib = exports.size + 1\nexports.bytes = kib * exports.size'],
  ['a rounded value', 'const SIZE = 2\nconst half = Math.floor(SIZE / 2)\nexports.bytes = half'],
] as const)
  test(`an export that was computed from what changed is computed again, from ${what}`, async () => {
    const specimen = await load(source, 'commonjs');
    const before = { ...specimen.exports };
    const id = await edit(specimen, [
      /SIZE/.test(source) ? 'SIZE = 2' : 'size = 2',
      /SIZE/.test(source) ? 'SIZE = 9' : 'size = 9',
    ]);
    assert.deepEqual({ ...specimen.exports }, fresh(source.replace('= 2', '= 9')));
    await rollback(id);
    assert.deepEqual({ ...specimen.exports }, before);
  });

test('an export that was computed by a function of the module is refused, and not left as it was', async () => {
  const specimen = await load('const SIZE = 2\nconst make = (n) => () => n\nexports.get = make(SIZE)', 'commonjs');
  const outcome = await patch([specimen, specimen.source.replace('SIZE = 2', 'SIZE = 9')]);
  assert.match(JSON.stringify(outcome.plan), /It used `SIZE` while the module loaded/);
});

test('exports that are edited together are computed from each other', async () => {
  const source = 'exports.size = 2\nexports.bytes = exports.size * 1024';
  const specimen = await load(source, 'commonjs');
  await edit(
    specimen,
    ['size = 2', 'size = 9\nexports.unit = exports.size + 1'],
    ['exports.size * 1024', 'exports.unit * 1000'],
  );
  assert.deepEqual({ ...specimen.exports }, { size: 9, unit: 10, bytes: 10_000 });
  const again = await load('exports.size = exports.size || 2', 'commonjs');
  await edit(again, ['|| 2', '&& 3']);
  assert.equal(again.exports['size'], 3);
});

test('who holds an object sees the property that was computed from a constant', async () => {
  const specimen = await load(
    `const version = '1.0'
function Parser() {}
Parser.version = version
Parser.tools = { version, Parser, deep: { version } }
const limits = { version, read() { return limits.version } }
module.exports = { Parser, limits }`,
    'commonjs',
  );
  const { Parser, limits } = specimen.exports as Loose;
  const { tools } = Parser;
  const id = await edit(specimen, ["'1.0'", "'2.0'"]);
  const seen = () => [Parser.version, tools.version, tools.deep.version, limits.version, limits.read()];
  assert.deepEqual(seen(), ['2.0', '2.0', '2.0', '2.0', '2.0']);
  assert.equal(Parser.tools, tools);
  await rollback(id);
  assert.deepEqual(seen(), ['1.0', '1.0', '1.0', '1.0', '1.0']);
});

test('a property that something later in the literal may set as well is not set on the live object', async () => {
  const specimen = await load(
    'const a = 1, more = { a: 5 }\nconst all = { a, ...more }\nObject.seal(all)\nexports.get = () => all.a',
    'commonjs',
  );
  const outcome = await patch([specimen, specimen.source.replace('a = 1', 'a = 2')]);
  assert.equal(outcome.ok, false);
  assert.equal((specimen.exports as Loose).get(), 5);
});

test('a namespace is behind for what changes in it alone', async () => {
  const tools = await load('export const make = (f) => f\nexport const limit = 1', 'module', 'tools');
  const user = await load(
    "import * as tools from './tools.mjs'\nexport const handler = tools.make(() => tools.limit)\nexport const call = () => [handler(), tools.more?.()]",
  );
  const outcome = await patch([
    tools,
    tools.source.replace('limit = 1', 'limit = 2').concat('\nexport const more = () => 3'),
  ]);
  assert.ok(outcome.ok, JSON.stringify(outcome.plan));
  assert.deepEqual((user.exports as Loose).call(), [2, 3]);
  const again = await patch([tools, tools.source.replace('(f) => f', '(f, n) => f')]);
  assert.ok(again.ok, JSON.stringify(again.plan));
  for (const use of ['tools.limit()', 'Object.keys(tools)', 'Object(({ make, ...rest } = tools), rest)'])
    await load(`import * as tools from './tools.mjs'\nlet make, rest\ntry { globalThis.seen = ${use} } catch {}`);
  const refused = await patch([tools, tools.source.replace('limit = 1', 'limit = 3')]);
  assert.equal(
    refused.plan.modules.flatMap(({ refusals }) => refusals).length >= 3,
    true,
    JSON.stringify(refused.plan),
  );
});

test('a class that several names are set to at once changes as one that has its own', async () => {
  const source = `const internals = {}
exports = module.exports = internals.Request = class {
  path() { return this.raw }
  constructor(raw) { this.raw = raw }
}`;
  const specimen = await load(source, 'commonjs');
  const Request = specimen.exports as Loose;
  const live = new Request('/a');
  await edit(specimen, ['return this.raw }', 'return this.#clean() }\n  #clean() { return this.raw.slice(1) }']);
  assert.deepEqual([live.path(), new Request('/b').path()], ['a', 'b']);
  const outcome = await patch([specimen, specimen.source.replace('internals.Request =', 'internals.Req =')]);
  assert.equal(outcome.ok, false);
});

test('an object that a module exports by default is made anew for those who import it', async () => {
  const offers = await load(
    'const port = 80\nexport default { port, retries: 1, host() { return 1 } }',
    'module',
    'config',
  );
  const user = await load(
    "import config from './config.mjs'\nexport const call = () => [config.port, config.retries, config.host()]",
  );
  const { host } = (offers.exports as Loose).default;
  const direct = await edit(offers, ['retries: 1', 'retries: 5'], ['return 1', 'return 2']);
  assert.deepEqual([(user.exports as Loose).call(), host()], [[80, 5, 2], 2]);
  await rollback(direct);
  await edit(offers, ['port = 80', 'port = 81']);
  assert.deepEqual((user.exports as Loose).call(), [81, 1, 1]);
  const state = await load('export default { seen: new Map(), retries: 1 }');
  const outcome = await patch([state, state.source.replace('1', '2')]);
  assert.equal(outcome.ok, false);
});

test('a table is filled from texts and numbers that are written out', async () => {
  const specimen = await load('export const has = (code) => false');
  await edit(specimen, [
    'export const has = (code) => false',
    `const ATOM = new Uint8Array(128)
for (let code = 33; code < 127; code++) ATOM[code] = '()<>'.indexOf(String.fromCharCode(code)) < 0 ? 1 : 0
const WORDS = {}
for (const word of 'GET PUT'.split(' ')) WORDS[word] = true
export const has = (code) => [ATOM[code], WORDS.PUT]`,
  ]);
  assert.deepEqual((specimen.exports as Loose).has(40), [0, true]);
});
