import type { AtRestart, Person } from '@suture/protocol/ledger.js';
import {
  type Loaded,
  type Patch,
  type PatchOrigin,
  type PatchRecord,
  type PatchState,
  recordStates,
} from '@suture/protocol/patch.js';
import type { Migration } from '@suture/protocol/migration.js';
import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import type { Tryout } from '@suture/protocol/trial.js';
import { canonicalJson } from '../journal/entry.ts';
import { judge } from '../journal/judge.ts';
import type { LoadedSource } from '../plan/loaded-source.ts';
import { type Answer, done, refuse, unknownPatch } from './answer.ts';
import type { Kept } from './keeping.ts';
import { LoadPatch, type Order } from './load-patch.ts';
import { OnTrial } from './on-trial.ts';
import type { PatchesContext } from './patches-context.ts';
import { Promote } from './promote.ts';
import { Register } from './register.ts';
import { type Reason, type RolledBack, TakeOut } from './take-out.ts';

/*
 * A patch here:    ──load──▶ live ──rollback──▶ rolledBack
 *                             ├──lease ends unrecorded, a gate breaks──▶ takenBack
 *   ──found at the start──▶ live, or retired when it does not fit
 * Its record:      only forward, see recordStates.
 * Its trial:       beside it, see Canary and Probation.
 */

/** The patches of this process: loads, rolls back, records and takes them back, one at a time, journal first. */
export class Patches {
  readonly #context: PatchesContext;
  readonly #register: Register;
  readonly #onTrial: OnTrial;
  readonly #loading: LoadPatch;
  readonly #leaving: TakeOut;
  readonly #staying: Promote;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: PatchesContext) {
    this.#context = context;
    this.#register = new Register(context, (id) => void this.#oneAtATime(() => this.#leaving.endLease(id)));
    this.#onTrial = new OnTrial({
      bridge: context.bridge,
      register: this.#register,
      tell: (kept) => context.onFigures(this.#register.shown(kept)),
      takeBack: (id, why) => this.#oneAtATime(() => this.#takeBack(id, why)),
      passed: (id) => this.#oneAtATime(() => this.#staying.passed(id)),
    });
    this.#loading = new LoadPatch(context, this.#register, this.#onTrial);
    this.#leaving = new TakeOut(context, this.#register, this.#onTrial);
    this.#staying = new Promote(context, this.#register, this.#onTrial);
  }

  /** Every patch, newest last; those on trial with the figures of now, if the main thread answers soon. */
  async list(): Promise<Patch[]> {
    await this.#onTrial.look();
    return this.#register.all.map((kept) => this.#register.shown(kept));
  }

  /** The thread has ended, and its patches with it. */
  close(): void {
    this.#register.close();
    this.#onTrial.close();
  }

  /** Number of live patches. */
  get liveCount(): number {
    return this.#register.live.length;
  }

  /** What runs without a record that others can see, and how long it may. */
  get unrecorded(): { readonly unrecorded: number; readonly leaseEndsAt?: string | undefined } {
    const open = this.#register.live.filter((kept) => this.#register.recorderOf(kept) === undefined);
    const [leaseEndsAt] = open.flatMap((kept) => this.#register.shown(kept).leaseEndsAt ?? []).sort();
    return { unrecorded: open.length, leaseEndsAt };
  }

  /** What the record of a patch is made from. */
  origin(id: string): Answer<PatchOrigin> {
    const kept = this.#register.get(id);
    return kept ? done(kept.origin) : unknownPatch(id);
  }

  /** Plans an edit without any effect. */
  plan(edits: readonly ModuleEdit[], tryout: Tryout, migration?: Migration): Answer<Plan> {
    return this.#loading.plan(edits, tryout, migration);
  }

  /** Journals a patch and loads it; one on probation after a look at how things are without it. */
  async load(order: Order): Promise<Answer<Loaded>> {
    const before = await this.#loading.observe(order);
    return this.#oneAtATime(() => this.#loading.load(order, before));
  }

  /** Takes a patch out again. */
  rollback(id: string, reason: Reason): Promise<Answer<RolledBack>> {
    return this.#oneAtATime(() => this.#leaving.rollback(id, reason));
  }

  /** Gives a canary to every call. */
  promote(id: string, reason: Reason): Promise<Answer<{ id: string; state: PatchState }>> {
    return this.#oneAtATime(() => this.#staying.promote(id, reason));
  }

  /** Takes note of how far the record of a patch has come. */
  record(id: string, record: PatchRecord): Promise<Answer<PatchRecord>> {
    return this.#oneAtATime(() => Promise.resolve(this.#record(id, record)));
  }

  /** Lets a patch live unrecorded for a while longer. */
  extend(id: string, ms: number, why: string, by: Person): Promise<Answer<Patch>> {
    return this.#oneAtATime(() => Promise.resolve(this.#extend(id, ms, why, by)));
  }

  /** Says what a restart would make of each live patch; looks at the disk. */
  atRestart(): AtRestart[] {
    const all = this.#register.live;
    const recorded = all.filter((kept) => this.#register.recorderOf(kept) !== undefined);
    const { service, evidence } = this.#context;
    if (service === undefined) {
      const why = 'a worker thread that starts loads its files as they are';
      return all.map(({ patch: { id } }) => ({ id, outcome: 'lost', why }));
    }
    const verdicts = judge(
      recorded.map((kept) => ({ id: kept.patch.id, service, ...kept })),
      evidence,
    );
    return all.map(({ patch: { id } }): AtRestart => {
      const verdict = verdicts.get(id);
      if (!verdict) return { id, outcome: 'lost', why: 'it has no record that others can see' };
      if (verdict.kind === 'reapply')
        return { id, outcome: 'reapplied', why: 'the files are those that it was made for' };
      return { id, outcome: verdict.kind === 'upstream' ? 'contained' : 'lost', why: verdict.why };
    });
  }

  /** Takes note of a module that was loaded, with patches applied again or not. */
  loaded(source: LoadedSource): void {
    this.#context.workbench.loaded(source);
    for (const id of source.unfit ?? []) {
      const path = this.#context.displayPath(source.url);
      const why = source.replayed ? `${path} is without what it stands on` : `${path} is another file`;
      void this.#oneAtATime(() => this.#leaving.retire(id, why));
    }
    for (const { id } of source.replayed?.patches ?? []) {
      // Rolled back while the module was on its way.
      if (this.#register.get(id)?.patch.state !== 'live') void this.#oneAtATime(() => this.#leaving.fromModules(id));
    }
  }

  /** A gate broke: the patch goes, unless it has gone. */
  async #takeBack(id: string, why: string): Promise<boolean> {
    const kept = this.#register.get(id);
    if (kept?.patch.state !== 'live') return true;
    const out = await this.#leaving.takeBack(kept, why);
    if (!out.ok) this.#register.alarm(id, `patch ${id} cannot be taken back yet (${why}): ${out.failure.message}`);
    return out.ok;
  }

  #record(id: string, record: PatchRecord): Answer<PatchRecord> {
    const register = this.#register;
    const kept = register.get(id);
    if (!kept) return unknownPatch(id);
    const before = kept.patch.record;
    if (recordStates.indexOf(record.state) < recordStates.indexOf(before.state)) return done(before);
    const merged: PatchRecord = { ...before, ...withoutUndefined(record) };
    if (canonicalJson(merged) === canonicalJson(before)) return done(before);
    const recorded: Kept = { ...kept, patch: { ...kept.patch, record: merged } };
    try {
      register.keeping.settle(register.all.map((one) => (one === kept ? recorded : one)));
    } catch (error) {
      return refuse('not_recordable', `${register.ledger.folder} cannot be written: ${(error as Error).message}.`);
    }
    const written = this.#context.journal.write({ kind: 'recorded', patch: id, record: merged });
    // The record is where others see it, and the ledger has it: taking the patch back for this entry would help nobody.
    if (!written.ok) register.alarm(id, `the record of patch ${id} is missing in the journal: ${written.message}`);
    register.keep(recorded);
    return done(merged);
  }

  #extend(id: string, ms: number, why: string, by: Person): Answer<Patch> {
    const register = this.#register;
    const kept = register.get(id);
    if (!kept) return unknownPatch(id);
    if (kept.patch.state !== 'live') return refuse('wrong_state', `Patch ${id} is ${kept.patch.state}.`);
    if (register.recorderOf(kept) !== undefined)
      return refuse('wrong_state', `Patch ${id} is recorded and needs no lease.`);
    const written = this.#context.journal.write({ kind: 'extended', patch: id, ms, why, by });
    if (!written.ok) return refuse('not_recordable', `${written.message}.`);
    register.keeping.extend(id, ms);
    register.keep(kept);
    return done(register.shown(kept));
  }

  #oneAtATime<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(act);
    this.#queue = next.catch(() => {});
    return next;
  }
}

function withoutUndefined(record: PatchRecord): PatchRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as PatchRecord;
}
