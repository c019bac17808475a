import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, load, patch, rollback } from './bench.ts';
import { fresh } from './fresh.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const router = `function Router () { this.routes = new Map() }
Router.prototype.add = function add (path, to) { this.routes.set(path, to) }
Router.prototype.find = function find (path) { return this.routes.get(path) }
Router.limit = 10
module.exports = Router`;

test('methods of a prototype come, change and go under live instances', async () => {
  const specimen = await load(router, 'commonjs');
  const Router = specimen.exports as Loose;
  const live = new Router();
  live.add('/a', 1);
  const { find } = live;
  const id = await edit(
    specimen,
    [
      'return this.routes.get(path) }',
      'return this._clean(this.routes.get(path)) }\nRouter.prototype._clean = function (to) { return [to, suffix] }',
    ],
    ['module.exports', "const suffix = 'x'\nmodule.exports"],
  );
  assert.deepEqual(
    [live.find('/a'), find.call(live, '/a')],
    [
      [1, 'x'],
      [1, 'x'],
    ],
  );
  assert.deepEqual(Object.keys(Router.prototype), ['add', 'find', '_clean']);
  assert.equal(Router.prototype._clean.name, '');
  const again = await edit(specimen, ['return [to, suffix]', 'return `${to}${suffix}`']);
  assert.equal(live.find('/a'), '1x');
  await rollback(again);
  await rollback(id);
  assert.equal(live.find('/a'), 1);
  assert.deepEqual(Object.keys(Router.prototype), ['add', 'find']);
  await edit(specimen, ['Router.prototype.find = function find (path) { return this.routes.get(path) }\n', '']);
  assert.equal('find' in live, false);
});

test('a property that nothing but the top level sets has its new value; one that the program sets is state', async () => {
  const specimen = await load(router, 'commonjs');
  const Router = specimen.exports as Loose;
  const id = await edit(specimen, ['limit = 10', 'limit = 20']);
  assert.equal(Router.limit, 20);
  await rollback(id);
  assert.equal(Router.limit, 10);

  const counting = await load('function f() { return f.calls++ }\nf.calls = 0\nmodule.exports = f', 'commonjs');
  const f = counting.exports as Loose;
  f();
  const outcome = await patch([counting, counting.source.replace('calls = 0', 'calls = 100')]);
  assert.match(JSON.stringify(outcome.plan), /It is state: the live value stays/);
  assert.equal(f(), 1);
});

test('what a function sets in an object that it has just made is no state of another one', async () => {
  const source = `const defaults = { hours: 1 }
exports.start = () => { const made = { hours: 5 }; made.hours = 0; return [made.hours, defaults.hours] }
exports.all = { defaults }`;
  const specimen = await load(source, 'commonjs');
  const { start } = specimen.exports as Loose;
  await edit(specimen, ['hours: 1', 'hours: 4']);
  assert.deepEqual(start(), [0, 4]);

  // A constant of the same name that is taken from somewhere may be the object.
  const taking = `${source}\nexports.raise = () => { const { defaults: made } = exports.all; made.hours++ }`;
  const live = await load(taking, 'commonjs');
  const outcome = await patch([live, taking.replace('hours: 1', 'hours: 4')]);
  assert.match(JSON.stringify(outcome.plan), /It is state: the live value stays/);
});

test('an object literal stays the same object, with its state, while its properties come, change and go', async () => {
  const source = `const shop = {
  hits: 0,
  rates: { light: 3.9, heavy: 9.9 },
  name() { return 'shop' },
  rate(kg) { this.hits++; return kg > 10 ? this.rates.heavy : this.rates.light },
}
module.exports = shop`;
  const specimen = await load(source, 'commonjs');
  const shop = specimen.exports as Loose;
  const { rates } = shop;
  shop.rate(1);
  const edited = source
    .replace('heavy: 9.9', 'middle: 5, heavy: 12')
    .replace(
      "  name() { return 'shop' },\n",
      "  async *all() { yield* Object.keys(this.rates) },\n  tell: () => 'told',\n",
    )
    .replace('kg > 10 ?', 'kg > 5 && kg <= 10 ? this.rates.middle : kg > 10 ?');
  const outcome = await patch([specimen, edited]);
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  const like = fresh(edited);
  assert.deepEqual([shop.rate(1), shop.rate(7), shop.rate(11), shop.hits], [3.9, 5, 12, 4]);
  assert.deepEqual([Object.keys(shop), Object.keys(rates)], [Object.keys(like), Object.keys(like.rates)]);
  assert.deepEqual([shop.tell.name, shop.all.name, shop.rates === rates], ['tell', 'all', true]);
  const keys = [];
  for await (const key of shop.all()) keys.push(key);
  assert.deepEqual(keys, ['light', 'middle', 'heavy']);
  await rollback(outcome.id);
  assert.deepEqual(
    [Object.keys(shop), Object.keys(rates)],
    [
      ['hits', 'rates', 'name', 'rate'],
      ['light', 'heavy'],
    ],
  );
  assert.deepEqual([shop.rate(11), shop.hits, shop.name()], [9.9, 5, 'shop']);
});

test('a shorthand property of an imported constant has the value that a patch gives that', async () => {
  const rates = await load(
    'export const light = 1; export const heavy = 2; export const text = () => light',
    'module',
    'shorthands',
  );
  const user = await load(
    "import { light, heavy } from './shorthands.mjs'; const all = { light, heavy }; export default all; export const now = () => all",
  );
  const { now } = user.exports as Loose;
  const id = await edit(rates, ['light = 1', 'light = 3']);
  assert.deepEqual(now(), { light: 3, heavy: 2 });
  await rollback(id);
  assert.deepEqual(now(), { light: 1, heavy: 2 });
});

test('what was computed from a property while the module loaded is computed again', async () => {
  const specimen = await load(
    'const config = { port: 1, host: 2 }\nconst { port } = config\nexport const f = () => [port, config.port, config.host]',
  );
  const { f } = specimen.exports as Loose;
  const id = await edit(specimen, ['port: 1', 'port: 8']);
  assert.deepEqual(f(), [8, 8, 2]);
  await rollback(id);
  assert.deepEqual(f(), [1, 1, 2]);
});

test('what one module computes from a property that another gains with the same patch has its value', async () => {
  const rates = await load(
    'class Rate { static low = 1 }\nconst rates = { a: 1 }\nmodule.exports = { rates, Rate }',
    'commonjs',
    'gains',
  );
  const user = await load("const { rates, Rate } = require('./gains.cjs'); exports.f = () => rates.a", 'commonjs');
  const { f } = user.exports as Loose;
  const outcome = await patch(
    [user, user.source.replace('exports.f', 'const sum = rates.b + Rate.high; exports.f').replace('rates.a', 'sum')],
    [rates, rates.source.replace('a: 1', 'a: 1, b: 2').replace('low = 1', 'low = 1; static high = 3')],
  );
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.equal(f(), 5);
  await rollback(outcome.id);
  assert.equal(f(), 1);
});

for (const written of [
  'module.exports = ',
  'const Shop = module.exports = ',
  'exports.Cart = ',
  'module.exports.Cart = ',
  'const ns = {}; exports.ns = ns; ns.Cart = ',
])
  test(`a class behind \`${written}class …\` changes under live instances`, async () => {
    const specimen = await load(
      `${written}class Cart { #lines = []; add(line) { this.#lines.push(line); return this } get size() { return this.#lines.length } }`,
      'commonjs',
    );
    const exports = specimen.exports as Loose;
    const Cart = typeof exports === 'function' ? exports : (exports.Cart ?? exports.ns.Cart);
    const live = new Cart().add(1);
    const id = await edit(specimen, [
      'get size()',
      'static max = 7; last() { return [this.#lines.at(-1), new.target === undefined, Cart.max] } get size()',
    ]);
    assert.deepEqual(live.last(), [1, true, 7]);
    assert.ok(
      live instanceof Cart && (typeof exports === 'function' ? exports : (exports.Cart ?? exports.ns.Cart)) === Cart,
    );
    await rollback(id);
    assert.deepEqual([live.size, 'last' in live, 'max' in Cart], [1, false, false]);
  });

for (const { title, before, after, said } of [
  {
    title: 'is refused when the module read it while it loaded',
    before: 'function F() {}\nF.limit = 1\nconst twice = F.limit * 2\nmodule.exports = { F, twice }',
    after: 'function F() {}\nF.limit = 2\nconst twice = F.limit * 2\nmodule.exports = { F, twice }',
    said: /"line":3.*It used `limit` while the module loaded|It used `limit` while the module loaded.*"line":3/,
  },
  {
    title: 'is refused when making it sets something else',
    before: 'let n = 0\nfunction F() {}\nF.id = 0\nmodule.exports = F',
    after: 'let n = 0\nfunction F() {}\nF.id = n++\nmodule.exports = F',
    said: /sets something else as well/,
  },
  {
    title: 'is refused of an object that the module has no name for',
    before: 'process.env.A = "1"\nmodule.exports = () => 1',
    after: 'process.env.A = "2"\nmodule.exports = () => 1',
    said: /`export function up/,
  },
  {
    title: 'is refused when it is the prototype itself',
    before: 'function F() {}\nF.prototype = { a() {} }\nmodule.exports = F',
    after: 'function F() {}\nF.prototype = { a() {}, b: 1 }\nmodule.exports = F',
    said: /only a restart runs it again/,
  },
  {
    title: 'is told where the object was copied while the module loaded',
    before: 'function F() {}\nF.a = 1\nmodule.exports = { ...F }',
    after: 'function F() {}\nF.a = 1\nF.b = 2\nmodule.exports = { ...F }',
    said: /`F` was handed over while the module loaded; what was taken from it then stays/,
  },
])
  test(`a property that is new or changed ${title}`, async () => {
    const specimen = await load(before, 'commonjs');
    const { plan } = await patch([specimen, after]);
    assert.match(JSON.stringify(plan), said);
  });

test('a property goes with the function that had it when that becomes another one', async () => {
  const specimen = await load(
    'function F() {}\nF.prototype.m = () => 1\nF.of = () => new F()\nexport const f = () => F.of().m()',
  );
  const edited = 'const F = (x) => x\nexport const f = () => F(2)';
  assert.ok((await patch([specimen, edited])).ok);
  assert.equal((specimen.exports as { f: () => number }).f(), 2);
});

test('the plan names who read a property while it loaded that changes', async () => {
  const kinds = await load(
    'var E; (function (E) { E[E["A"] = 1] = "A" })(E || (E = {}))\nexport const a = () => E.A',
    'module',
    'kinds',
  );
  await load("import { a } from './kinds.mjs'; export const t = a()", 'module', 'reader');
  const { plan } = await patch([kinds, kinds.source.replace('"A"] = 1', '"A"] = 2')]);
  const said = plan.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason)).join('\n');
  assert.match(said, /reader.mjs:1 called it while it loaded, with another `E\.A`, and what came of that stays/);
});

for (const [title, format, setting, reader] of [
  [
    'by its name',
    'module',
    'export const config = { limit: 1 }',
    "import { config } from './set0.mjs'\nconst made = config.limit",
  ],
  [
    'of all exports',
    'module',
    'export const config = { limit: 1 }',
    "import * as all from './set1.mjs'\nconst made = all.config.limit",
  ],
  [
    'further down',
    'module',
    'export const config = { limit: { a: 1 } }',
    "import { config } from './set2.mjs'\nconst { a } = config.limit",
  ],
  [
    'with require',
    'commonjs',
    'const config = { limit: 1 }\nexports.config = config',
    "const { config } = require('./set3.cjs')\nconst made = config.limit",
  ],
] as const) {
  test(`the plan names the module that read a property while it loaded, ${title}`, async () => {
    const n = ['by its name', 'of all exports', 'further down', 'with require'].indexOf(title);
    const config = await load(setting, format, `set${n}`);
    await load(`${reader}\nconst later = () => config.limit`, format, `taken${n}`);
    const { plan } = await patch([config, setting.replace('1 }', '2 }')]);
    const reasons = plan.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason));
    const said = reasons.filter((reason) => reason.includes('while it loaded'));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^taken\d\.[cm]js:2 read it while it loaded, and what came of that stays\.$/);
  });
}

test('the plan says nothing of a property that other modules read in functions alone', async () => {
  const config = await load('export const config = { limit: 1, name: 1 }', 'module', 'calm');
  await load(
    "import { config } from './calm.mjs'\nconst name = config.name\nexport const f = () => config.limit",
    'module',
    'calmer',
  );
  const { plan } = await patch([config, config.source.replace('limit: 1', 'limit: 2')]);
  assert.doesNotMatch(JSON.stringify(plan), /while it loaded/);
});
