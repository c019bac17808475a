import { plainExpression, type Writing } from './functions.ts';

/**
 * Statements of forms that few programs have. `$e` is an expression, `$a`, `$b` and `$c` are names that nothing has yet; those that
 * strict code cannot have leave no program where the whole of it is strict.
 */
const forms: readonly string[] = [
  'function $a(x, y, x) { say(x, arguments[0], arguments[2]); x = $e; say(arguments.length, arguments[2], y); return x } say(text($a), $a.length); call($a, 1, 2, 3); call($a, 1);',
  "function $a(x, y) { arguments[0] = $e; y = 's'; say(x, arguments[1], arguments.length, typeof arguments.callee); delete arguments[0]; x = 1; return arguments[0] } call($a, 1, 2); call($a, 1); call($a);",
  'function $a(x, { y } = {}, ...z) { arguments[0] = $e; x = 2; return [x, arguments[0], arguments.length, y, z.length] } call($a, 1, { y: 2 }, 3);',
  "function $a(x) { 'use strict'; x = $e; say(this === undefined, arguments[0]); return (() => arguments.length)() } say(text($a)); call($a, 1);",
  'with ({ $a: $e, $b() { return typeof this.$a } }) { say($a, $b()); var $c = (x) => [$a, x]; call($c, 1) }',
  "function $a(x) { var $b = $e; say(eval('typeof $b + x')); eval('var added = x; x = 5'); return [added, x, arguments[0]] } say(text($a)); call($a, 1);",
  "call(() => eval('seed + 1')); call(function () { return (0, eval)('typeof seed') });",
  '$a: for (let $b of [1, 2, 3]) { for (let $c = 0; $c < 3; $c++) { if ($c === 1) continue $a; if ($b === 3) break $a; say($b, (() => $c)(), $e) } }',
  '$a: { try { say($e); break $a } finally { say("finally") } }',
  'function $a() { $b: try { return $e } finally { if (seed) break $b } return "out" } call($a);',
  "var $a = Symbol('k'), $b = { [$a](x = $e) { return x }, get [Symbol.toStringTag]() { return 'tagged' }, async [`c${1}`]() { return this[$a]() }, *[Symbol.iterator]() { yield $e } }; say($b[$a].name, [...$b], String($b)); call($b[$a]); call(() => $b.c1());",
  'class $a { static #n = 0; static k = $e; static { say(this.name, $e); this.made = () => ++$a.#n; } static has(x) { return #n in x } static get [Symbol.species]() { return 1 } } say($a.made(), $a.has($a), $a.has({}), text($a));',
  'class $a { #v = $e; get v() { return this.#v } set v(x) { this.#v = [x] } #m(x = this.v) { return [x, new.target] } m() { return (() => this.#m())() } static { this.x = (o) => o.#v } } use($a); call(() => { const o = new $a(); o.v = 2; return [o.m(), $a.x(o)] });',
  'class $a extends Base { f = () => super.constructor.name; g = (this.b, $e); constructor(...x) { const later = () => super(...x); say(x.length); later(); this.n = new.target.name } static s() { return super.name } get k() { return super.toString === this.toString } } use($a, 1); call(() => $a.s());',
  'var $a = { __proto__: { m(x = 1) { return [x, this.v] } }, v: $e, m(x) { return [super.m(x), (() => super.m())()] }, async n() { return await super.m(2) } }; call(() => $a.m(3)); call(() => $a.n());',
  'say(tag`a${$e}b${() => $e}c`, (() => tag`x`)() === (() => tag`x`)()); var $a = (x) => tag`t${x}`; call($a, 1); call($a, 2);',
  'function* $a(x) { try { const y = yield $e; say(y); yield* [x, y] } catch (e) { yield [e.message] } finally { yield 5; say("closed") } return 7 } call($a, 1); call($a, 2); call($a, 3);',
  'async function* $a(x) { try { say(yield $e); yield* $b(); await null } catch (e) { yield [e.message] } finally { await 1; say("closed") } } async function* $b() { yield 1; yield Promise.resolve(2) } call($a, 1); call($a, 2); call($a, 3);',
  'function* $a(x = $e, { y } = {}, ...z) { yield [x, y, z.length, arguments.length] } say($a.length); call($a); call($a, 1, 2, 3); call(() => $a(undefined, null));',
  'var $a = async ({ x = await0 } = {}, await0 = 1) => { try { return [x, await $e] } finally { say("done") } }; call($a, { x: 1 }); call($a); call($a, null);',
  '$a = function $a() { return [typeof $a, $e] }; call($a); var $a; var $b; $b ??= () => $e; $b &&= $b; say($b.name); call($b);',
  'var $a = function $b(n) { try { $b = 1 } catch (e) { say(e.name) } return n > 0 ? $b(n - 1) : typeof $b }; call($a, 2); say($a.name);',
  'say(typeof $a); { function $a() { return $e } say(typeof $a) } say(typeof $a); if (seed) function $b() { return 2 } call(() => $b());',
  'switch (seed) { case 3: let $a = $e; case 4: function $b() { return $a } say($b()); break; default: class $c {} }',
  'try { $a; let $a = $e } catch (e) { say(e.name) } try { ({ [(() => { throw new RangeError("key") })()]: 1 }) } catch { say("no binding") }',
  'for (let $a = 0, $b = () => $a; $a < 2; $a++) { say($b(), $e); var $c = () => $a } call($c);',
  'for (const [$a, { x: $b = $e } = {}] of [[1], [2, { x: 3 }]]) call((y = $b) => [$a, y]);',
  'var { x: $a = () => $e, ...$b } = { y: 1, z: 2 }; say($a.name, $b); [$a, seed = 4] = [(y) => y]; call($a, 1); ({ x: $a } = { x: $b });',
  'var $a = new Proxy(function (x) { return [new.target === undefined, x, this?.n] }, {}); call($a, $e); call($a.bind({ n: 1 }), 2); call(() => new $a() instanceof $a); call(() => Reflect.construct($a, [1], Base));',
  'function $a() { if (!new.target) return new $a(); this.n = $e; return seed ? undefined : {} } $a.prototype.m = function () { return this.n }; call(() => $a().m()); use($a);',
  'var $a = (yield0, async, of, get, set, let0) => [yield0, async, of, get, set, let0]; call($a, 1, 2, 3); var $b = async async => async; call($b, $e);',
  'function $a(arguments) { return arguments } call($a, $e); function $b() { var arguments = 1; return arguments } call($b, 2);',
  'call(function () { return [...arguments].map((x, ...y) => [x, y.length, arguments.length]) }, 1, $e); call(() => ((a, b = a, c = () => b) => (b = 5, c()))(1));',
  'var $a = { async *m() { for await (const x of [1, Promise.resolve(2)]) yield x; return $e }, get g() { return (() => this.h)() }, set g(x) { this.h = x }, h: 1, "q r": class { static s = 1 }, 5: () => $e }; call(() => $a.m()); $a.g = 2; say($a.g, $a["q r"].name, $a[5].name); call($a[5]);',
  'say(((x) => { "use strict"; return () => x })($e)(), (() => { return })(), (() => ({}).x)(), (async () => {})() instanceof Promise, (x => x => x)(1)(2));',
];

/** Forms that Node knows from 24 on. */
const newForms: readonly string[] = [
  '{ using $a = { [Symbol.dispose]() { say("disposed", $e) } }; var $b = () => $a === undefined; say($b()) }',
  'call(() => { using $a = null, $b = { [Symbol.dispose]: () => say("b") }; return $e });',
  'call(async () => { await using $a = { async [Symbol.asyncDispose]() { await null; say("async") } }; return $e });',
];

function isKnown(text: string): boolean {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- asks whether the language has it
    return typeof new Function(text) === 'function';
  } catch {
    return false;
  }
}

const all: readonly string[] = isKnown('{ using a = null }') ? [...forms, ...newForms] : forms;

/** A statement of one of these forms. */
export function rareForm(writing: Writing): string {
  const { pen } = writing;
  const names = new Map<string, string>();
  const text = pen.pick(all).replaceAll(/\$[abce](?!\w)/g, (what) => {
    if (what === '$e') return plainExpression(writing);
    const name = names.get(what) ?? pen.fresh();
    names.set(what, name);
    return name;
  });
  return pen.scoped({}, [], () => `{ ${text} }`);
}
