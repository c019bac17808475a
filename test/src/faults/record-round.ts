import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { land } from '../../../shell/dist/record/land.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';
import { digests, id, plan, type Workshop } from '../record/workshop.ts';
import type { FailingDisk, Fault } from './disk.ts';

const child = fileURLToPath(new URL('record-child.js', import.meta.url));

/** Brings a record home on a disk that fails once, and then on a sound one; gives the calls to the disk. */
export async function recordRound(shop: Workshop, disk: FailingDisk, fault?: Fault): Promise<string> {
  for (const line of shop.branches()) shop.git(['update-ref', '-d', `refs/heads/${line.split(' ')[0]}`], shop.bare);
  rmSync(join(shop.checkout, '.git/refs/suture'), { recursive: true, force: true });
  const room = mkdtempSync(join(shop.folder, 'room-'));
  const outbox = new Outbox(join(room, 'outbox'));
  const target = { name: 'orders', pid: 4711 };
  const entry = { id, target, origin: shop.origin(), plan, checkout: shop.checkout };
  writeFileSync(join(room, 'entry.json'), JSON.stringify(entry));
  const untouched = digests(shop.checkout);
  const env = { ...shop.env, OUTBOX: outbox.folder, ENTRY: join(room, 'entry.json') };

  // The scratch files of git lie elsewhere: the disk that fails is the one with outbox, repository and remote.
  const said = await run({ ...env, ...disk.env(shop.folder, fault) });
  const calls = disk.calls;

  const what = `${JSON.stringify(fault)}: ${said.stdout.trim().replaceAll('\n', ', ')} ${said.stderr}`;
  assert.equal(said.code, 0, what);
  assert.deepEqual(await outbox.aside(), [], what);
  assert.deepEqual(digests(shop.checkout), untouched, what);
  const there = await outbox.entry(id);
  if (said.stdout.includes('prepared')) assert.deepEqual(there?.origin, entry.origin, what);
  else await outbox.prepare(entry);
  if (said.stdout.includes('loaded')) assert.notEqual(there?.state, 'prepared', what);
  else await outbox.reached(id, { state: 'live' });

  leaveLocks(shop);
  const { record, error } = await land(outbox, id, { env: shop.env });

  assert.equal(error, undefined, `${what}: ${error?.message}`);
  assert.equal(record.state, 'open', what);
  assert.deepEqual(shop.branches(), [`suture/${id.toLowerCase()} ${record.commit}`], what);
  assert.deepEqual(digests(shop.checkout), untouched, what);
  rmSync(room, { recursive: true });
  return calls;
}

/** A disk that fails keeps git from removing its locks. Time passes; those of the remote are seen to by who runs it. */
function leaveLocks(shop: Workshop): void {
  const locks = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.lock'))
      .map((name) => join(folder, name));
  for (const lock of locks(join(shop.checkout, '.git/refs'))) utimesSync(lock, 0, 0);
  for (const lock of locks(shop.bare)) rmSync(lock);
}

async function run(env: NodeJS.ProcessEnv): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const shell = spawn(process.execPath, [child], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const heard = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    shell[name].setEncoding('utf8').on('data', (text: string) => {
      heard[name] += text;
    });
  const code = await new Promise<number | null>((resolve) => shell.on('close', resolve));
  return { code, ...heard };
}
