import type { AtRestart, Person } from '@suture/protocol/ledger.js';
import {
  type Loaded,
  type Patch,
  type PatchOrigin,
  type PatchRecord,
  type PatchState,
  recordStates,
} from '@suture/protocol/patch.js';
import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { canonicalJson, digest, type GoingBack } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { type Evidence, judge } from '../journal/judge.ts';
import { Ledger } from '../journal/ledger.ts';
import { Leases } from '../journal/leases.ts';
import { mentionOf } from '../journal/mention-of.ts';
import type { Recall } from '../journal/recall.ts';
import { limits } from '../limits.ts';
import { leaveOut } from '../load/replay.ts';
import type { LoadedSource, Workbench } from '../plan/workbench.ts';
import type { Program } from '../swap/program.ts';
import { warn } from '../warn.ts';
import { type Answer, done, refuse } from './answer.ts';
import { carryOut } from './carry-out.ts';
import { isRecorded, Keeping, type Kept, ledgerModules, recorderOf, standingOn } from './keeping.ts';
import { retell } from './retell.ts';

/** What {@link Patches} works with. */
export interface PatchesContext {
  readonly bridge: Bridge;
  readonly workbench: Workbench;
  readonly journal: Journal;
  readonly displayPath: (url: string) => string;
  readonly evidence: Evidence;
  readonly ledgerFolder: string;
  /** The script that this process was started with. */
  readonly service: string;
  readonly record: 'required' | 'advisory';
  readonly leaseMs: number;
  /** What was found in the ledger when the process started. */
  readonly recall: Recall | undefined;
  /** Called after each change of a patch. */
  readonly onChange: (patch: Patch) => void;
  /** Called with what every attached person should know now. */
  readonly onAlarm: (patch: string, message: string) => void;
}

/** Who wants a patch out, and why. */
export interface Reason {
  readonly by?: Person | undefined;
  readonly why?: string | undefined;
}

/*
 * A patch here:    ──load──▶ live ──rollback──▶ rolledBack
 *                             ├──lease ends unrecorded──▶ takenBack
 *   ──found at the start──▶ live, or retired when it does not fit
 * Its record:      only forward, see recordStates.
 */

/** The patches of this process: loads, rolls back, records and takes them back, one at a time, journal first. */
export class Patches {
  readonly #context: PatchesContext;
  readonly #kept = new Map<string, Kept>();
  readonly #ledger: Ledger;
  readonly #leases: Leases;
  readonly #keeping: Keeping;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: PatchesContext) {
    this.#context = context;
    const { service, leaseMs, journal, recall } = context;
    this.#ledger = new Ledger(context.ledgerFolder);
    this.#leases = new Leases((id) => void this.#oneAtATime(() => this.#endLease(id)));
    this.#keeping = new Keeping({ ledger: this.#ledger, leases: this.#leases, leaseMs, service });
    for (const found of retell(recall, this.#ledger, journal)) {
      this.#kept.set(found.patch.id, found);
      this.#keeping.found(found);
    }
    this.#mention();
  }

  /** Every patch, newest last. */
  list(): Patch[] {
    return [...this.#kept.values()].map((kept) => this.#shown(kept));
  }

  /** Number of live patches. */
  get liveCount(): number {
    return [...this.#kept.values()].filter(({ patch }) => patch.state === 'live').length;
  }

  /** What runs without a record that others can see, and how long it may. */
  get unrecorded(): { readonly unrecorded: number; readonly leaseEndsAt?: string | undefined } {
    const all = [...this.#kept.values()];
    const open = all.filter((kept) => kept.patch.state === 'live' && recorderOf(kept, all) === undefined);
    const [leaseEndsAt] = open.flatMap((kept) => this.#shown(kept).leaseEndsAt ?? []).sort();
    return { unrecorded: open.length, leaseEndsAt };
  }

  /** What the record of a patch is made from. */
  origin(id: string): Answer<PatchOrigin> {
    const kept = this.#kept.get(id);
    return kept ? done(kept.origin) : unknownPatch(id);
  }

  /** Plans an edit without any effect. */
  plan(edits: readonly ModuleEdit[]): Answer<Plan> {
    const prepared = this.#prepare('plan', edits);
    return prepared.ok ? done(prepared.result.plan) : prepared;
  }

  /** Journals a patch and loads it; the same one twice is loaded once. */
  load(id: string, edits: readonly ModuleEdit[], origin: PatchOrigin): Promise<Answer<Loaded>> {
    return this.#oneAtATime(() => this.#load(id, edits, origin));
  }

  /** Takes a patch out again. Goes on when the journal cannot be written: going back must always be possible. */
  rollback(id: string, reason: Reason): Promise<Answer<{ id: string; state: PatchState }>> {
    return this.#oneAtATime(() => this.#rollback(id, reason));
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
    const all = [...this.#kept.values()].filter(({ patch }) => patch.state === 'live');
    const recorded = all.filter((kept) => recorderOf(kept, all) !== undefined);
    const { service, evidence } = this.#context;
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
      void this.#oneAtATime(() => this.#unfit(id, `${this.#context.displayPath(source.url)} is another file`));
    }
    for (const { id } of source.replayed?.patches ?? []) {
      // Rolled back while the module was on its way.
      if (this.#kept.get(id)?.patch.state !== 'live') void this.#oneAtATime(() => this.#takeOutOf(id));
    }
  }

  async #load(id: string, edits: readonly ModuleEdit[], origin: PatchOrigin): Promise<Answer<Loaded>> {
    const content = digest(canonicalJson(edits.map(({ url, source }) => ({ url, source }))));
    const known = this.#kept.get(id);
    if (known) {
      if (known.content !== content) return refuse('conflict', `Patch ${id} is another one already.`);
      if (known.patch.state === 'live') return done(known.loaded);
      return refuse('wrong_state', `Patch ${id} is ${known.patch.state} and is not loaded again.`);
    }
    const prepared = this.#prepare(id, edits);
    if (!prepared.ok) return prepared;
    const { plan, program } = prepared.result;
    if (!plan.applicable || !program) return refuse('plan_refused', reasons(plan));

    const { bridge, journal, workbench, displayPath, evidence } = this.#context;
    const modules = ledgerModules(edits, workbench, displayPath, evidence);
    const intent = journal.write({ kind: 'loading', patch: id, modules: edits, origin });
    if (!intent.ok) return refuse('not_recordable', `${intent.message}.`);
    const committed = await carryOut(bridge, program);
    if (!committed.ok) {
      journal.write({ kind: 'notLoaded', patch: id, ...committed.failure });
      return committed;
    }
    workbench.committed(program, committed.result.gone);
    const loaded: Loaded = { id, state: 'live', functions: program.functions, pauseMs: committed.result.pauseMs };
    const patch: Patch = {
      id,
      state: 'live',
      why: origin.why,
      author: `${origin.author.name} <${origin.author.email}>`,
      modules: plan.modules.map(({ url }) => displayPath(url)),
      appliedAt: new Date().toISOString(),
      record: { state: 'live' },
    };
    // The intent is on the disk; that it came to pass is what the process itself shows.
    journal.write({ kind: 'loaded', patch: id, loaded });
    this.#keep({ patch, origin, content, loaded, modules });
    return done(loaded);
  }

  async #rollback(id: string, reason: Reason): Promise<Answer<{ id: string; state: PatchState }>> {
    const kept = this.#kept.get(id);
    if (!kept) return unknownPatch(id);
    if (kept.patch.state !== 'live' && kept.patch.state !== 'retired') {
      return refuse('wrong_state', `Patch ${id} is ${kept.patch.state} already.`);
    }
    const out = await this.#takeOut(kept, 'rolledBack', reason);
    return out.ok ? done({ id, state: 'rolledBack' }) : out;
  }

  async #takeOut(kept: Kept, state: 'rolledBack' | 'takenBack', { by, why }: Reason): Promise<Answer<null>> {
    const { id } = kept.patch;
    const { journal } = this.#context;
    const [intent, outcome, not] = goingBack[state];
    journal.write({ kind: intent, patch: id, by, why });
    const out = await this.#takeOutOf(id);
    if (!out.ok) {
      journal.write({ kind: not, patch: id, ...out.failure });
      return out;
    }
    // Out of the ledger first: what the journal has as gone must not come back with the next start.
    this.#keep({ ...kept, patch: { ...kept.patch, state, ...(why ? { note: why } : {}) } });
    journal.write({ kind: outcome, patch: id });
    return done(null);
  }

  /** Takes a patch out of every module that runs with it, and keeps it out of those that are still to be loaded. */
  async #takeOutOf(id: string): Promise<Answer<null>> {
    const { bridge, workbench, recall } = this.#context;
    const program = workbench.rollback(id);
    if ('code' in program) {
      // Nothing runs with it: it was retired, or no module of it is loaded yet.
      if (program.code === 'unknown_patch') {
        if (recall?.table) leaveOut(recall.table, id);
        return done(null);
      }
      return refuse(program.code, program.message);
    }
    const committed = await carryOut(bridge, program);
    if (!committed.ok) return committed;
    workbench.committed(program, committed.result.gone);
    if (recall?.table) leaveOut(recall.table, id);
    return done(null);
  }

  #record(id: string, record: PatchRecord): Answer<PatchRecord> {
    const kept = this.#kept.get(id);
    if (!kept) return unknownPatch(id);
    const before = kept.patch.record;
    if (recordStates.indexOf(record.state) < recordStates.indexOf(before.state)) return done(before);
    const merged: PatchRecord = { ...before, ...withoutUndefined(record) };
    if (canonicalJson(merged) === canonicalJson(before)) return done(before);
    const recorded: Kept = { ...kept, patch: { ...kept.patch, record: merged } };
    try {
      this.#keeping.settle([...this.#kept.values()].map((one) => (one === kept ? recorded : one)));
    } catch (error) {
      return refuse('not_recordable', `${this.#ledger.folder} cannot be written: ${(error as Error).message}.`);
    }
    const written = this.#context.journal.write({ kind: 'recorded', patch: id, record: merged });
    if (!written.ok) return refuse('not_recordable', `${written.message}.`);
    this.#keep(recorded);
    return done(merged);
  }

  #extend(id: string, ms: number, why: string, by: Person): Answer<Patch> {
    const kept = this.#kept.get(id);
    if (!kept) return unknownPatch(id);
    if (kept.patch.state !== 'live') return refuse('wrong_state', `Patch ${id} is ${kept.patch.state}.`);
    const recorder = recorderOf(kept, [...this.#kept.values()]);
    if (recorder !== undefined) return refuse('wrong_state', `Patch ${id} is recorded and needs no lease.`);
    const written = this.#context.journal.write({ kind: 'extended', patch: id, ms, why, by });
    if (!written.ok) return refuse('not_recordable', `${written.message}.`);
    this.#keeping.extend(id, ms);
    this.#keep(kept);
    return done(this.#shown(kept));
  }

  async #endLease(id: string): Promise<void> {
    const kept = this.#kept.get(id);
    const all = [...this.#kept.values()];
    if (kept?.patch.state !== 'live' || recorderOf(kept, all) !== undefined) return;
    const reached = isRecorded(kept.patch) ? '' : ` (its record is ${kept.patch.record.state})`;
    if (this.#context.record === 'advisory') {
      this.#context.journal.write({ kind: 'leaseEnded', patch: id, why: 'SUTURE_RECORD is advisory' });
      this.#keeping.stays(id);
      this.#keep({ ...kept, patch: { ...kept.patch, note: 'its lease has ended, and it has no record' } });
      this.#alarm(id, `the lease of patch ${id} has ended${reached}; it stays, because SUTURE_RECORD is advisory`);
      return;
    }
    const why = 'its lease ended without a record';
    for (const one of [...standingOn(kept, all), kept]) {
      const out = await this.#takeOut(one, 'takenBack', { why: one === kept ? why : `it stood on ${id}: ${why}` });
      if (!out.ok) {
        this.#keeping.extend(id, limits.leaseRetryMs);
        this.#alarm(id, `patch ${id} has outlived its lease and cannot be taken back yet: ${out.failure.message}`);
        return;
      }
      this.#alarm(one.patch.id, `patch ${one.patch.id} was taken back: ${why}${reached}; its diff is kept`);
    }
  }

  /** A patch that was to be applied again met a file that it was not made for: none of it runs on. */
  async #unfit(id: string, why: string): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept?.patch.state !== 'live') return;
    const out = await this.#takeOutOf(id);
    const note = out.ok
      ? `lost by the deploy: ${why}`
      : `${why}, and what was applied cannot be taken out: ${out.failure.message}`;
    this.#context.journal.write({ kind: 'retired', patch: id, why: note });
    this.#keep({ ...kept, patch: { ...kept.patch, state: out.ok ? 'retired' : 'live', note } });
    this.#alarm(id, `patch ${id} is not applied again, ${note}`);
  }

  #alarm(id: string, message: string): void {
    warn(message);
    this.#context.onAlarm(id, message);
  }

  #keep(kept: Kept): void {
    const { id } = kept.patch;
    this.#kept.set(id, kept);
    try {
      this.#keeping.settle([...this.#kept.values()]);
    } catch (error) {
      warn(`${this.#ledger.folder} cannot be written: ${(error as Error).message}; a restart may bring ${id} back`);
    }
    this.#mention();
    this.#context.onChange(this.#shown(kept));
  }

  /** Lets the main thread know what runs, should it have to say so in a hurry. */
  #mention(): void {
    const live = [...this.#kept.values()].filter(({ patch }) => patch.state === 'live');
    void this.#context.bridge.call(
      'mention',
      live.map(({ patch }) => mentionOf(patch)),
    );
  }

  #shown({ patch }: Kept): Patch {
    const left = this.#leases.remainingMs(patch.id);
    if (left === undefined) return patch;
    // Told by the clock of now, which somebody may have set since.
    const endsAt = Math.round((Date.now() + left) / 1_000) * 1_000;
    return { ...patch, leaseEndsAt: new Date(endsAt).toISOString() };
  }

  #prepare(id: string, edits: readonly ModuleEdit[]): Answer<{ plan: Plan; program?: Program | undefined }> {
    const { workbench, displayPath } = this.#context;
    if (edits.length === 0) return refuse('bad_request', 'modules: expected at least one.');
    for (const { url, version } of edits) {
      const module = workbench.module(url);
      if (!module) return refuse('module_not_loaded', `${url} is not among the modules that are loaded.`);
      if (module.version !== version) {
        return refuse(
          'conflict',
          `${displayPath(url)} is at version ${module.version} now; the edit was made from version ${version}.`,
        );
      }
    }
    return done(workbench.plan(id, edits, displayPath));
  }

  #oneAtATime<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(act);
    this.#queue = next.catch(() => {});
    return next;
  }
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

function reasons(plan: Plan): string {
  const all = plan.modules.flatMap(({ path, refusals }) =>
    refusals.map(({ line, reason }) => `${path}:${line}: ${reason}`),
  );
  if (all.length === 0) return 'The edit changes nothing that runs.';
  const rest = all.length - limits.quotedReasons;
  return all.slice(0, limits.quotedReasons).join(' ') + (rest > 0 ? ` And ${rest} more.` : '');
}

function withoutUndefined(record: PatchRecord): PatchRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as PatchRecord;
}

function unknownPatch(id: string): {
  readonly ok: false;
  readonly failure: { code: 'unknown_patch'; message: string };
} {
  return { ok: false, failure: { code: 'unknown_patch', message: `This process knows no patch ${id}.` } };
}
