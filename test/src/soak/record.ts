// Kills a shell at a random moment while it brings a record home, again and again: `node test/dist/soak/record.js [ROUNDS]`.
// Each time another shell must end with one commit, one branch, one request, and a checkout that nobody touched.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { land } from '../../../shell/dist/record/land.js';
import { type Scene, branch, scene, token } from '../record/forge-scene.ts';
import { digests, id } from '../record/workshop.ts';

const child = fileURLToPath(new URL('../record/crash-child.js', import.meta.url));
const rounds = Number(process.argv[2] ?? 200);

/** Runs one shell in a process group of its own, and kills it with its git after a while; gives how long it ran. */
async function shellKilledAfter({ shop }: Scene, outbox: string, killMs: number): Promise<number> {
  const counter = join(shop.folder, 'counter');
  writeFileSync(counter, '');
  const env = { ...shop.env, GH_ENTERPRISE_TOKEN: token, OUTBOX: outbox, PATCH: id, COUNTER: counter };
  const started = performance.now();
  const shell = spawn(process.execPath, [child], { env, stdio: 'ignore', detached: true });
  const ended = new Promise<void>((resolve) => shell.on('close', () => resolve()));
  const timer = new AbortController();
  await Promise.race([ended, pause(killMs, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  // Every second time git dies with the shell, as on a machine that loses its power; else it finishes alone.
  if (shell.exitCode === null && shell.pid !== undefined)
    process.kill(Math.random() < 0.5 ? -shell.pid : shell.pid, 'SIGKILL');
  await ended;
  return performance.now() - started;
}

await scene(async (stage) => {
  const { shop, forge, options } = stage;
  const origin = shop.origin();
  const untouched = digests(shop.checkout);
  let wholeMs = await shellKilledAfter(stage, (await shop.prepared(origin)).folder, 60_000);
  const [wanted = ''] = shop.branches();
  for (let round = 1; round <= rounds; round++) {
    for (const line of shop.branches()) shop.git(['update-ref', '-d', `refs/heads/${line.split(' ')[0]}`], shop.bare);
    rmSync(join(shop.checkout, '.git/refs/suture'), { recursive: true, force: true });
    forge.requests.length = 0;
    const outbox = await shop.prepared(origin);
    const killMs = Math.random() * wholeMs;
    const ranMs = await shellKilledAfter(stage, outbox.folder, killMs);
    if (ranMs < killMs) wholeMs = ranMs; // the machine is less busy than it was

    const { record, error } = await land(outbox, id, options);

    const at = `round ${round}, killed after ${Math.round(killMs)} ms`;
    assert.equal(error, undefined, `${at}: ${error?.message}`);
    assert.equal(record.state, 'open', at);
    assert.deepEqual(shop.branches(), [wanted], at);
    assert.equal(`${branch} ${record.commit}`, wanted, at);
    assert.equal(forge.requests.length, 1, at);
    assert.deepEqual(digests(shop.checkout), untouched, at);
    if (round % 20 === 0) console.log(`${round} of ${rounds} rounds: one commit, one branch, one request each`);
  }
});
