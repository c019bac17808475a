import type { Loaded, Patch, PatchOrigin, PatchState } from '@suture/protocol/patch.js';
import { ulid } from 'ulid';
import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Outbox } from '../record/outbox.ts';
import type { PlannedEdit } from './plan-edit.ts';
import { finishRecord, type RecordOutcome, waitingFor } from './records.ts';
import { certainlyNotDone, outcomeUnknown, type Settled, settle } from './settle.ts';

/** The steps of a change, in their order. */
export type Step = 'journal' | 'load' | 'record';

/** What is loaded, by whom, and why. */
export interface LoadRequest {
  readonly channel: Channel;
  readonly planned: PlannedEdit;
  readonly outbox: Outbox;
  readonly why: string;
  readonly author: PatchOrigin['author'];
  /** Called as each step begins. */
  readonly onStep?: (step: Step, id: string) => void;
}

/** A patch that runs, and how far its record came. */
export interface LoadedEdit extends RecordOutcome {
  readonly id: string;
  readonly state: PatchState;
  readonly functions: number;
  /** Null when the answer of the process was lost. */
  readonly pauseMs: number | null;
}

/**
 * Carries a planned edit out: outbox, process, record, in this order, so that nothing runs that could be forgotten.
 * A `Failure` means that it does not run, or (`outcome_unknown`) that this cannot be known.
 */
export async function loadEdit(request: LoadRequest): Promise<LoadedEdit> {
  const { channel, planned, outbox, why, author } = request;
  const id = ulid();
  const origin: PatchOrigin = { ...planned.edit.origin, why, author, at: new Date().toISOString() };

  request.onStep?.('journal', id);
  const { name, pid } = channel.greeting;
  await write(outbox, { id, target: { name, pid }, origin, plan: planned.plan, checkout: planned.checkout });

  request.onStep?.('load', id);
  const { loaded, settled } = await load(request, id, origin);
  try {
    request.onStep?.('record', id);
    const record = await recordIt(outbox, settled?.channel ?? channel, loaded);
    return { ...loaded, pauseMs: settled ? null : loaded.pauseMs, ...record };
  } finally {
    settled?.channel.close();
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
): Promise<{ loaded: Loaded; settled?: Settled }> {
  try {
    const modules = [...planned.edit.modules];
    return { loaded: await channel.call('load', { id, modules, origin }, { timeoutMs: limits.loadMs }) };
  } catch (error) {
    if (certainlyNotDone(error)) {
      await abandon(outbox, id, error.message);
      throw error;
    }
    const settled = await settle(channel, id, () => true);
    const { name, pid } = channel.greeting;
    if (!settled?.patch) {
      settled?.channel.close();
      // The outbox keeps the entry: whoever attaches next finds out.
      if (error instanceof Failure && error.code === 'target_busy') throw error;
      throw outcomeUnknown('loaded', id, { name, pid }, error);
    }
    if (settled.patch.state !== 'live') {
      settled.channel.close();
      await abandon(outbox, id, `the process has it as ${settled.patch.state}`);
      throw takenBack(settled.patch);
    }
    const functions = planned.plan.modules.reduce((sum, { changes }) => sum + changes.length, 0);
    return { loaded: { id, state: 'live', functions, pauseMs: 0 }, settled };
  }
}

async function recordIt(outbox: Outbox, channel: Channel, loaded: Loaded): Promise<RecordOutcome> {
  try {
    await outbox.loaded(loaded.id, loaded);
  } catch (error) {
    return { record: { state: 'live' }, waiting: waitingFor(error) };
  }
  return finishRecord(outbox, channel, loaded.id);
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
