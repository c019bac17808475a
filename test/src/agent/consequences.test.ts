import assert from 'node:assert/strict';
import test from 'node:test';
import type { Consequence } from '@suture/protocol/consequences.js';
import { startHost } from './host.ts';

const app = `import { rate } from './rate.mjs';
let go = true;
async function reserve(item) {
  await new Promise((free) => { globalThis.free = free; });
  return item;
}
function spin() {
  const end = Date.now() + 20_000;
  while (go && Date.now() < end) rate();
  return 1;
}
function* pages() { yield 1; }
export { reserve, spin, pages };
process.stdin.setEncoding('utf8').on('data', (text) => {
  for (const line of text.trim().split('\\n')) console.log('=', String(eval(line)));
});
console.log('ready');
`;
const edits: readonly (readonly [string, string])[] = [
  ['return item;', 'return { item };'],
  ['return 1;', 'return 2;'],
  ['yield 1;', 'yield 2;'],
];

test('an edit is told with who uses what it changes, and which calls of it are under way, as far as that is known', async (t) => {
  const host = await startHost(t, { 'app.mjs': app, 'rate.mjs': 'export const rate = () => 3;\n' }, ['app.mjs']);
  const { shell, running } = host;
  await running.printed('stdout', 'ready');
  const run = (line: string): void => void running.child.stdin?.write(`${line}\n`);
  const told = async (): Promise<Map<string, Consequence>> => {
    const { source, url, version } = await shell.get('source', { module: 'app.mjs' });
    const edited = edits.reduce((text, [from, to]) => text.replace(from, to), source);
    const rate = await shell.get('source', { module: 'rate.mjs' });
    const modules = [
      { url, version, source: edited },
      { url: rate.url, version: rate.version, source: rate.source.replace('3', '4') },
    ];
    const { changes, unsearched } = await shell.get('consequences', { modules });
    assert.equal(unsearched, 0);
    return new Map(changes.map((change) => [change.function, change]));
  };

  const idle = await told();
  assert.deepEqual([...idle.keys()], ['reserve', 'spin', 'pages', 'rate']);
  assert.deepEqual(
    idle.get('rate')?.uses.map(({ kind, function: name, path, line }) => [kind, name, path, line]),
    [['call', 'spin', 'app.mjs', 9]],
  );
  assert.deepEqual(idle.get('spin')?.underway, { known: 'none', versions: [], canBeFollowed: false });
  assert.deepEqual(idle.get('pages')?.underway, { known: 'unknown', versions: [], canBeFollowed: false });
  assert.deepEqual(idle.get('reserve')?.underway, { known: 'unknown', versions: [], canBeFollowed: true });
  assert.equal((await shell.get('patches', {})).length, 0);

  await shell.get('inflight', { module: 'app.mjs', function: 'reserve', forMs: 0 });
  run('reserve("pen"), 1');
  await running.printed('stdout', '= 1');
  const followed = (await told()).get('reserve')?.underway;
  assert.deepEqual([followed?.known, followed?.versions], ['atLeast', [{ patch: null, count: 1 }]]);
  assert.ok((followed?.followedMs ?? 0) > 0);

  run('spin()');
  const giveUpAt = Date.now() + 15_000;
  let stuck = (await told()).get('spin')?.underway;
  while (stuck?.known !== 'counted' && Date.now() < giveUpAt) stuck = (await told()).get('spin')?.underway;
  assert.deepEqual(stuck?.versions, [{ patch: null, count: 1 }]);
  await shell.get('interrupt', { how: 'assign', assignment: 'go = false' });
});
