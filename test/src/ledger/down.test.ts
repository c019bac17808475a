import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../agent/host.ts';
import { ids, type Open, origin, Shop } from './shop.ts';

const [id] = ids;

/** Loads `n * 3` with a migration whose `down` does what it is told. */
async function loadMigrating(open: Open, down: string, tryout: object = {}): Promise<void> {
  const { url } = await open.shell.get('source', { module: 'price.mjs' });
  const migration = { url, path: 'up.js', source: `export function up() {}\nexport function down() { ${down} }\n` };
  await open.load(id, ['price.mjs', 'n * 2', 'n * 3'], { origin: { ...origin, migration }, ...tryout });
  await open.answers(6);
}

async function said(open: Open, text: string): Promise<void> {
  await until(
    () => open.running.stderr.includes(text),
    () => `${text} on stderr, got ${open.running.stderr}`,
  );
}

test('a `down` that fails when a lease ends keeps nothing of the patch in force, and says what was left', async (t) => {
  const shop = new Shop(t, { env: { SUTURE_LEASE: '1s' } });
  const open = await shop.open();
  await loadMigrating(open, 'throw new RangeError("too late")');
  await said(open, 'was taken back');
  await said(open, `patch ${id} is out, but \`down\` of its migration threw RangeError: too late`);
  await open.answers(4);
  const patch = await open.patchOf(id);
  assert.equal(patch?.state, 'takenBack');
  assert.match(patch?.note ?? '', /lease ended.*; `down` of its migration threw/);
});

test('a `down` that fails when a gate breaks does not hold the patch', async (t) => {
  const app = `import { price } from "./price.mjs";
process.on("uncaughtException", () => {});
process.stdin.on("data", (data) => {
  if (data.includes("fail")) throw new Error("nobody catches it");
  console.log(price(2));
});
`;
  const shop = new Shop(t, { files: { 'app.mjs': app } });
  const open = await shop.open();
  await loadMigrating(open, 'throw "nothing to go back to"', { probation: { forMs: 60_000 } });
  open.running.child.stdin?.write('fail\n');
  await said(open, `patch ${id} was taken back`);
  await said(open, 'of its migration threw nothing to go back to');
  await open.answers(4);
  assert.equal((await open.patchOf(id))?.state, 'takenBack');
});
