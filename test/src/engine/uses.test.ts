import assert from 'node:assert/strict';
import test from 'node:test';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { handlesOf, handlesOfName } from '../../../agent/dist/plan/uses/handles.js';
import { Search } from '../../../agent/dist/plan/uses/search.js';
import { Uses } from '../../../agent/dist/plan/uses/uses.js';
import { Workbench } from '../../../agent/dist/plan/workbench.js';

/** Who uses what an edit changes, as `kind function (file:line)`, by changed thing. */
async function usesAfter(
  files: Readonly<Record<string, string>>,
  edited: string,
  [from, to]: readonly [string, string],
): Promise<Record<string, string[]>> {
  const workbench = new Workbench();
  const at = (name: string): string => `file:///app/${name}`;
  for (const [name, source] of Object.entries(files)) {
    const format: ModuleFormat = name.endsWith('.cjs') ? 'commonjs' : 'module';
    workbench.loaded({ url: at(name), format, source, stripped: false });
  }
  const source = files[edited] ?? '';
  assert.ok(source.includes(from));
  const { modules, changed } = workbench.outlook([{ url: at(edited), version: 0, source: source.replace(from, to) }]);
  const search = new Search(modules);
  const found = changed.map(({ change, module, site }): [string, Uses] => {
    const uses = new Uses();
    const handles = site ? handlesOf(module.analysis(), site) : handlesOfName(module.analysis(), change.function);
    search.want(module, handles, uses);
    return [change.function, uses];
  });
  assert.equal(await search.run(() => false), 0);
  return Object.fromEntries(
    found.map(([name, { sorted }]) => [
      name,
      sorted.map((use) => `${use.kind} ${use.function || 'top level'} (${use.url.slice(12)}:${use.line})`),
    ]),
  );
}

test('callers are found in the module and over imports, renamed ones and namespaces too', async () => {
  const files = {
    'pricing.js':
      'export function quote(cart) {\n  return cart.net;\n}\nexport const twice = (cart) => quote(cart) * 2;\n',
    'orders.js':
      "import { quote as price } from './pricing.js';\nexport function place(cart) { return price(cart); }\n",
    'report.js': "import * as pricing from './pricing.js';\nexport const all = (carts) => carts.map(pricing.quote);\n",
    'other.js': 'export const pricing = { quote: 1 };\nexport function quote() {}\nquote();\n',
  };
  assert.deepEqual(await usesAfter(files, 'pricing.js', ['cart.net', 'cart.net + 1']), {
    quote: ['call place (orders.js:2)', 'call twice (pricing.js:4)', 'use all (report.js:2)'],
  });
});

test('what is passed on is followed, and a module that is loaded later is told', async () => {
  const files = {
    'lib/index.js': "export { quote as price } from './pricing.js';\nexport * from './pricing.js';\n",
    'lib/pricing.js': 'export const quote = () => 1;\n',
    'a.js': "import { price } from './lib/index.js';\nprice();\n",
    'b.js': "import { quote } from './lib/index.js';\nexport class B { run() { return quote(); } }\n",
    'c.js':
      "export async function late() {\n  const { quote } = await import('./lib/pricing.js');\n  return quote();\n}\n",
  };
  assert.deepEqual(await usesAfter(files, 'lib/pricing.js', ['1', '2']), {
    quote: ['call top level (a.js:2)', 'call B.run (b.js:2)', 'use late (c.js:2)'],
  });
});

test('a name that esbuild keeps for stacks is no use', async () => {
  const prices = 'const price = (x) => x\n__name(price, "price")\nother(price)\nexport { price }';
  assert.deepEqual(await usesAfter({ 'prices.js': prices }, 'prices.js', ['=> x', '=> x + 1']), {
    price: ['use top level (prices.js:3)'],
  });
});

test('CommonJS is read as people and compilers write it', async () => {
  const files = {
    'pricing.cjs':
      "'use strict';\nexports.quote = quote;\nfunction quote() { return 1; }\nexports.both = () => (0, exports.quote)() * 2;\n",
    'orders.cjs': "const pricing_1 = require('./pricing.cjs');\nexports.place = () => (0, pricing_1.quote)();\n",
    'bare.cjs': "const { quote } = require('./pricing.cjs');\nfunction go() { return quote.call(null); }\ngo();\n",
    'late.cjs': "exports.late = () => require('./pricing.cjs').quote();\n",
    'esm.js': "import { quote } from './pricing.cjs';\nconst q = quote();\n",
  };
  assert.deepEqual(await usesAfter(files, 'pricing.cjs', ['return 1', 'return 2']), {
    quote: [
      'call go (bare.cjs:2)',
      'call top level (esm.js:2)',
      'call exports.place (orders.cjs:2)',
      'call exports.both (pricing.cjs:4)',
      'use exports.late (late.cjs:1)',
    ],
  });
  const only = {
    'quote.cjs': 'module.exports = function quote() { return 1; };\n',
    'orders.cjs': "const price = require('./quote.cjs');\nexports.place = () => price();\n",
  };
  assert.deepEqual(await usesAfter(only, 'quote.cjs', ['return 1', 'return 2']), {
    'module.exports': ['call exports.place (orders.cjs:2)'],
  });
});

test('a member is told for certain where the object is, and by its name elsewhere', async () => {
  const files = {
    'cart.js':
      'export class Cart {\n  #tax() { return 0; }\n  total() { return 1; }\n  show() { return this.total() + this.#tax(); }\n  static of() { return new Cart(); }\n}\n',
    'orders.js': "import { Cart } from './cart.js';\nconst cart = Cart.of();\nexport const sum = () => cart.total();\n",
  };
  assert.deepEqual(await usesAfter(files, 'cart.js', ['return 1', 'return 2']), {
    'Cart.total': ['call Cart.show (cart.js:4)', 'name sum (orders.js:3)'],
  });
  assert.deepEqual(await usesAfter(files, 'cart.js', ['return 0', 'return 2']), {
    'Cart.#tax': ['call Cart.show (cart.js:4)'],
  });
});

test('a constructor has those who make objects, a callback whoever it was handed to, a constant its readers', async () => {
  const files = {
    'app.js':
      'const rates = { a: 1 };\nexport class Shop { constructor() { this.open = 1; } }\nconst app = { get() {} };\napp.get("/", () => { new Shop(); return rates.a; });\n',
  };
  assert.deepEqual(await usesAfter(files, 'app.js', ['this.open = 1', 'this.open = 2']), {
    'Shop.constructor': ['call app.get("/") (app.js:4)'],
  });
  assert.deepEqual(await usesAfter(files, 'app.js', ['return rates.a', 'return 1']), {
    'app.get("/")': ['use top level (app.js:4)'],
  });
  const found = await usesAfter(files, 'app.js', ['{ a: 1 }', '{ a: 2 }']);
  assert.deepEqual(found['rates.a'], ['use app.get("/") (app.js:4)']);
});
