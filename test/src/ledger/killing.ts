import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { ulid } from 'ulid';
import { edit } from '../agent/edit.ts';
import { until } from '../agent/host.ts';
import { type Open, origin, type Shop } from './shop.ts';

/** A service of two modules that every patch changes together; it prints what each of them holds. */
export const twoModules: Readonly<Record<string, string>> = {
  'app.mjs':
    'import { price } from "./price.mjs";\nimport { tax } from "./tax.mjs";\nprocess.stdin.on("data", () => console.log(`${price(1)} ${tax(1)}`));\n',
  'price.mjs': 'export function price(n) {\n  return n * 1;\n}\n',
  'tax.mjs': 'export function tax(n) {\n  return n * 1;\n}\n',
};

/** What runs: live recorded patches by id, each with the factor that it brings, the oldest first. */
type Stack = readonly { readonly id: string; readonly factor: number }[];

/** Where killing has got to. */
export interface Killing {
  /** What may be found after the restart; the first is what was acknowledged. */
  allowed: readonly Stack[];
  nextFactor: number;
}

/**
 * Starts the service, checks that it is whole and that nothing acknowledged is lost, begins a change, and kills the process
 * at some moment of it.
 */
export async function killOnce(shop: Shop, killing: Killing, random: () => number): Promise<void> {
  forgetEarlyDeaths(shop);
  const open = await shop.open();
  await until(
    () => open.running.child.exitCode === null,
    () => 'the process',
  );
  const stack = await check(open, killing.allowed);
  assert.equal((await open.shell.get('audit', {})).ok, true);
  const killed = after(random() * 25).then(() => open.kill());
  killing.allowed = [stack];
  const top = stack.at(-1);
  if (top && (stack.length > 3 || random() < 0.4)) {
    killing.allowed = [stack, stack.slice(0, -1)];
    if (await acknowledged(open.shell.ask('rollback', { id: top.id }), killed)) killing.allowed = [stack.slice(0, -1)];
  } else {
    const factor = killing.nextFactor++;
    const id = ulid();
    const longer = [...stack, { id, factor }];
    killing.allowed = [stack, longer];
    const edits = await acknowledged(editsTo(open, factor), killed);
    if (edits && (await acknowledged(open.shell.ask('load', { id, modules: edits, origin }), killed))) {
      const recorded = open.shell.ask('record', { id, record: { state: 'open' } });
      if (await acknowledged(recorded, killed)) killing.allowed = [longer];
    }
  }
  await killed;
}

/** Starts the service a last time and checks it. */
export async function checkAtEnd(shop: Shop, killing: Killing): Promise<void> {
  forgetEarlyDeaths(shop);
  const open = await shop.open();
  await check(open, killing.allowed);
  await open.kill();
}

async function check(open: Open, allowed: readonly Stack[]): Promise<Stack> {
  const live = (await open.shell.get('patches', {})).filter(({ state }) => state === 'live').map(({ id }) => id);
  const found = allowed.find((stack) => stack.map(({ id }) => id).join() === live.join());
  assert.ok(found, `live is ${live.join()}, acknowledged was ${JSON.stringify(allowed)}\n${open.running.stderr}`);
  const factor = found.at(-1)?.factor ?? 1;
  const before = open.running.stdout.length;
  open.running.child.stdin?.write('?\n');
  await until(
    () => open.running.stdout.length > before,
    () => 'an answer',
  );
  assert.equal(open.running.stdout.slice(before), `${factor} ${factor}\n`, open.running.stderr);
  assert.equal(open.running.stderr, '');
  return found;
}

async function editsTo({ shell }: Open, factor: number): Promise<ModuleEdit[]> {
  const edits: ModuleEdit[] = [];
  for (const module of ['price.mjs', 'tax.mjs']) edits.push(await edit(shell, module, /n \* \d+/, `n * ${factor}`));
  return edits;
}

/** What came back before the process was killed; undefined when nothing did. A refusal is a fault of the product. */
async function acknowledged<T>(answer: Promise<T>, killed: Promise<void>): Promise<T | undefined> {
  const first = await Promise.race([answer, killed.then(() => undefined)]);
  if (typeof first === 'object' && first !== null && 'error' in first) assert.fail(JSON.stringify(first.error));
  return first;
}

/** As if each start had lived for longer than a minute: that patches are left out after early deaths is another story. */
function forgetEarlyDeaths(shop: Shop): void {
  const folder = join(shop.state, 'shop', 'ledger');
  try {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('starts-')) rmSync(join(folder, name), { recursive: true });
    }
  } catch {
    // There is none before the first record.
  }
}
