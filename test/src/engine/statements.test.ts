import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { edit, load, patch, patchFor, patchNow, patchWith, rollback, running } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const heard = 'export const heard = []\nexport const take = () => heard.splice(0)';
const bus = `import { EventEmitter } from 'node:events'
export const bus = new EventEmitter()
${heard}
bus.on('order', (n) => heard.push('first ' + n))`;

test('a listener that is added listens with the patch, is patched in turn, and goes with the rollback', async () => {
  const live = await load(bus);
  const emitter = live.exports['bus'] as Loose;
  const ask = (): unknown => (emitter.emit('order', 1), live.exports['take']?.());
  const added = `${bus}\nbus.on('order', (n) => heard.push('second ' + n))\nbus.once('order', function () { heard.push(this === bus) })`;
  const first = await patch([live, added]);
  assert.ok(first.ok, first.ok ? '' : first.message);
  const [module] = first.plan.modules;
  assert.deepEqual(
    module?.changes.map(({ line, note }) => [line, note]),
    [
      [6, 'runs with the patch, and is taken back with it'],
      [7, 'runs with the patch, and is taken back with it'],
    ],
  );
  assert.match(module?.warnings[0]?.reason ?? '', /of what `bus` has emitted it hears nothing/);
  assert.deepEqual(ask(), ['first 1', 'second 1', true]);
  const second = await edit(live, ["'second '", "'other '"]);
  assert.deepEqual(ask(), ['first 1', 'other 1']);
  assert.equal(await rollback(second), undefined);
  assert.equal(await rollback(first.id), undefined);
  assert.deepEqual([ask(), emitter.listenerCount('order')], [['first 1'], 1]);
});

test('a listener on an imported emitter and on the process is taken as well, where a main thread is stuck too', async () => {
  const other = await load(bus);
  const name = other.url.slice(other.url.lastIndexOf('/') + 1);
  const source = `import { bus, heard } from './${name}'\nexport const limit = 1`;
  const live = await load(source);
  const outcome = await patch([
    live,
    `${source}\nconst tell = (n) => heard.push('told ' + n * limit)\nbus.addListener('order', tell)\nprocess.on('suture-test', tell)`,
  ]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  (other.exports['bus'] as Loose).emit('order', 2);
  process.emit('suture-test' as 'exit', 3);
  assert.deepEqual(other.exports['take']?.(), ['first 2', 'told 2', 'told 3']);
  assert.equal(await rollback(outcome.id), undefined);
  assert.equal(process.listenerCount('suture-test'), 0);
  patchNow(live, `${running(live)}\nbus.on('order', (n) => heard.push('stuck ' + n))`);
  (other.exports['bus'] as Loose).emit('order', 2);
  assert.deepEqual(other.exports['take']?.(), ['first 2', 'stuck 2']);
});

test('entries of a map and a set that the module makes come with the patch and go with the rollback', async () => {
  const source = `export const rates = new Map([['eur', 1]])
const open = new Set()
export { open }
export const cost = (code) => rates.get(code)?.(2) ?? 0`;
  const live = await load(source);
  const [rates, open] = [live.exports['rates'], live.exports['open']] as unknown as [Map<string, Loose>, Set<string>];
  rates.set('live', 5);
  const added = source.replace(
    'export { open }',
    "export { open }\nrates.set('usd', (n) => n * 3)\nopen.add('monday')\nopen.add('friday')",
  );
  open.add('friday');
  const outcome = await patch([live, added]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  assert.deepEqual([live.exports['cost']?.('usd'), [...open], rates.get('live')], [6, ['friday', 'monday'], 5]);
  const saved = rates.get('usd');
  const later = await edit(live, ['n * 3', 'n * 4']);
  assert.deepEqual([saved(2), live.exports['cost']?.('usd')], [8, 8]);
  assert.equal(await rollback(later), undefined);
  assert.equal(await rollback(outcome.id), undefined);
  assert.deepEqual([[...rates.keys()], [...open]], [['eur', 'live'], ['friday']]);
});

test('an entry of a key that the program has set is state, and nothing of the patch stays', async () => {
  const source = 'export const rates = new Map()\nexport const f = () => 1\nexport const tell = []';
  const live = await load(source);
  (live.exports['rates'] as Loose as Map<string, number>).set('usd', 7);
  const failed = await patch([
    live,
    `${source.replace('=> 1', '=> 2')}\nrates.set('eur', 1)\nsetTimeout(() => tell.push(1))\nrates.set('usd', 2)`,
  ]);
  assert.match(failed.ok ? '' : failed.message, /an entry of that key, and it is state/);
  await pause(5);
  assert.deepEqual(
    [[...(live.exports['rates'] as Loose as Map<string, number>)], live.exports['f']?.(), live.exports['tell']],
    [[['usd', 7]], 1, []],
  );
});

test('a timer that is added starts with the patch and is stopped by the rollback', async () => {
  const source = `${heard}\nexport const n = 1`;
  const live = await load(source);
  const outcome = await patch([
    live,
    `${source}\nsetInterval(() => heard.push('tick'), 1).unref()\nsetImmediate(() => heard.push('soon'))`,
  ]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  const list = live.exports['heard'] as Loose as string[];
  while (!list.includes('tick') || !list.includes('soon')) await pause(1);
  assert.equal(await rollback(outcome.id), undefined);
  live.exports['take']?.();
  await pause(10);
  assert.deepEqual(list, []);
});

const router = `const routes = []
const app = { get(path, handler) { routes.push([path, handler]) }, set(key, value) { app[key] = value } }
export const ask = (path) => routes.find(([known]) => known === path)?.[1]() ?? 404
export const setting = () => app.limit
app.get('/', () => 'home')
app.set('limit', 5)`;

test('a route that is added is run by `up`, its handler is patched in turn, and `down` takes it back', async () => {
  const live = await load(router);
  const added = `${router}\napp.get('/health', () => 'ok')`;
  const refused = await patch([live, added]);
  assert.match(refused.ok ? '' : refused.message, /`export function up\(\{ runAdded \}\) \{ runAdded\(\) \}`/);
  const outcome = await patchWith(
    'export function up({ runAdded }) { runAdded() } export function down() { routes.pop() }',
    [live, added],
  );
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  assert.equal(outcome.plan.modules[0]?.changes[0]?.note, '`up` of the migration runs it');
  assert.deepEqual([live.exports['ask']?.('/health'), live.exports['ask']?.('/')], ['ok', 'home']);
  const later = await edit(live, ["'ok'", "'well'"]);
  assert.equal(live.exports['ask']?.('/health'), 'well');
  assert.equal(await rollback(later), undefined);
  assert.equal(await rollback(outcome.id), undefined);
  assert.equal(live.exports['ask']?.('/health'), 404);
});

test('a statement that changes is run by `up`, and the one that was there again by `down`', async () => {
  const live = await load(router);
  const changed = router.replace("app.set('limit', 5)", "app.set('limit', 9)");
  const refused = await patchWith('function up({ runAdded }) { runAdded() }', [live, changed]);
  assert.match(refused.ok ? '' : refused.message, /`export function down\(\{ runGone \}\) \{ runGone\(\) \}`/);
  const outcome = await patchWith('function up({ runAdded }) { runAdded() } function down({ runGone }) { runGone() }', [
    live,
    changed,
  ]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  assert.equal(live.exports['setting']?.(), 9);
  assert.equal(await rollback(outcome.id), undefined);
  assert.equal(live.exports['setting']?.(), 5);
});

test('a migration that does not run what it is there for, or that throws behind it, leaves nothing of the patch', async () => {
  const live = await load(`${bus}\nexport const app = { n: 0, use() { app.n += 1 } }`);
  const added = `${running(live)}\nbus.on('order', () => heard.push('more'))\napp.use()`;
  for (const [up, message] of [
    ['function up({ runAdded }) {}', /did not call `runAdded`/],
    ['function up({ runAdded }) { runAdded(); throw new Error("no") }', /threw Error: no/],
    ['function up({ runAdded }) { runAdded(); runAdded() }', /the statements have run/],
  ] as const) {
    const failed = await patchWith(up, [live, added]);
    assert.match(failed.ok ? '' : failed.message, message);
    assert.equal((live.exports['bus'] as Loose).listenerCount('order'), 1);
  }
});

for (const [what, before, after, reason] of [
  [
    'a map that was read while the module loaded',
    'export const m = new Map(); export const n = m.size',
    "m.set('a', 1)",
    /was used while the module loaded/,
  ],
  [
    'what is no emitter',
    'export const it = { on() { it.n = 1 } }',
    "it.on('a', () => {})",
    /cannot be taken back later/,
  ],
  ['an await', 'export const it = { on() {} }', 'await it.on()', /it awaits something/],
  ['names of the module', 'export const f = () => typeof x', 'if (f()) { var x = 1 }', /declares names of the module/],
  ['an import of a module alone', 'export const f = () => 1', "import 'node:fs'", /linked before they run/],
  [
    'a listener that is computed',
    `${bus}\nexport const bound = []`,
    "bus.on('order', heard.push.bind(heard))",
    /`runAdded`|runAdded/,
  ],
] as const)
  test(`a statement with ${what} is refused`, async () => {
    const live = await load(before);
    const refused = await patch([live, `${before}\n${after}`]);
    assert.match(refused.ok ? 'taken' : refused.message, reason);
  });

test('a statement that is added is not for some calls alone', async () => {
  const live = await load(bus);
  const refused = await patchFor('args[0]', [live, `${bus}\nbus.on('order', () => {})`]);
  assert.match(refused.ok ? '' : refused.message, /there for all of them/);
});
