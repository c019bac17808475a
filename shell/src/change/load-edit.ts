import type { Loaded, Patch, PatchOrigin, PatchState } from '@suture/protocol/patch.js';
import { ulid } from 'ulid';
import type { Channel } from '../connect/channel.ts';
import { named } from '../connect/named.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { type Evidence, type Health, healthOf } from '../record/evidence.ts';
import type { Outbox } from '../record/outbox.ts';
import type { PlannedEdit } from './plan-edit.ts';
import { finishRecord, type MayFork, type RecordOutcome, waitingFor } from './records.ts';
import { certainlyNotDone, outcomeUnknown, settle } from './settle.ts';

/** The steps of a change, in their order. */
export type Step = 'journal' | 'load' | 'record';

/** What is loaded, by whom, and why. */
export interface LoadRequest {
  readonly channel: Channel;
  readonly planned: PlannedEdit;
  readonly outbox: Outbox;
  readonly why: string;
  readonly author: PatchOrigin['author'];
  /** What was watched or replayed of it. */
  readonly seen?: Evidence['seen'] | undefined;
  /** Left out where nobody can be asked. */
  readonly mayFork?: MayFork | undefined;
  /** Called as each step begins. */
  readonly onStep?: (step: Step, id: string) => void;
}

/** A patch that runs, and how far its record came. */
export interface LoadedEdit extends RecordOutcome {
  readonly id: string;
  readonly state: PatchState;
  /** How many functions have a new body; null when the answer of the process was lost. */
  readonly functions: number | null;
  /** How long the main thread was held; null when the answer of the process was lost. */
  readonly pauseMs: number | null;
}

/**
 * Carries a planned edit out: outbox, process, record, in this order, so that nothing runs that could be forgotten.
 * A `Failure` means that it does not run, or (`outcome_unknown`) that this cannot be known.
 */
export async function loadEdit(request: LoadRequest): Promise<LoadedEdit> {
  const { channel, planned, outbox, why, author } = request;
  const id = ulid();
  const audit = planned.head ? { audit: planned.head } : {};
  const origin: PatchOrigin = { ...planned.edit.origin, why, author, at: new Date().toISOString(), ...audit };

  request.onStep?.('journal', id);
  await write(outbox, { id, target: named(channel.greeting), origin, plan: planned.plan, checkout: planned.checkout });
  // Before it runs: whoever finishes its record opens it as a draft.
  if (planned.tryout?.canary || planned.tryout?.probation) await outbox.onTrial(id);

  const before = await healthAt(channel);
  request.onStep?.('load', id);
  const done = await load(request, id, origin);
  const answer = 'answer' in done ? done.answer : undefined;
  const line = 'settled' in done ? done.settled : channel;
  try {
    request.onStep?.('record', id);
    const after = before && (await healthAt(line));
    const evidence = { ...(before && after && { health: { before, after } }), seen: request.seen ?? [] };
    const record = await recordIt(request, line, id, answer, evidence);
    return {
      id,
      state: answer?.state ?? 'live',
      functions: answer?.functions ?? null,
      pauseMs: answer?.pauseMs ?? null,
      ...record,
    };
  } finally {
    if (line !== channel) line.close();
  }
}

async function write(outbox: Outbox, entry: Parameters<Outbox['prepare']>[0]): Promise<void> {
  try {
    await outbox.prepare(entry);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('not_recordable', `The outbox cannot be written: ${(error as Error).message}`, {
      hint: `Nothing was loaded. Make ${outbox.folder} writable, then try again.`,
      exit: 'no',
      cause: error,
    });
  }
}

async function load(
  { channel, planned, outbox }: LoadRequest,
  id: string,
  origin: PatchOrigin,
): Promise<{ readonly answer: Loaded } | { readonly settled: Channel }> {
  try {
    const modules = [...planned.edit.modules];
    return {
      answer: await channel.call('load', { id, modules, origin, ...planned.tryout }, { timeoutMs: limits.loadMs }),
    };
  } catch (error) {
    if (certainlyNotDone(error)) {
      await abandon(outbox, id, error.message);
      throw error;
    }
    const settled = await settle(channel, id, () => true);
    if (!settled?.patch) {
      settled?.channel.close();
      // The outbox keeps the entry: whoever attaches next finds out.
      throw outcomeUnknown('loaded', id, channel.greeting, error);
    }
    if (settled.patch.state !== 'live') {
      settled.channel.close();
      await abandon(outbox, id, `the process has it as ${settled.patch.state}`);
      throw takenBack(settled.patch);
    }
    return { settled: settled.channel };
  }
}

async function recordIt(
  { outbox, mayFork }: LoadRequest,
  channel: Channel,
  id: string,
  answer: Loaded | undefined,
  evidence: Evidence,
): Promise<RecordOutcome> {
  try {
    if (answer) await outbox.loaded(id, answer);
    else await outbox.reached(id, { state: 'live' });
    await outbox.evidence(id, evidence).catch(() => {}); // a request without it is better than none
  } catch (error) {
    return { record: { state: 'live' }, waiting: waitingFor(error) };
  }
  return finishRecord(outbox, channel, id, mayFork);
}

/** How the process does; a patch does not wait for a process that cannot tell. */
async function healthAt(channel: Channel): Promise<Health | undefined> {
  try {
    return healthOf(await channel.call('status', {}, { timeoutMs: limits.healthMs }));
  } catch {
    return undefined;
  }
}

/** An entry that could not be closed is looked into by `suture outbox`; it must not hide what happened. */
async function abandon(outbox: Outbox, id: string, why: string): Promise<void> {
  try {
    await outbox.abandon(id, why);
  } catch {}
}

function takenBack(patch: Patch): Failure {
  return new Failure('taken_back', `Patch ${patch.id} was loaded and is ${patch.state} by now.`, {
    hint: '`suture patches` shows it; the edit is still in your working tree.',
    exit: 'takenBack',
    details: { id: patch.id, state: patch.state, record: patch.record },
  });
}
