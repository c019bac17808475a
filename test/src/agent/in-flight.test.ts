import assert from 'node:assert/strict';
import test from 'node:test';
import type { InFlight } from '@suture/protocol/inflight.js';
import { ulid } from 'ulid';
import { nowhere } from '../patient/load-edit.ts';
import { edit, loadEdit } from './edit.ts';
import { type Host, startHost, until } from './host.ts';

const files = {
  'app.mjs': `const locks = new Map();
async function reserve(item, order) {
  await lock(item);
  return { item, order };
}
function lock(item) {
  return locks.get(item) ?? Promise.resolve();
}
const held = [];
class Store {
  async save(id) { await reserve(id); return id; }
}
const store = new Store();
function plain() { return 1; }
export { reserve, store, plain, locks };
process.stdin.setEncoding('utf8').on('data', (text) => {
  for (const line of text.trim().split('\\n')) console.log('=', String(eval(line)));
});
console.log('ready');
`,
};

async function start(t: Parameters<typeof startHost>[0]): Promise<Host & { run: (line: string) => Promise<void> }> {
  const host = await startHost(t, files, ['app.mjs']);
  await host.running.printed('stdout', 'ready');
  let lines = 0;
  const answers = (): number => host.running.stdout.split('\n= ').length - 1;
  return {
    ...host,
    run: async (line) => {
      host.running.child.stdin?.write(`${line}\n`);
      lines++;
      await until(
        () => answers() >= lines,
        () => line,
      );
    },
  };
}

const hang = 'locks.set("pen", new Promise((free) => held.push(free)))';

const told = ({ calls }: InFlight): string[] => calls.map((call) => `${call.function}(${call.args.join()})`);

test('a call that never ends is found, with what it was called with and for how long', async (t) => {
  const { shell, run } = await start(t);
  const look = { module: 'app.mjs', forMs: 0 };
  assert.deepEqual(await shell.get('inflight', look).then(({ functions, begun }) => [functions, begun]), [2, 0]);
  await run(hang);
  await run('store.save("pen", { apiKey: "secret" }), store.save("cup"), 1');
  const found = await shell.get('inflight', look);
  assert.deepEqual([found.begun, found.ended], [4, 2]);
  assert.deepEqual(told(found), ["Store.save('pen',{ apiKey: [redacted] })", "reserve('pen')"]);
  assert.deepEqual([found.calls[1]?.path, found.calls[1]?.line, found.calls[1]?.patch], ['app.mjs', 2, null]);
  assert.ok((found.calls[0]?.ms ?? 0) > 0 && Date.parse(found.calls[0]?.since ?? '') > 0);
  await run('held.pop()(), 1');
  assert.deepEqual(told(await shell.get('inflight', look)), []);
});

test('each call is told with the body that it runs in, over patches and rollbacks', async (t) => {
  const { shell, run } = await start(t);
  const patch = ulid();
  const look = { module: 'app.mjs', function: 'reserve', forMs: 0 };
  await shell.get('inflight', look);
  await run(hang);
  await run('reserve("pen", 1), 1');
  await loadEdit(shell, patch, 'app.mjs', 'return { item, order };', 'return { item, order, seen: true };');
  // The patched function is followed without being named.
  await shell.get('inflight', { forMs: 0 });
  const isFollowed = async (): Promise<boolean> => {
    await run('reserve("pen", 2), 1');
    const { versions } = await shell.get('inflight', look);
    return versions.some((version) => version.patch !== null);
  };
  while (!(await isFollowed()));
  const { versions, calls } = await shell.get('inflight', look);
  assert.deepEqual(
    versions.map((version) => version.patch),
    [null, patch],
  );
  assert.deepEqual(calls[0]?.args, ["'pen'", '1']);
  await shell.get('rollback', { id: patch });
  const after = await shell.get('inflight', look);
  assert.deepEqual(after.versions, versions, 'calls go on in the body that they began in');
});

test('a rejection goes where it would have gone, followed or not', async (t) => {
  const host = await startHost(
    t,
    {
      'app.mjs':
        'async function fail() { await null; throw new Error("boom"); }\nprocess.stdin.once("data", () => void fail());\nexport { fail };\n',
    },
    ['app.mjs'],
  );
  await host.shell.get('inflight', { module: 'app.mjs', forMs: 0 });
  host.running.child.stdin?.write('go\n');
  const { code, stderr } = await host.running.ended();
  assert.equal(code, 1);
  assert.match(stderr, /Error: boom/);
});

test('what cannot be followed is said', async (t) => {
  const { shell } = await start(t);
  const refused = async (params: { module?: string; function?: string }): Promise<string | undefined> =>
    (await shell.ask('inflight', { ...params, forMs: 0 })).error?.message;
  assert.match((await refused({})) ?? '', /^No live patch has changed an async function/);
  assert.match((await refused({ module: 'app.mjs', function: 'plain' })) ?? '', /^plain is not async/);
  assert.match((await refused({ module: 'app.mjs', function: 'nope' })) ?? '', /no function nope/);
});

test('a function that a canary tries out is followed without its place, the others with it', async (t) => {
  const { shell, run } = await start(t);
  const look = { module: 'app.mjs', forMs: 0 };
  await shell.get('inflight', look);
  await run(hang);
  const canary = { share: 0.5 };
  const id = ulid();
  const modules = [await edit(shell, 'app.mjs', 'return { item, order };', 'return { item, order, seen: true };')];
  await shell.get('load', { id, modules, origin: nowhere, canary });
  // What a patch took out of the cells is put in again.
  const calls = async (): Promise<(string | undefined)[]> => {
    await run('store.save("pen"), 1');
    const found = await shell.get('inflight', look);
    return found.calls.map(({ function: name, waits }) => `${name} ${waits?.text ?? 'somewhere'}`);
  };
  let seen = await calls();
  while (seen.length === 0) seen = await calls();
  assert.deepEqual(new Set(seen), new Set(['Store.save reserve(id)', 'reserve somewhere']));
  await shell.get('promote', { id });
  while (!(await calls()).includes('reserve lock(item)'));
});

const places = {
  'app.mjs': `const never = () => new Promise((free) => kept.push(free));
const kept = [];
export async function second(item) {
  await null;
  const found = await never(item); await never();
  return found;
}
export const arrow = async (item) => /* => */ (await null, never(item));
export async function returns(item) { if (item) return never(item); await never(); }
async function* items() { yield 1; yield await never(); }
export async function each(item) {
  for await (const one of items()) if (one > 1) return;
}
export async function inside(item) {
  for await (const one of items()) { try { await Promise.reject(item); } catch { continue; } }
}
export async function left(item) {
  for await (const one of items()) { return never(one); }
}
class Query { constructor() { kept.push(this); } then() {} }
export async function asks(item) { 'use strict'; return void (await new Query()); }
export async function lost(item) { await new Promise(() => {}); }
export function made(step) {
  let total = 0;
  const add = async (by) => { total += by * step; await never(() => total); };
  return { add, told: () => total };
}
export const maker = made(2);
export class Store {
  #open = true;
  async save(id) { return this.#open && await this.wait(id); }
  wait(id) { return never(id); }
}
export async function deep(n) { if (n > 0) return deep(n - 1); await never(); }
globalThis.calls = () => [
  second(1), arrow(1), returns(1), returns(0), each(1), inside(1), left(1), asks(1), lost(1), maker.add(3),
  new Store().save(1), deep(1)].length;
setInterval(() => {}, 1000);
`,
};

test('each call tells at which place it waits, and for what', async (t) => {
  const { shell } = await startHost(t, places, ['app.mjs'], { env: { NODE_OPTIONS: '--expose-gc' } });
  const look = { module: 'app.mjs', forMs: 0 };
  await shell.get('inflight', look);
  const run = (expression: string): Promise<unknown> =>
    shell.get('evaluate', { expression, module: 'app.mjs', write: true, timeoutMs: 5_000 });
  await run('calls()');
  await run('void 0');
  await run('gc()');
  const found = await shell.get('inflight', look);
  const waits = found.calls.map(({ function: name, waits: at }) =>
    at ? `${name} ${at.line}:${at.column} ${at.text}${at.what ? ` ${at.what}` : ''}${at.isLost ? ' lost' : ''}` : name,
  );
  assert.deepEqual(waits, [
    'second 5:17 never(item)',
    'arrow 8:48 await null, never(item)',
    'returns 9:49 never(item)',
    'returns 9:69 never()',
    'each 12:3 items()',
    'inside 15:3 items()',
    'left 18:38 never(one)',
    'asks 21:63 new Query() Query {}',
    'lost 22:36 new Promise(() => {}) lost',
    'made > add 25:51 never(() => total)',
    'Store.save 31:41 this.wait(id)',
    'deep 34:44 deep(n - 1)',
    'deep 34:64 never()',
  ]);
  // What runs is what ran, with notes.
  const told = await shell.get('evaluate', {
    expression: 'maker.told()',
    module: 'app.mjs',
    write: false,
    timeoutMs: 1_000,
  });
  assert.equal(told.ok && told.value, 6);
});
