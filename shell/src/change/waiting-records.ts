import type { Patch, PatchRecord } from '@suture/protocol/patch.js';
import type { Plan } from '@suture/protocol/plan.js';
import { isOnTrial } from '@suture/protocol/on-trial.js';
import { decodeTime } from 'ulid';
import type { Channel } from '../connect/channel.ts';
import { type Named, named, targetOf } from '../connect/named.ts';
import { limits } from '../limits.ts';
import { hasCome } from '../record/has-come.ts';
import type { Outbox, OutboxEntry } from '../record/outbox.ts';
import { longestForgeWaitMs } from '../record/limits.ts';
import { holdsCommit } from './checkout.ts';
import { finishRecord, lacksRecord, type MayFork, retryHint, type Waiting, waitingFor } from './records.ts';

/** A record that has not landed yet, or that has just landed. */
export interface RecordRow {
  readonly id: string;
  readonly target: Named;
  readonly record: PatchRecord;
  readonly waiting: Waiting | undefined;
}

/** A patch whose record is missing, and what there is of it on this machine and in the process. */
interface Missing {
  readonly id: string;
  readonly entry: OutboxEntry | undefined;
  readonly running: { readonly channel: Channel; readonly patch: Patch } | undefined;
}

/** Lists the records that have not landed: those of this machine's outbox, and those that the processes miss. */
export async function waitingRecords(outbox: Outbox, channels: readonly Channel[]): Promise<RecordRow[]> {
  return (await findMissing(outbox, channels)).map(describe);
}

/** Takes every missing record as far as it goes; gives a row for each that was tried, landed ones included. */
export async function finishRecords(
  outbox: Outbox,
  channels: readonly Channel[],
  checkout: string | undefined,
  mayFork?: MayFork,
): Promise<RecordRow[]> {
  return await finishThose(outbox, channels, checkout, mayFork, () => true);
}

/** Like {@link finishRecords}, for those alone that are due: nobody is at them, and no moment to wait for lies ahead. */
export async function finishDue(
  outbox: Outbox,
  channels: readonly Channel[],
  checkout: string | undefined,
  now: () => number = Date.now,
): Promise<RecordRow[]> {
  return await finishThose(outbox, channels, checkout, undefined, ({ id, entry }) => {
    // Whoever loads it just now brings its record home as well.
    if (now() - decodeTime(id) < limits.loadMs) return false;
    if (!entry?.trouble) return true;
    const { nextTry } = entry.trouble;
    if (nextTry === null) return false;
    const waitMs = Date.parse(nextTry) - now();
    // Nobody waits for longer: the clock was set back since.
    return waitMs <= 0 || waitMs > longestForgeWaitMs;
  });
}

async function finishThose(
  outbox: Outbox,
  channels: readonly Channel[],
  checkout: string | undefined,
  mayFork: MayFork | undefined,
  isWanted: (missing: Missing) => boolean,
): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  for (const missing of (await findMissing(outbox, channels)).filter(isWanted)) {
    let row: RecordRow | undefined;
    try {
      row = await finish(outbox, channels, checkout, missing, mayFork);
    } catch (error) {
      row = { ...describe(missing), waiting: waitingFor(error) };
    }
    if (row) rows.push(row);
  }
  return rows;
}

async function findMissing(outbox: Outbox, channels: readonly Channel[]): Promise<Missing[]> {
  const missing = new Map<string, Missing>();
  const entries = new Map((await outbox.entries()).map((entry) => [entry.id, entry]));
  for (const entry of entries.values()) {
    if (entry.state !== 'abandoned' && !hasCome(entry.record, 'open')) {
      missing.set(entry.id, { id: entry.id, entry, running: undefined });
    }
  }
  for (const channel of channels) {
    for (const patch of await channel.call('patches', {})) {
      if (!lacksRecord(patch) && !missing.has(patch.id)) continue;
      missing.set(patch.id, { id: patch.id, entry: entries.get(patch.id), running: { channel, patch } });
    }
  }
  return [...missing.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function describe({ id, entry, running }: Missing): RecordRow {
  const record = entry?.record ?? running?.patch.record ?? { state: 'prepared' };
  if (entry?.lastError) {
    const { lastError, lastHint, nextTry } = entry;
    const waiting = { message: lastError, hint: lastHint ?? retryHint, retryAt: nextTry ?? undefined };
    return { id, target: entry.target, record, waiting };
  }
  const target = entry?.target ?? running?.channel.greeting ?? { name: 'unknown', pid: 0, thread: undefined };
  const message = entry ? notTried(entry, running) : 'This machine has no copy of it yet; the process does.';
  return { id, target: named(target), record, waiting: { message, hint: retryHint } };
}

function notTried(entry: OutboxEntry, running: Missing['running']): string {
  if (hasCome(entry.record, 'open')) return 'The record landed, but the process has not been told.';
  if (entry.state !== 'prepared') return 'It has not been tried yet.';
  return running ? 'The process runs it; the answer was lost.' : 'It is not known whether the process loaded it.';
}

async function finish(
  outbox: Outbox,
  channels: readonly Channel[],
  checkout: string | undefined,
  missing: Missing,
  mayFork: MayFork | undefined,
): Promise<RecordRow | undefined> {
  const { id, entry, running } = missing;
  // A branch that others can see is brought to its pull request even so: there a person decides.
  if (entry && running && running.patch.state !== 'live' && !hasCome(entry.record, 'pushed')) {
    await outbox.abandon(id, `the process has it as ${running.patch.state}`);
    return undefined;
  }
  if (!entry && running) {
    const refused = await adopt(outbox, running, checkout);
    if (refused) return { ...describe(missing), waiting: refused };
  } else if (entry?.state === 'prepared') {
    if (!running) return unheardOf(outbox, channels, missing, entry);
    await outbox.reached(id, { state: 'live' });
  }
  const { record, waiting } = await finishRecord(outbox, running?.channel, id, mayFork);
  return { ...describe(missing), record, waiting };
}

/** Makes an entry of this outbox from what the process keeps: whoever loaded the patch could not finish its record. */
async function adopt(
  outbox: Outbox,
  { channel, patch }: NonNullable<Missing['running']>,
  checkout: string | undefined,
): Promise<Waiting | undefined> {
  const { name } = channel.greeting;
  const hint = `Run \`suture outbox --retry\` in a checkout of ${name}.`;
  if (!checkout) return { message: 'The record is made in a checkout, and this folder is none.', hint };
  const origin = await channel.call('origin', { id: patch.id });
  if (!(await holdsCommit(checkout, origin.revision))) {
    const message = `${checkout} does not hold the deployed commit ${origin.revision}.`;
    return { message, hint: `Fetch it, or run \`suture outbox --retry\` in a checkout of ${name} that has it.` };
  }
  await outbox.prepare({ id: patch.id, target: named(channel.greeting), origin, plan: planFrom(patch), checkout });
  if (isOnTrial(patch)) await outbox.onTrial(patch.id);
  await outbox.reached(patch.id, { state: 'live' });
  return undefined;
}

/** The process keeps the edit, not the plan; its modules are known. */
function planFrom(patch: Patch): Plan {
  const empty = { url: '', version: 0, changes: [], refusals: [], warnings: [] };
  return { applicable: true, modules: patch.modules.map((path) => ({ path, ...empty })) };
}

/** An entry was written, and the process does not show the patch: it never ran, or nobody can say. */
async function unheardOf(
  outbox: Outbox,
  channels: readonly Channel[],
  missing: Missing,
  { id, target }: OutboxEntry,
): Promise<RecordRow | undefined> {
  const answers = channels.some(
    ({ greeting }) => greeting.name === target.name && targetOf(greeting) === targetOf(target),
  );
  const settled = Date.now() - decodeTime(id) > limits.loadMs;
  if (answers && settled) {
    await outbox.abandon(id, 'the process does not know it: it was never loaded');
    return undefined;
  }
  const message = answers
    ? 'It may be under way: the process does not show it yet.'
    : `It is not known whether ${target.name} (${targetOf(target)}) loaded it: that process does not answer.`;
  return { ...describe(missing), waiting: { message, hint: 'Try again when the process answers.' } };
}
