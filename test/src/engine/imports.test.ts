import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Workbench } from '../../../agent/dist/plan/workbench.js';
import { originalText } from '../../../agent/dist/load/original-text.js';
import { edit, load, patch, patchNow, rollback, type Specimen } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

let named = 0;

/** Puts a file beside a specimen that nothing has loaded. */
function beside({ url }: Specimen, name: string, source: string): void {
  writeFileSync(new URL(name, url), source);
}

test('a new export and the name that takes it from `require` come in one patch', async () => {
  const first = 'exports.a = () => 1';
  const tools = await load(first, 'commonjs', 'tools');
  const user = await load("const { a } = require('./tools.cjs'); exports.f = () => a()", 'commonjs');
  const { f } = user.exports as Loose;
  const outcome = await patch(
    [tools, `${first}; exports.b = () => 2`],
    [user, "const { a, b } = require('./tools.cjs'); exports.f = () => a() + b()"],
  );
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.equal(f(), 3);
  await edit(tools, ['=> 2', '=> 20']);
  assert.equal(f(), 21);
});

test('an ES module imports by name what a getter of a CommonJS module gives, and a patch reaches it', async () => {
  const first = 'exports.f = () => 1';
  const source = `const one = require('./given.cjs')
Object.defineProperty(exports, "f", { enumerable: true, get: function () { return one.f; } });
exports.define = function () { Object.defineProperty(exports, 'g', { enumerable: true, get: function () { return one.f; } }) }`;
  const given = await load(first, 'commonjs', 'given');
  const getters = await load(source, 'commonjs', 'getters');
  const user = await load("import { f, g } from './getters.cjs'; export const call = () => [f(), typeof g]");
  assert.deepEqual((user.exports as Loose).call(), [1, 'undefined']);
  assert.equal(
    originalText(String((getters.exports as Loose).define)),
    source.slice(source.indexOf('function () { Object')),
  );
  await edit(given, ['1', '2']);
  assert.deepEqual((user.exports as Loose).call(), [2, 'undefined']);
});

test('the plan of modules that compute from each other in a cycle comes to its end', () => {
  const workbench = new Workbench();
  const [url, other] = ['file:///srv/a.cjs', 'file:///srv/b.cjs'];
  const source = "exports.K = 1; const b = require('./b.cjs'); const L = b.M; exports.L = L; exports.f = () => L";
  const back = "const a = require('./a.cjs'); const M = a.K + 1; exports.M = M; exports.g = () => [M, a.L]";
  workbench.loaded({ url, format: 'commonjs', source, stripped: false });
  workbench.loaded({ url: other, format: 'commonjs', source: back, stripped: false });
  const { plan } = workbench.plan('p', [{ url, source: source.replace('K = 1', 'K = 2'), version: 0 }], (path) => path);
  const changed = plan.modules.flatMap(({ changes }) => changes.map((change) => change.function));
  assert.deepEqual(changed, ['K', 'L', 'exports.f', 'M', 'exports.g']);
});

test('a changed constant reaches a module that takes it with `require().name`', async () => {
  const rates = await load('const K = 1; module.exports = { K }', 'commonjs', 'rates');
  const user = await load("const k = require('./rates.cjs').K; exports.f = () => k", 'commonjs');
  const { f } = user.exports as Loose;
  const id = await edit(rates, ['K = 1', 'K = 2']);
  assert.equal(f(), 2);
  await rollback(id);
  assert.equal(f(), 1);
});

test('a changed constant reaches modules that import it from one that passes it on', async () => {
  const rates = await load('export const K = 1', 'module', 'inner');
  await load("export { K as RATE } from './inner.mjs'", 'module', 'middle');
  await load("export * from './middle.mjs'", 'module', 'outer');
  const user = await load("import { RATE } from './outer.mjs'; export const f = () => RATE");
  const { f } = user.exports as Loose;
  const id = await edit(rates, ['K = 1', 'K = 2']);
  assert.equal(f(), 2);
  await rollback(id);
  assert.equal(f(), 1);
});

test('what is computed from an import has its new value, in whatever order the modules are edited', async () => {
  const rates = await load('export const K = 1', 'module', 'later');
  const user = await load("import { K } from './later.mjs'; const twice = K * 2; export const f = () => twice");
  const { f } = user.exports as Loose;
  const outcome = await patch([user, user.source.replace('K * 2', 'K * 3')], [rates, 'export const K = 2']);
  assert.ok(outcome.ok);
  assert.equal(f(), 6);
});

test('a module that a patch brings in sees what the same patch exports', async () => {
  const constants = await load('module.exports = { A: 1 }', 'commonjs', 'constants');
  beside(constants, 'late.cjs', "const { LIST } = require('./constants.cjs'); module.exports = () => [...LIST]");
  const user = await load("const { A } = require('./constants.cjs'); exports.f = () => A", 'commonjs');
  const outcome = await patch(
    [constants, 'const LIST = [1, 2]\nmodule.exports = { A: 1, LIST }'],
    [user, "const late = require('./late.cjs'); const { A } = require('./constants.cjs'); exports.f = () => late()"],
  );
  assert.ok(outcome.ok, 'message' in outcome ? outcome.message : '');
  assert.deepEqual((user.exports as Loose).f(), [1, 2]);
});

test('a module that came with a patch which could not be loaded comes anew with the next', async () => {
  const limits = await load('exports.MAX = 1', 'commonjs', 'limits');
  beside(limits, 'reader.cjs', "const { MAX } = require('./limits.cjs'); exports.max = () => MAX");
  const user = await load('exports.f = () => 0', 'commonjs');
  const withReader = "const { max } = require('./reader.cjs'); exports.f = () => max()";
  const failed = await patch([limits, 'exports.MAX = 2'], [user, `const x = null.y; ${withReader}`]);
  assert.match('message' in failed ? failed.message : '', /Cannot read/);
  assert.equal((limits.exports as Loose).MAX, 1);
  assert.ok((await patch([user, withReader])).ok);
  assert.equal((user.exports as Loose).f(), 1);
});

/** Ways to have all that a CommonJS module exports, and to compute from it while loading. */
const namespaces: Readonly<Record<string, string>> = {
  required: "const u = require('./it.cjs'); const k = u.K * 10; exports.f = () => [u.K, k]",
  'taken apart later': "const u = require('./it.cjs'); const { K: k } = u; exports.f = () => [u.K, k * 10]",
  'as TypeScript compiles it':
    '"use strict"; Object.defineProperty(exports, "__esModule", { value: true });\nexports.f = f;\nconst it_1 = require("./it.cjs");\nconst k = it_1.K * 10;\nfunction f() { return [it_1.K, k]; }',
  'as TypeScript compiles a whole import':
    'var __importDefault = (m) => (m && m.__esModule ? m : { default: m });\nconst it_1 = __importDefault(require("./it.cjs"));\nconst u = it_1.default;\nconst k = u.K * 10; exports.f = () => [u.K, k]',
};

for (const [way, source] of Object.entries(namespaces)) {
  test(`what is computed from a namespace has its new value, or the plan says that it has not: ${way}`, async () => {
    const it = await load('const K = 1; module.exports = { K }', 'commonjs', `it${named++}`);
    const user = await load(source.replace('it.cjs', it.url.slice(it.url.lastIndexOf('/') + 1)), 'commonjs');
    const { f } = user.exports as Loose;
    const outcome = await patch([it, it.source.replace('K = 1', 'K = 2')]);
    const said = outcome.plan.modules.flatMap(({ url, warnings }) => (url === user.url ? warnings : []));
    assert.deepEqual(f(), said.length > 0 ? [2, 10] : [2, 20]);
    if (outcome.ok) await rollback(outcome.id);
    assert.deepEqual(f(), [1, 10]);
  });
}

test('what an ES module computes from the default of a CommonJS one has its new value', async () => {
  const whole = await load('const K = 1; module.exports = { K }', 'commonjs', 'whole');
  const user = await load("import u from './whole.cjs'; const k = u.K * 10; export const f = () => k");
  const outcome = await patch([whole, 'const K = 2; module.exports = { K }']);
  assert.ok(outcome.ok);
  assert.equal((user.exports as Loose).f(), 20);
});

test('a namespace that cannot be read again stands in the way, with the line', async () => {
  const port = await load('const K = 1; module.exports = { K }', 'commonjs', 'port');
  const user = await load("const u = require('./port.cjs');\nconsole.error.name.at(u.K);", 'commonjs', 'listener');
  const outcome = await patch([port, 'const K = 2; module.exports = { K }']);
  const refusals = outcome.plan.modules.find(({ url }) => url === user.url)?.refusals;
  assert.deepEqual(
    refusals?.map(({ line, reason }) => [line, reason]),
    [[2, 'It used `u.K` while the module loaded, and cannot be made again.']],
  );
});

test('`import()` and a namespace that is handed out show what patches made of a module', async () => {
  const it = await load('export const K = 1\nexport let n = 0\nexport const up = () => ++n', 'module', 'dynamic');
  const user = await load(
    "import * as all from './dynamic.mjs'\nexport const late = async () => await import('./dynamic.mjs')\nexport const held = () => all",
  );
  const other = await load("module.exports = async () => (await import('./dynamic.mjs')).K", 'commonjs');
  const { late, held } = user.exports as Loose;
  const former = await late();
  const first = await patch([it, `${it.source.replace('K = 1', 'K = 2')}\nexport const L = 3`]);
  assert.ok(first.ok);
  (it.exports as Loose).up();
  for (const seen of [await late(), held()]) {
    assert.deepEqual({ ...seen, up: 0 }, { K: 2, L: 3, n: 1, up: 0 });
    assert.deepEqual(Object.keys(seen), ['K', 'L', 'n', 'up']);
    assert.equal(Object.prototype.toString.call(seen), '[object Module]');
    assert.throws(() => Object.assign(seen, { K: 9 }), TypeError);
  }
  assert.equal(await late(), await late());
  assert.equal(await (other.exports as Loose)(), 2);
  // What the patch itself brings reads the same.
  const second = await edit(user, ["await import('./dynamic.mjs')", "[await import('./dynamic.mjs')]"]);
  assert.equal((await late())[0].L, 3);
  await rollback(second);
  await rollback(first.id);
  assert.equal(await late(), former);
  assert.equal(held(), former);
});

test('an `import()` in new code goes the same way, and a function that has one gives its text', async () => {
  const it = await load('export const K = 1', 'module', 'again');
  const user = await load('export const f = () => 0; export const g = (x) => import(`./${x}.mjs`)');
  await edit(user, ['() => 0', "async () => (await import('./again.mjs')).K"]);
  await edit(it, ['K = 1', 'K = 2']);
  assert.equal(await (user.exports as Loose).f(), 2);
  assert.equal((await (user.exports as Loose).g('again')).K, 2);
  assert.equal(originalText((user.exports as Loose).g.toString()), '(x) => import(`./${x}.mjs`)');
});

test('a module that waits at its top level for something that does not come can be patched', async (t) => {
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  const { url } = await load('export const at = 1');
  const source = 'export const K = 1\nglobalThis.$waiting = () => K\nawait new Promise(() => {})';
  void load(source, 'module', 'waiting');
  const waiting = (): Loose => (globalThis as Loose).$waiting;
  while (!waiting()) await new Promise((resolve) => setImmediate(resolve));
  const f = waiting();
  await edit({ url: new URL('waiting.mjs', url).href, source, exports: {} }, ['K = 1', 'K = 2']);
  assert.equal(f(), 2);
});

test('what a patch of a stuck main thread exports is seen by whoever imports it afterwards', async () => {
  const rates = await load('export const K = 1', 'module', 'stuck');
  const user = await load("export const f = async () => (await import('./stuck.mjs')).K");
  const { f } = user.exports as Loose;
  assert.equal(await f(), 1);
  patchNow(rates, 'export const K = 2');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await f(), 2);
});

test('a changed constant reaches modules that import it by an alias, or by the name of its package', async () => {
  const rates = await load('export const K = 1', 'module', 'app/prices/rates');
  beside(rates, 'package.json', '{ "name": "@acme/prices", "exports": "./rates.mjs" }');
  beside(rates, '../package.json', '{ "name": "app", "imports": { "#lib/*": "./prices/*.mjs" } }');
  mkdirSync(new URL('../node_modules/@acme', rates.url), { recursive: true });
  symlinkSync('../../prices', new URL('../node_modules/@acme/prices', rates.url));
  for (const [by, specifier] of Object.entries({ alias: '#lib/rates', name: '@acme/prices' })) {
    const user = await load(`import { K } from '${specifier}'; export const f = () => K`, 'module', `app/${by}`);
    const { f } = user.exports as Loose;
    const id = await edit(rates, ['K = 1', 'K = 2']);
    assert.equal(f(), 2, specifier);
    await rollback(id);
    assert.equal(f(), 1, specifier);
  }
});

test('what was computed from a name is computed again when that name is imported from elsewhere', async () => {
  await load('export const A = 1, B = 2', 'module', 'two');
  const user = await load("import { A as n } from './two.mjs'; const twice = n * 2; export const f = () => twice");
  await edit(user, ['A as n', 'B as n']);
  assert.equal((user.exports as Loose).f(), 4);
  await load('exports.A = 1; exports.B = 2', 'commonjs', 'both');
  const other = await load(
    "const n = require('./both.cjs').A; const twice = n * 2; exports.f = () => twice; const t = [1].concat(n)",
    'commonjs',
  );
  const { plan } = await patch([other, other.source.replace(').A', ').B')]);
  assert.match(plan.modules[0]?.refusals[0]?.reason ?? '', /^It used `n` while the module loaded/);
});
