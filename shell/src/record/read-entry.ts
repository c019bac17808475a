import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PatchRecord, type RecordState, recordStates } from '@suture/protocol/patch.js';
import { Damage, type Live, type OutboxEntry, type Trouble, isObject, readJson, restore } from './entry.ts';
import { readEvidence } from './evidence.ts';

/** Reads an entry with everything that has happened to it; throws {@link Damage} when it cannot be trusted. */
export async function readEntry(folder: string, id: string): Promise<OutboxEntry> {
  const { target, checkout, plan, origin } = await restore(folder, id);
  const names = new Set(await readdir(folder));
  let record: PatchRecord = { state: 'prepared' };
  let live: Live | null = null;
  for (const state of recordStates) {
    if (!names.has(`reached-${state}.json`)) continue;
    const reached = await readJson(join(folder, `reached-${state}.json`));
    record = { ...record, ...recordOf(reached, state) };
    if (state === 'live' && isObject(reached) && isObject(reached['live'])) live = reached['live'] as unknown as Live;
  }
  const review = names.has('reviewed.json') ? await readJson(join(folder, 'reviewed.json')) : undefined;
  if (isObject(review) && typeof review['commit'] === 'string') record = { ...record, reviewed: review['commit'] };
  // Failure and evidence are notes for people: a damaged one costs nothing but itself.
  const seen = await readJson(join(folder, 'evidence.json')).catch(() => null);
  const trouble = (await readJson(join(folder, 'trouble.json')).catch(() => null)) as Trouble | null;
  return {
    id,
    state: names.has('abandoned.json') ? 'abandoned' : record.state,
    record,
    lastError: trouble?.message ?? null,
    lastHint: trouble?.hint ?? null,
    nextTry: trouble?.nextTry ?? null,
    trouble,
    origin,
    plan,
    target,
    checkout,
    live,
    contradicts: names.has('conflicts.json'),
    onTrial: names.has('trial.json') && !names.has('kept.json'),
    trialTold: names.has('told.json'),
    evidence: readEvidence(seen),
    folder,
  };
}

function recordOf(reached: unknown, state: RecordState): PatchRecord {
  const record = isObject(reached) ? reached['record'] : undefined;
  if (!isObject(record) || record['state'] !== state) throw new Damage(`reached-${state}.json is malformed`);
  const words: { branch?: string; commit?: string; pullRequest?: string } = {};
  for (const name of ['branch', 'commit', 'pullRequest'] as const)
    if (typeof record[name] === 'string') words[name] = record[name];
  return { state, ...words };
}
