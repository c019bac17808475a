import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { load, patch, rollback, running } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;
type Replacement = readonly [from: string, to: string];

/** A service of some functions: what others hold of it is in `bus`, `ticks` and what it exports. */
const service = `
import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
const ticks = [];
const carts = new Map([['a', [{ sku: 'tea', price: 300, count: 2 }]]]);
let served = 0;
const taxes = { de: 19, fr: 20 };
function every(work) { ticks.push(work); }
function lineOf(item) { return item.price * item.count; }
function sum(items) { let total = 0; for (const item of items) total += lineOf(item); return total; }
function taxOf(total, country) { return Math.round((total * taxes[country]) / 100); }
const format = (cents, currency) => currency + ' ' + (cents / 100).toFixed(2);
function cartOf(id) { const cart = carts.get(id); if (!cart) throw new Error('no cart ' + id); return cart; }
const quote = (id, country) => { const total = sum(cartOf(id)); return format(total + taxOf(total, country), 'EUR'); };
async function checkout(request, reply) { served++; reply.send({ total: quote(request.id, request.country), served }); }
function audit(event) { ticks.log = [...(ticks.log ?? []), 'audit ' + event.id]; }
function shout(event) { ticks.log = [...(ticks.log ?? []), 'shout ' + event.id.toUpperCase()]; }
function expire() { for (const [id, items] of carts) if (items.length === 0) carts.delete(id); return carts.size; }
function report() { return 'served ' + served; }
class Limiter {
  #seen = new Map();
  #most;
  constructor(most) { this.#most = most; }
  #countOf(key) { return this.#seen.get(key) ?? 0; }
  take(key) { const count = this.#countOf(key) + 1; this.#seen.set(key, count); return count <= this.#most; }
}
const limiter = new Limiter(99);
function guarded(name, handler) {
  const calls = [];
  return (request) => { calls.push(request.id); return name + calls.length + (limiter.take(request.id) ? handler(request) : ' limited'); };
}
const show = guarded('show', (request) => quote(request.id, 'fr'));
bus.on('order', audit);
bus.on('order', shout);
every(expire);
every(report);
export { bus, ticks, checkout, show, Limiter, quote };
`;

const minify = (source: string, format: 'esm' | 'cjs'): string =>
  transformSync(source, { minify: true, format, target: 'node20', platform: 'node' }).code;

function edited(source: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `the service has no ${from}`);
    return text.replace(from, () => to);
  }, source);
}

/** What one can hold of the service from its start on. */
function hold({ bus, ticks, checkout, show, Limiter, quote }: Loose): Loose {
  return {
    bus,
    ticks: [...ticks],
    log: ticks,
    checkout,
    show,
    limiter: new Limiter(9),
    listeners: bus.listeners('order'),
    quote,
  };
}

/** What it does for those who hold it. */
async function use(held: Loose): Promise<unknown[]> {
  held.log.log = [];
  held.bus.emit('order', { id: 'o1' });
  const sent: unknown[] = [];
  const reply = { send: (answer: Loose) => sent.push(answer.total) };
  await held.checkout({ id: 'a', country: 'de' }, reply);
  return [
    held.log.log,
    sent,
    held.ticks.map((tick: Loose) => String(tick()).replace(/\d+$/, 'n')),
    held.show({ id: 'a' }).replace(/\d+/, 'n'),
    held.limiter.take('x'),
    held.quote('a', 'fr'),
    held.listeners.map((one: Loose) => held.bus.listeners('order').includes(one)),
  ];
}

const added = 'function trace(step, detail) { if (detail) ticks.trace = step + detail.length; return step; }\n';
const edits: Readonly<Record<string, readonly Replacement[]>> = {
  'a function on top': [
    ['function every(', added + 'function every('],
    ['served++;', "served++; trace('checkout', request.id);"],
  ],
  'a function on top that is called often': [
    ['function every(', added + 'function every('],
    ...['sum(items) {', 'expire() {', 'report() {', 'audit(event) {', 'shout(event) {'].map(
      (head): Replacement => [head, head + " trace('step', 'a'); trace('again', 'b'); trace('third', 'c');"],
    ),
  ],
  'other bodies': [
    ["'audit '", "'noted '"],
    ['item.price * item.count', 'Math.max(0, item.price * item.count - 10)'],
    [added.slice(0, 8) + ' report() { return', "function report() { audit({ id: 'r' }); return"],
  ],
  'a function less': [
    ['total += lineOf(item)', 'total += item.price * item.count'],
    ['function lineOf(item) { return item.price * item.count; }', ''],
  ],
  'another constant and another private member': [
    ['const taxes =', 'const round = (cents) => Math.ceil(cents / 5) * 5;\nconst taxes ='],
    ['format(total + taxOf', 'format(round(total) + taxOf'],
    ['#countOf(key) {', '#limitOf(key) { return this.#most + (key === "vip" ? 1 : 0); }\n  #countOf(key) {'],
    ['count <= this.#most', 'count <= this.#limitOf(key)'],
  ],
};

for (const format of ['esm', 'cjs'] as const) {
  for (const [name, replacements] of Object.entries(edits)) {
    test(`${name} in a minified build (${format}): who holds a function reaches what a restart would have there`, async () => {
      const kind = format === 'esm' ? 'module' : 'commonjs';
      const [before, after] = [minify(service, format), minify(edited(service, replacements), format)];
      const specimen = await load(before, kind);
      const held = hold(specimen.exports);
      const first = await use(held);
      const outcome = await patch([specimen, after]);
      assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome, undefined, 1));
      const fresh = await load(after, kind);
      const expected = await use(hold(fresh.exports));
      const got = await use(held);
      assert.deepEqual(got, expected);
      assert.equal(running(specimen), after);
      assert.equal(await rollback(outcome.id), undefined);
      assert.deepEqual(await use(held), first);
    });
  }
}

const reordered: Readonly<Record<string, readonly [before: string, after: string, calls: unknown]>> = {
  'a function taken out of another one': [
    'function parse(text) { return text.trim(); } export const held = [parse]; export const use = (f) => f(" a ");',
    'function parse(text) { return strict(text) + "!"; } function strict(text) { return text.trim(); } export const held = [parse]; export const use = (f) => f(" a ");',
    'a!',
  ],
  'functions given in another order': [
    'const one = (x) => x + 1; const two = (x) => x + 2; export const held = [one]; export const use = (f) => both(one, two)(f(1)); const both = (f, g) => (x) => f(x) * g(x);',
    'const one = (x) => x + 1; const two = (x) => x + 2; export const held = [one]; export const use = (f) => both(two, one)(f(1)); const both = (f, g) => (x) => f(x) - g(x);',
    1,
  ],
};
for (const [name, [before, after, expected]] of Object.entries(reordered)) {
  test(`${name} keeps its name: people name things by what they are`, async () => {
    const specimen = await load(before);
    const { held, use: call } = specimen.exports as Loose;
    const [first] = held;
    const outcome = await patch([specimen, after]);
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    assert.equal(call(first), expected);
    assert.doesNotMatch(JSON.stringify(outcome.plan), /short names/);
  });
}

test('names that moved in code that uses eval are refused, with the names and the line', async () => {
  const source = (head: string, [a, b]: readonly [string, string]): string =>
    `${head}function ${a}(x) { return 'first ' + x; }
function ${b}(x) { return 'second ' + x; }
export const held = [${a}, ${b}];
export const run = (text) => [eval(text), ${a}(1), ${b}(2)];`;
  const specimen = await load(source('', ['a', 'b']));
  const outcome = await patch([specimen, source("function a() { return 'new'; }\n", ['b', 'c'])]);
  assert.ok(!outcome.ok);
  assert.match(outcome.message, /`b` is what runs as `a` and `c` is what runs as `b`/);
  assert.equal(outcome.plan.modules[0]?.refusals[0]?.line, 2);
});

test('a second minified build is paired with the first one, and stacks go back one by one', async () => {
  const build = (text: string): string => minify(text, 'esm');
  const first = edited(service, edits['a function on top'] ?? []);
  const second = edited(first, edits['a function less'] ?? []);
  const specimen = await load(build(service));
  const held = hold(specimen.exports);
  const before = await use(held);
  const one = await patch([specimen, build(first)]);
  assert.ok(one.ok);
  const two = await patch([specimen, build(second)]);
  assert.ok(two.ok, two.ok ? '' : two.message);
  assert.deepEqual(await use(held), await use(hold((await load(build(second))).exports)));
  assert.equal(running(specimen), build(second));
  assert.equal(await rollback(two.id), undefined);
  assert.deepEqual(await use(held), await use(hold((await load(build(first))).exports)));
  assert.equal(await rollback(one.id), undefined);
  assert.deepEqual(await use(held), before);
});

test('an object that is spread into what takes its place is followed to its end', async () => {
  const specimen = await load(
    'let all = { f: () => 1 }; all = { ...all, g: () => 2 }; all.g(); export const use = () => all.f();',
  );
  const outcome = await patch([specimen, running(specimen).replace('=> 1', '=> 3')]);
  assert.ok(outcome.ok);
  assert.equal(specimen.exports['use']?.(), 3);
});
