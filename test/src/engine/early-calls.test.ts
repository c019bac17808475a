import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch } from './bench.ts';

const tools = {
  module: `export function make() { return 1 }
export const arrow = () => 1
function inner() { return 1 }
export function outer() { return [inner()] }
export default function whole() { return 1 }
export class Store { constructor() { this.n = 1 } load() { return 1 } static of() { return 1 } get size() { return 1 } }
export class Kept extends Store {}
export const store = new Store()
export const api = { call() { return 1 } }
export const open = () => new Store()
export const run = (step) => { step() }
export const late = () => () => 1`,
  commonjs: `exports.make = () => 1
function inner() { return 1 }
exports.outer = function () { return [inner()] }
function Store() { this.n = 1 }
Store.prototype.load = function () { return 1 }
exports.Store = Store
exports.api = { call() { return 1 } }`,
};

let made = 0;

/** What the plan says of an edit of the tools, given a module that used them while it loaded. */
async function warnings(
  format: 'module' | 'commonjs',
  user: string,
  from: string,
  between?: string,
): Promise<string[]> {
  const name = `tools${made++}`;
  const ending = format === 'module' ? 'mjs' : 'cjs';
  const specimen = await load(tools[format], format, name);
  if (between !== undefined) await load(between.replaceAll('TOOLS', `./${name}.${ending}`), format, `between${made}`);
  const user_ = user.replaceAll('TOOLS', `./${name}.${ending}`).replaceAll('BETWEEN', `./between${made}.${ending}`);
  await load(user_, user.includes('require(') ? 'commonjs' : 'module', `user${made}`);
  assert.ok(specimen.source.includes(from));
  const edited = specimen.source.replace(
    from,
    from.replace('1', '2').replace('[inner()]', '[inner(), 2]').replace('step()', 'step(2)'),
  );
  const { plan } = await patch([specimen, edited]);
  assert.equal(plan.applicable, true, JSON.stringify(plan.modules));
  return plan.modules.flatMap((module) => module.warnings.map(({ reason, function: of }) => `${of}: ${reason}`));
}

const esm = [
  [
    'a call',
    "import { make } from 'TOOLS'; export const table = make()",
    'make() { return 1',
    /^make: user\d+\.mjs:1 called it/,
  ],
  [
    'a call of another name',
    "\nimport { make as m } from 'TOOLS'\nexport const table = [m()]",
    'make() { return 1',
    /user\d+\.mjs:3 /,
  ],
  [
    'a call in a function that is called',
    "import { make } from 'TOOLS'; function go() { return make() } go()",
    'make() { return 1',
    /^make: /,
  ],
  ['a call of an arrow', "import { arrow } from 'TOOLS'; arrow()", 'arrow = () => 1', /^arrow: /],
  [
    'what a called function calls',
    "import { outer } from 'TOOLS'; export const t = outer()",
    'inner() { return 1',
    /^inner: user\d+\.mjs:1 through `outer` called it/,
  ],
  ['a default export', "import w from 'TOOLS'; w()", 'whole() { return 1', /^whole: /],
  ['a namespace', "import * as all from 'TOOLS'; all.make()", 'make() { return 1', /^make: /],
  ['a dynamic import', "const { make } = await import('TOOLS'); make()", 'make() { return 1', /^make: /],
  ['a class that is made', "import { Store } from 'TOOLS'; new Store()", 'this.n = 1', /^Store.constructor: /],
  [
    'a class below one that is made',
    "import { Kept } from 'TOOLS'; export const k = new Kept()",
    'this.n = 1',
    /^Store.constructor: /,
  ],
  [
    'a class of its own below',
    "import { Store } from 'TOOLS'; class Own extends Store {} new Own()",
    'this.n = 1',
    /^Store.constructor: user/m,
  ],
  [
    'a method',
    "import { Store } from 'TOOLS'; const s = new Store(); s.load()",
    'load() { return 1',
    /^Store.load: user/,
  ],
  [
    'a method of something that is imported',
    "import { store } from 'TOOLS'; store.load()",
    'load() { return 1',
    /^Store.load: user/,
  ],
  [
    'a method of what a call gives',
    "import { open } from 'TOOLS'; open().load()",
    'load() { return 1',
    /^Store.load: user/,
  ],
  [
    'a method in a method',
    "import { Store } from 'TOOLS'; class Own extends Store { go() { this.load() } } new Own().go()",
    'load() { return 1',
    /^Store.load: user/,
  ],
  [
    'super',
    "import { Store } from 'TOOLS'; class Own extends Store { load() { return super.load() } } new Own().load()",
    'load() { return 1',
    /^Store.load: user/,
  ],
  [
    'a getter',
    "import { store } from 'TOOLS'; export const n = store.size",
    'size() { return 1',
    /^Store.get size: user/,
  ],
  ['a static method', "import { Store } from 'TOOLS'; Store.of()", 'of() { return 1', /^Store.static of: user/],
  ['a method of an object', "import { api } from 'TOOLS'; api.call()", 'call() { return 1', /call: user/],
  ['a tag', "import { make } from 'TOOLS'; make`x`", 'make() { return 1', /^make: /],
  ['a callback', "import { make } from 'TOOLS'; export const t = [1].map(make)", 'make() { return 1', /^make: /],
  [
    'what another function is given',
    "import { make, run } from 'TOOLS'; run(make)",
    'make() { return 1',
    /^make: user/,
  ],
  ['what another function is given to', "import { run } from 'TOOLS'; run(() => {})", 'step()', /^run: user/],
  [
    'a function made by a call',
    "import { late } from 'TOOLS'; const f = late(); f()",
    '() => () => 1',
    /^late > \S+: user/,
  ],
  [
    'a static field',
    "import { make } from 'TOOLS'; export class C { static t = make() }",
    'make() { return 1',
    /^make: /,
  ],
  [
    'a field of what is made',
    "import { make } from 'TOOLS'; class C { t = make() } export const c = new C()",
    'make() { return 1',
    /^make: /,
  ],
  [
    'a default of a parameter',
    "import { make } from 'TOOLS'; const f = (x = make()) => x; f()",
    'make() { return 1',
    /^make: /,
  ],
] as const;

for (const [title, user, from, said] of esm) {
  test(`the plan names the module that came to a function while it loaded: ${title}`, async () => {
    assert.match((await warnings('module', user, from)).join('\n'), said);
  });
}

const passing = [
  ['from', "import { m } from 'BETWEEN'; m()", "export { make as m } from 'TOOLS'"],
  ['all', "import { make } from 'BETWEEN'; make()", "export * from 'TOOLS'"],
  ['as a namespace', "import { all } from 'BETWEEN'; all.make()", "export * as all from 'TOOLS'"],
  ['by import and export', "import { make } from 'BETWEEN'; make()", "import { make } from 'TOOLS'; export { make }"],
  [
    'in a function',
    "import { go } from 'BETWEEN'; go()",
    "import { make } from 'TOOLS'; export const go = () => make()",
  ],
  [
    'in an object',
    "import { api } from 'BETWEEN'; api.make()",
    "import { make } from 'TOOLS'; export const api = { make }",
  ],
] as const;

for (const [title, user, between] of passing) {
  test(`the plan names the module that came to a function through another one: ${title}`, async () => {
    assert.match((await warnings('module', user, 'make() { return 1', between)).join('\n'), /^make: user\d+\.mjs:1 /m);
  });
}

const cjs = [
  ['a member', "const t = require('TOOLS'); t.make()", 'make = () => 1', /^exports\.make: user/],
  ['a name', "const { make } = require('TOOLS'); make()", 'make = () => 1', /^exports\.make: user/],
  ['at once', "module.exports = require('TOOLS').make()", 'make = () => 1', /^exports\.make: user/],
  ['as compilers write it', "const t_1 = require('TOOLS'); (0, t_1.make)()", 'make = () => 1', /^exports\.make: user/],
  [
    'with an interop',
    "const t_1 = __importStar(require('TOOLS')); t_1.make(); function __importStar(x) { return x }",
    'make = () => 1',
    /^exports\.make: user/,
  ],
  ['what it calls', "require('TOOLS').outer()", 'inner() { return 1', /^inner: user\d+\.cjs:1 through/],
  ['a constructor', "const { Store } = require('TOOLS'); new Store()", 'this.n = 1', /^Store: user/],
  ['a method', "const { Store } = require('TOOLS'); new Store().load()", 'function () { return 1', /load: user/],
  [
    'a decorator',
    "const t = require('TOOLS'); let C = class {}; C = __decorate([t.make], C); function __decorate(d, c) { for (const one of d) c = one(c) || c; return c }",
    'make = () => 1',
    /make: user/,
  ],
  ['from an ES module', "import t from 'TOOLS'; t.make()", 'make = () => 1', /^exports\.make: user/],
  ['its names from an ES module', "import { make } from 'TOOLS'; make()", 'make = () => 1', /^exports\.make: user/],
] as const;

for (const [title, user, from, said] of cjs) {
  test(`the plan names the module that came to a function of a CommonJS one: ${title}`, async () => {
    assert.match((await warnings('commonjs', user, from)).join('\n'), said);
  });
}

/** Uses that run nothing before the edit. */
const quiet = [
  ["import { make } from 'TOOLS'; export const go = () => make()", 'make() { return 1'],
  ["import { Store } from 'TOOLS'; export class Own extends Store {}", 'load() { return 1'],
  ["import { make } from 'TOOLS'; export const table = { make }", 'make() { return 1'],
  ["import { late } from 'TOOLS'; export const f = late()", '() => () => 1'],
  ["import { make } from 'TOOLS'; setTimeout(make, 0)", 'make() { return 1'],
  ["import { outer } from 'TOOLS'; outer()", 'make() { return 1'],
] as const;

for (const [user, from] of quiet) {
  test(`the plan says nothing of a use that runs nothing: ${user}`, async () => {
    assert.deepEqual(await warnings('module', user, from), []);
  });
}

test('a function that many modules called while they loaded is told once', async () => {
  const specimen = await load('export const make = () => 1', 'module', 'many');
  for (let n = 0; n < 5; n++) await load("import { make } from './many.mjs'\nmake()", 'module', `one${n}`);
  const { plan } = await patch([specimen, 'export const make = () => 2']);
  assert.deepEqual(
    plan.modules[0]?.warnings.map(({ reason }) => reason),
    ['one0.mjs:2, one1.mjs:2 and 3 more modules called it while they loaded, and what came of that stays.'],
  );
});

for (const [title, source, from, to] of [
  [
    'a namespace of TypeScript',
    'var NS; (function (NS) { function f(x) { return x + 1 } NS.f = f })(NS || (NS = {}))\nexport const make = () => NS.f(1)',
    'x + 1',
    'x + 2',
  ],
  [
    'what a function was given when its module loaded',
    'const wrap = (f) => Object.assign((x) => f(x), { f })\nexport const make = wrap((x) => x * 2)',
    'x * 2',
    'x * 3',
  ],
  ['all of its exports once more', 'module.exports = { ...module.exports, make: (x) => x + 1 }', 'x + 1', 'x + 2'],
] as const) {
  test(`the plan follows a call through ${title}`, async () => {
    const format = source.includes('module.exports') ? 'commonjs' : 'module';
    const specimen = await load(source, format, `through${made++}`);
    await load(`import * as all from '${specimen.url}'; export const t = (all.default ?? all).make(1)`);
    const { plan } = await patch([specimen, source.replace(from, to)]);
    assert.match(
      plan.modules[0]?.warnings.map(({ reason }) => reason).join() ?? '',
      /\.mjs:1 (through `[^`]*` )?called it/,
    );
  });
}

test('a class that its decorator puts another in the place of, which extends it, does not hold up the plan', async () => {
  const source = `const instead = (value) => class extends value { more = 1 }
let Made = class { m(x) { return [x, 1] } }
Made = instead(Made)
const early = new Made().m(0)
export const f = (x) => [...new Made().m(x), early]`;
  const specimen = await load(source);
  const outcome = await patch([specimen, source.replace('[x, 1]', '[x, 2]')]);
  const warnings = outcome.plan.modules.flatMap(({ warnings: all }) => all.map(({ reason }) => reason));
  assert.deepEqual(warnings, ['It ran while the module loaded, and what came of that stays.']);
  assert.deepEqual(specimen.exports['f']?.(3), [3, 2, [0, 1]]);
});

for (const [title, source, from, to, user, said] of [
  [
    'an entry comes to a map that a function reads',
    'export const m = new Map()\nm.set(1, 1)\n\nexport const count = () => m.size',
    'm.set(1, 1)',
    'm.set(1, 1)\nm.set(2, 1)',
    "import { count } from 'TOOLS'\nexport const n = count()",
    /^count: user\.mjs:2 called it while it loaded, without what is added to `m`/,
  ],
  [
    'an entry comes to a map that is passed on',
    'export const m = new Map()',
    '',
    '\nm.set(2, 1)',
    "import { m as own } from 'PASSING'\nconst read = () => [...own.keys()]\nexport const n = read()",
    /^m: user\.mjs:2 read it while it loaded/,
  ],
  [
    'a property of an object is read by a function of the module that imports it',
    'export const config = { limit: 1 }',
    'limit: 1',
    'limit: 2',
    "import * as all from 'PASSING'\nconst read = ({ limit }) => limit\nfunction f() { const { limit } = all.config; return limit }\nexport const n = f()",
    /^config\.limit: user\.mjs:3 read it while it loaded/,
  ],
  [
    'a property that is copied with all others',
    'export const config = { limit: 1 }',
    'limit: 1',
    'limit: 2',
    "import { config } from 'TOOLS'\nexport const own = { ...config, more: 1 }",
    /^config\.limit: user\.mjs:2 read it while it loaded/,
  ],
  [
    'a static of a class is read by a class that extends it',
    'export class Base {}',
    '{}',
    '{ static limit = 2 }',
    "import { Base } from 'PASSING'\nexport class Own extends Base { static own = Base.limit ?? 1 }",
    /^Base\.limit: user\.mjs:2 read it while it loaded/,
  ],
  [
    'a property that another module sets',
    'export const config = { limit: 1 }',
    'limit: 1',
    'limit: 2',
    "import { config } from 'TOOLS'\nconfig.limit = 5",
    /^config\.limit: user\.mjs:2 sets it while it loads: after a restart it has the value from there/,
  ],
] as const)
  test(`the plan names the place where it was read while another module loaded: ${title}`, async () => {
    const name = `early${made++}`;
    const specimen = await load(source, 'module', name);
    await load(`export * from './${name}.mjs'`, 'module', `${name}passing`);
    const text = user.replace('TOOLS', `./${name}.mjs`).replace('PASSING', `./${name}passing.mjs`);
    await load(text, 'module', `${name}user`);
    const edited = from === '' ? source + to : source.replace(from, to);
    const { plan } = await patch([specimen, edited]);
    assert.equal(plan.applicable, true, JSON.stringify(plan.modules));
    const warned = plan.modules.flatMap(({ warnings }) => warnings.map((one) => `${one.function}: ${one.reason}`));
    assert.ok(
      warned.some((one) => said.test(one.replaceAll(name, ''))),
      warned.join('\n'),
    );
  });

for (const [title, source, user] of [
  ['of a map that is made of entries', 'export const all = new Map([[1, () => 1]])', 'all.get(1)()'],
  [
    'of a map that is filled',
    'export const all = new Map()\nall.set("a", () => 1)',
    'for (const f of all.values()) f()',
  ],
  ['of a list', 'export const all = []\nall.push(() => 1)', 'all.filter(Boolean).forEach((f) => f())'],
  [
    'that listens',
    "import { EventEmitter } from 'node:events'\nexport const all = new EventEmitter()\nall.on('begin', () => 1)",
    "all.emit('begin')",
  ],
  [
    'of a registry',
    'class Registry { #all = new Map(); set(k, f) { this.#all.set(k, f) } run(k) { return this.#all.get(k)() } }\nexport const all = new Registry()\nall.set(1, () => 1)',
    'all.run(1)',
  ],
] as const)
  test(`the plan names the place where a function ${title} was called while another module loaded`, async () => {
    const name = `held${made++}`;
    const specimen = await load(source, 'module', name);
    await load(`import { all } from './${name}.mjs'\n${user}`, 'module', `${name}user`);
    const { plan } = await patch([specimen, source.replace('() => 1', '() => 2')]);
    assert.equal(plan.applicable, true, JSON.stringify(plan.modules));
    const reasons = plan.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason));
    assert.match(reasons.join('\n'), new RegExp(`^${name}user\\.mjs:2( through .*)? called it while it loaded`, 'm'));
  });

test('the plan names who called a function while it loaded that an export gives by more than one statement', async () => {
  const getter = "Object.defineProperty(exports, 'f', { get: function () { const all = f; return all } })\n";
  const specimen = await load(`${getter}const f = () => 1`, 'commonjs', 'given-by');
  await load("const { f } = require('./given-by.cjs')\nexports.t = f()", 'commonjs', 'given-by-user');
  const { plan } = await patch([specimen, `${getter}const f = () => 2`]);
  assert.match(JSON.stringify(plan), /given-by-user\.cjs:2 called it while it loaded/);
});
