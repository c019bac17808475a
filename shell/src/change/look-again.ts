import type { PatchRecord } from '@suture/protocol/patch.js';
import type { Channel } from '../connect/channel.ts';
import type { Landed } from '../record/look-again.ts';
import type { Outbox } from '../record/outbox.ts';
import { findCheckout, holdsCommit } from './checkout.ts';

/** Where a command was called. */
interface Seat {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  outbox(): Promise<Outbox>;
}

/**
 * Looks, in a checkout, what people have made of open requests since, and tells outbox and processes. Gives a sentence
 * for each that has moved.
 */
export async function lookAgainAt(seat: Seat, channels: readonly Channel[]): Promise<string[]> {
  const checkout = await findCheckout(seat.cwd);
  if (!checkout) return [];
  const outbox = await seat.outbox();
  const running = await runningPatches(channels);
  const { keepTried } = await import('./keep-tried.ts');
  const stay = running.map(({ patch }) => patch);
  const notes = await keepTried(outbox, stay, seat.env);
  const landed = await openRecords(outbox, running, checkout);
  if (landed.size === 0) return notes;
  const { lookAgain } = await import('../record/look-again.ts');
  const moved = await lookAgain(checkout, [...landed.values()], { env: seat.env });
  for (const [id, { record, conflicts }] of moved) {
    await note(outbox, id, record);
    if (conflicts) await outbox.contradicts(id, conflicts);
    const live = running.filter(({ patch }) => patch.id === id && patch.state === 'live');
    for (const { channel } of live) await channel.call('record', { id, record }).catch(() => {}); // the next look tells it
    notes.push(sentence(id, record, landed.get(id), live.length > 0));
    if (conflicts)
      notes.push(`Note: the base contradicts ${id} by now, in ${conflicts.join(', ')}; its request says so.`);
  }
  return notes;
}

type Running = { readonly channel: Channel; readonly patch: Awaited<ReturnType<typeof patchesOf>>[number] };

async function patchesOf(channel: Channel) {
  return await channel.call('patches', {});
}

async function runningPatches(channels: readonly Channel[]): Promise<Running[]> {
  const all: Running[] = [];
  for (const channel of channels) for (const patch of await patchesOf(channel)) all.push({ channel, patch });
  return all;
}

/** Records of another repository are none of this checkout's business. */
async function openRecords(
  outbox: Outbox,
  running: readonly Running[],
  checkout: string,
): Promise<Map<string, Landed>> {
  const landed = new Map<string, Landed>();
  for (const { id, state, record, origin, contradicts, checkout: own } of await outbox.entries())
    if (state === 'open' && own === checkout) landed.set(id, { id, record, origin, contradicts });
  for (const { channel, patch } of running) {
    if (landed.has(patch.id) || patch.record.state !== 'open') continue;
    const origin = await channel.call('origin', { id: patch.id }).catch(() => undefined);
    if (origin && (await holdsCommit(checkout, origin.revision)))
      landed.set(patch.id, { id: patch.id, record: patch.record, origin });
  }
  return landed;
}

async function note(outbox: Outbox, id: string, record: PatchRecord): Promise<void> {
  if (!(await outbox.entry(id))) return;
  if (record.reviewed !== undefined) await outbox.reviewed(id, record.reviewed);
  if (record.state !== 'open') await outbox.reached(id, record);
}

function sentence(id: string, record: PatchRecord, before: Landed | undefined, lives: boolean): string {
  const where = record.pullRequest ?? record.branch ?? '';
  const changed =
    record.reviewed !== undefined && record.reviewed !== before?.record.reviewed
      ? ` It was changed in review, and what runs is not that: \`suture plan --reviewed ${id}\` shows it.`
      : '';
  if (record.state === 'merged') return `Note: ${id} was merged: ${where}${changed}`;
  if (record.state !== 'closed') return `Note: ${id} is still open: ${where}.${changed}`;
  const home = lives ? ` It still runs and has no home: reopen it, or \`suture rollback ${id}\`.` : '';
  return `Note: ${id} was closed without a merge: ${where}.${home}`;
}
