import type { Person } from '@suture/protocol/ledger.js';
import type { PatchState } from '@suture/protocol/patch.js';
import type { LeftBehind } from '@suture/protocol/remark.js';
import type { GoingBack } from '../journal/entry.ts';
import { limits } from '../limits.ts';
import { leaveOut } from '../load/replay.ts';
import { reasonOf } from '../look/reason-of.ts';
import { migrationProgram } from '../plan/migration.ts';
import { type Answer, done, refuse, unknownPatch } from './answer.ts';
import { carryOut } from './carry-out.ts';
import { isRecorded, type Kept, standingOn } from './keeping.ts';
import type { OnTrial } from './on-trial.ts';
import type { PatchesContext } from './patches-context.ts';
import { rebased } from './rebase.ts';
import type { Register } from './register.ts';

/** Who wants a patch out, and why. */
export interface Reason {
  readonly by?: Person | undefined;
  readonly why?: string | undefined;
}

/** A patch that is not in force any more. */
export interface RolledBack {
  readonly id: string;
  readonly state: PatchState;
  /** What went wrong beside it: a sentence without its full stop. */
  readonly note?: string;
  /** What stays as the patch made it. */
  readonly left?: readonly LeftBehind[];
}

interface Gone {
  readonly downFailed?: string | undefined;
  readonly left?: readonly LeftBehind[];
}

function leftOf({ left = [] }: Gone): { readonly left?: readonly LeftBehind[] } {
  return left.length > 0 ? { left: left.slice(0, limits.leftBehind) } : {};
}

function noteOf({ downFailed }: Gone): { readonly note?: string } {
  if (downFailed === undefined) return {};
  return { note: `\`down\` of its migration ${downFailed}: the code is as before, and the state as it was left` };
}

const goingBack: {
  readonly [S in 'rolledBack' | 'takenBack']: readonly [
    Extract<GoingBack['kind'], 'rollingBack' | 'takingBack'>,
    S,
    Extract<GoingBack['kind'], 'notRolledBack' | 'notTakenBack'>,
  ];
} = {
  rolledBack: ['rollingBack', 'rolledBack', 'notRolledBack'],
  takenBack: ['takingBack', 'takenBack', 'notTakenBack'],
};

/** Takes patches out of the process again: because somebody says so, or by itself. One at a time, and journal first. */
export class TakeOut {
  readonly #context: PatchesContext;
  readonly #register: Register;
  readonly #onTrial: OnTrial;

  constructor(context: PatchesContext, register: Register, onTrial: OnTrial) {
    this.#context = context;
    this.#register = register;
    this.#onTrial = onTrial;
  }

  /** Goes on when the journal cannot be written: going back must always be possible. */
  async rollback(id: string, reason: Reason): Promise<Answer<RolledBack>> {
    const kept = this.#register.get(id);
    if (!kept) return unknownPatch(id);
    if (kept.patch.state !== 'live' && kept.patch.state !== 'retired') {
      return refuse('wrong_state', `Patch ${id} is ${kept.patch.state} already.`);
    }
    const out = await this.#takeOut(kept, 'rolledBack', reason);
    return out.ok ? done({ id, state: 'rolledBack', ...noteOf(out.result), ...leftOf(out.result) }) : out;
  }

  /** Takes a live patch back with all that stand on it; `more` says more of the reason to people. */
  async takeBack(kept: Kept, why: string, more = ''): Promise<Answer<null>> {
    const { id } = kept.patch;
    for (const one of [...standingOn(kept, this.#register.all), kept]) {
      const out = await this.#takeOut(one, 'takenBack', { why: one === kept ? why : `it stood on ${id}: ${why}` });
      if (!out.ok) return out;
      this.#register.alarm(one.patch.id, `patch ${one.patch.id} was taken back: ${why}${more}; its diff is kept`);
    }
    return done(null);
  }

  /** Ends a patch that has run without a record for as long as it may. */
  async endLease(id: string): Promise<void> {
    const register = this.#register;
    const kept = register.get(id);
    if (kept?.patch.state !== 'live' || register.recorderOf(kept) !== undefined) return;
    const reached = isRecorded(kept.patch) ? '' : ` (its record is ${kept.patch.record.state})`;
    if (this.#context.record === 'advisory') {
      this.#context.journal.write({ kind: 'leaseEnded', patch: id, why: 'SUTURE_RECORD is advisory' });
      register.keeping.stays(id);
      register.keep({ ...kept, patch: { ...kept.patch, note: 'its lease has ended, and it has no record' } });
      register.alarm(id, `the lease of patch ${id} has ended${reached}; it stays, because SUTURE_RECORD is advisory`);
      return;
    }
    const out = await this.takeBack(kept, 'its lease ended without a record', reached);
    if (out.ok) return;
    register.keeping.extend(id, limits.leaseRetryMs);
    register.alarm(id, `patch ${id} has outlived its lease and cannot be taken back yet: ${out.failure.message}`);
  }

  /** A patch that was to be applied again met a file that it was not made for: none of it runs on. */
  async retire(id: string, why: string): Promise<void> {
    const kept = this.#register.get(id);
    if (kept?.patch.state !== 'live') return;
    const out = await this.fromModules(id);
    const note = out.ok
      ? `lost by the deploy: ${why}`
      : `${why}, and what was applied cannot be taken out: ${out.failure.message}`;
    this.#context.journal.write({ kind: 'retired', patch: id, why: note });
    this.#register.keep({ ...kept, patch: { ...kept.patch, state: out.ok ? 'retired' : 'live', note } });
    this.#register.alarm(id, `patch ${id} is not applied again, ${note}`);
  }

  /** Takes a patch out of every module that runs with it, and keeps it out of those that are still to be loaded. */
  async fromModules(id: string): Promise<Answer<Gone>> {
    const { bridge, workbench, recall, displayPath } = this.#context;
    const back = workbench.rollback(id, this.#register.canaries, displayPath);
    if ('code' in back) {
      // Nothing runs with it: it was retired, or no module of it is loaded yet.
      if (back.code === 'unknown_patch') {
        if (recall?.table) leaveOut(recall.table, id);
        return done({});
      }
      return refuse(back.code, back.message);
    }
    const { program, left } = back;
    const migration = migrationProgram(id, this.#register.get(id)?.origin.migration, 'down');
    const committed = await carryOut(bridge, { ...program, migration }).catch((error: unknown) =>
      // Told and tried again, as any other reason is: it must not end the thread that takes patches back.
      refuse('internal', `${bridge.who} could not: ${reasonOf(error)}.`),
    );
    if (!committed.ok) return committed;
    workbench.committed(program, committed.result.gone);
    if (recall?.table) leaveOut(recall.table, id);
    return done({ downFailed: committed.result.downFailed, left });
  }

  async #takeOut(kept: Kept, state: 'rolledBack' | 'takenBack', { by, why }: Reason): Promise<Answer<Gone>> {
    const { id } = kept.patch;
    const { journal } = this.#context;
    const register = this.#register;
    const [intent, outcome, not] = goingBack[state];
    journal.write({ kind: intent, patch: id, by, why });
    const out = await this.fromModules(id);
    if (!out.ok) {
      journal.write({ kind: not, patch: id, ...out.failure });
      return out;
    }
    const last = await this.#onTrial.end(kept);
    for (const one of rebased(register.all, kept, (path) => this.#loadedSource(path))) register.note(one);
    // Out of the ledger first: what the journal has as gone must not come back with the next start.
    const { note: failed } = noteOf(out.result);
    const left = leftOf(out.result);
    const note = [why ?? [], failed ?? []].flat().join('; ');
    register.keep({ ...last, patch: { ...last.patch, state, ...(note ? { note } : {}), ...left } });
    journal.write({ kind: outcome, patch: id, ...left });
    if (failed !== undefined) register.alarm(id, `patch ${id} is out, but ${failed}`);
    return out;
  }

  #loadedSource(path: string): string | undefined {
    const { workbench, displayPath } = this.#context;
    return workbench.modules().find(({ url }) => displayPath(url) === path)?.source;
  }
}
