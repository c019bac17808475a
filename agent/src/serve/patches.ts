import { createHash } from 'node:crypto';
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
import { canonicalJson } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { limits } from '../limits.ts';
import type { Workbench } from '../plan/workbench.ts';
import type { Program } from '../swap/program.ts';
import type { Committed } from '../swap/runtime.ts';
import { type Answer, done, refuse } from './answer.ts';

/*
 * A patch here:    ──load──▶ live ──rollback──▶ rolledBack
 * Its record:      only forward, see recordStates.
 */
interface Kept {
  patch: Patch;
  readonly origin: PatchOrigin;
  readonly content: string;
  readonly loaded: Loaded;
}

/** What {@link Patches} works with. */
export interface PatchesContext {
  readonly bridge: Bridge;
  readonly workbench: Workbench;
  readonly journal: Journal;
  readonly displayPath: (url: string) => string;
  /** Called after each change of a patch. */
  readonly onChange: (patch: Patch) => void;
}

/** The patches of this process: loads, rolls back and records them, one at a time, journal first. */
export class Patches {
  readonly #context: PatchesContext;
  readonly #kept = new Map<string, Kept>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: PatchesContext) {
    this.#context = context;
  }

  /** Every patch, newest last. */
  list(): Patch[] {
    return [...this.#kept.values()].map(({ patch }) => patch);
  }

  /** Number of live patches. */
  get liveCount(): number {
    return this.list().filter(({ state }) => state === 'live').length;
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
  rollback(id: string): Promise<Answer<{ id: string; state: PatchState }>> {
    return this.#oneAtATime(() => this.#rollback(id));
  }

  /** Takes note of how far the record of a patch has come. */
  record(id: string, record: PatchRecord): Promise<Answer<PatchRecord>> {
    return this.#oneAtATime(() => Promise.resolve(this.#record(id, record)));
  }

  async #load(id: string, edits: readonly ModuleEdit[], origin: PatchOrigin): Promise<Answer<Loaded>> {
    const content = digest(edits);
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

    const { bridge, journal, workbench, displayPath } = this.#context;
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
    this.#keep({ patch, origin, content, loaded });
    return done(loaded);
  }

  async #rollback(id: string): Promise<Answer<{ id: string; state: PatchState }>> {
    const kept = this.#kept.get(id);
    if (!kept) return unknownPatch(id);
    if (kept.patch.state !== 'live') {
      return refuse('wrong_state', `Patch ${id} is ${kept.patch.state} already.`);
    }
    const { bridge, journal, workbench } = this.#context;
    const program = workbench.rollback(id);
    if ('code' in program) return refuse(program.code, program.message);
    journal.write({ kind: 'rollingBack', patch: id });
    const committed = await carryOut(bridge, program);
    if (!committed.ok) {
      journal.write({ kind: 'notRolledBack', patch: id, ...committed.failure });
      return committed;
    }
    workbench.committed(program, committed.result.gone);
    journal.write({ kind: 'rolledBack', patch: id });
    this.#keep({ ...kept, patch: { ...kept.patch, state: 'rolledBack' } });
    return done({ id, state: 'rolledBack' });
  }

  #record(id: string, record: PatchRecord): Answer<PatchRecord> {
    const kept = this.#kept.get(id);
    if (!kept) return unknownPatch(id);
    const before = kept.patch.record;
    if (recordStates.indexOf(record.state) < recordStates.indexOf(before.state)) return done(before);
    const merged: PatchRecord = { ...before, ...withoutUndefined(record) };
    if (canonicalJson(merged) === canonicalJson(before)) return done(before);
    const written = this.#context.journal.write({ kind: 'recorded', patch: id, record: merged });
    if (!written.ok) return refuse('not_recordable', `${written.message}.`);
    this.#keep({ ...kept, patch: { ...kept.patch, record: merged } });
    return done(merged);
  }

  #keep(kept: Kept): void {
    this.#kept.set(kept.patch.id, kept);
    this.#context.onChange(kept.patch);
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

async function carryOut(bridge: Bridge, program: Program): Promise<Answer<Committed>> {
  const staged = await bridge.callWithin(limits.stageMs, 'stage', program);
  if (!staged.timely) {
    void bridge.call('discard', program.id);
    return refuse(
      'target_busy',
      `The main thread did not prepare the code within ${limits.stageMs} ms; nothing was changed.`,
    );
  }
  if (!staged.result.ok) return refuse(staged.result.code, staged.result.message);
  const { id } = program;
  const committed = await bridge.offer(limits.commitMs, 'commit', (ticket) => ({ id, ticket }));
  if (!committed.timely || 'withdrawn' in committed.result) {
    void bridge.call('discard', id);
    return refuse('target_busy', `The main thread was busy for ${limits.commitMs} ms; nothing was changed.`);
  }
  if ('conflict' in committed.result) {
    void bridge.call('discard', id);
    return refuse('conflict', committed.result.conflict);
  }
  return done(committed.result);
}

function reasons(plan: Plan): string {
  const all = plan.modules.flatMap(({ path, refusals }) =>
    refusals.map(({ line, reason }) => `${path}:${line}: ${reason}`),
  );
  if (all.length === 0) return 'The edit changes nothing that runs.';
  const rest = all.length - limits.quotedReasons;
  return all.slice(0, limits.quotedReasons).join(' ') + (rest > 0 ? ` And ${rest} more.` : '');
}

function digest(edits: readonly ModuleEdit[]): string {
  const content = edits.map(({ url, source }) => ({ url, source }));
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
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
