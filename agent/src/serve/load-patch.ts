import type { Loaded, Patch, PatchOrigin } from '@suture/protocol/patch.js';
import type { Migration } from '@suture/protocol/migration.js';
import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import type { Tryout } from '@suture/protocol/trial.js';
import { canonicalJson, digest } from '../journal/entry.ts';
import { limits } from '../limits.ts';
import { coversOf, migrationProgram, withMigration } from '../plan/migration.ts';
import type { Prepared } from '../plan/prepared.ts';
import { type Answer, done, refuse } from './answer.ts';
import { carryOut } from './carry-out.ts';
import { ledgerModules } from './keeping.ts';
import type { OnTrial } from './on-trial.ts';
import type { PatchesContext } from './patches-context.ts';
import type { Register } from './register.ts';
import type { Before } from './trial-gates.ts';
import { trialProgram } from './trial-program.ts';
import { whyRefused } from './why-refused.ts';

/** A patch as a shell hands it over. */
export interface Order {
  readonly id: string;
  readonly edits: readonly ModuleEdit[];
  readonly origin: PatchOrigin;
  readonly tryout: Tryout;
}

/** Plans edits, and journals and loads them. */
export class LoadPatch {
  readonly #context: PatchesContext;
  readonly #register: Register;
  readonly #onTrial: OnTrial;

  constructor(context: PatchesContext, register: Register, onTrial: OnTrial) {
    this.#context = context;
    this.#register = register;
    this.#onTrial = onTrial;
  }

  /** Plans an edit without any effect. */
  plan(edits: readonly ModuleEdit[], tryout: Tryout, migration?: Migration): Answer<Plan> {
    const prepared = this.#prepare('plan', edits, tryout, migration);
    return prepared.ok ? done({ ...prepared.result.plan, ...tryout }) : prepared;
  }

  /** Looks at how things are before a patch is loaded on probation; undefined when there is nothing to look at. */
  async observe({ id, edits, tryout }: Order): Promise<Before | undefined> {
    if (!tryout.probation || this.#register.get(id)) return undefined;
    const prepared = this.#prepare(id, edits, tryout);
    const program = prepared.ok ? prepared.result.program : undefined;
    if (!program) return undefined;
    const forMs = Math.min(limits.baselineMs, tryout.probation.forMs / limits.baselinePart);
    return this.#onTrial.observe(program, forMs);
  }

  /** Journals a patch and loads it; the same one twice is loaded once. */
  async load({ id, edits, origin, tryout }: Order, before: Before | undefined): Promise<Answer<Loaded>> {
    const { migration } = origin;
    const sources = edits.map(({ url, source }) => ({ url, source }));
    const content = digest(canonicalJson(migration ? [...sources, migration] : sources));
    const known = this.#register.get(id);
    if (known) {
      if (known.content !== content) return refuse('conflict', `Patch ${id} is another one already.`);
      if (known.patch.state === 'live') return done(known.loaded);
      return refuse('wrong_state', `Patch ${id} is ${known.patch.state} and is not loaded again.`);
    }
    const prepared = this.#prepare(id, edits, tryout, migration);
    if (!prepared.ok) return prepared;
    const { plan, program } = prepared.result;
    if (!plan.applicable || !program) return refuse('plan_refused', whyRefused(plan));

    const { bridge, journal, workbench, displayPath, evidence } = this.#context;
    const modules = ledgerModules(edits, workbench, displayPath, evidence);
    const isTried = tryout.canary !== undefined || tryout.probation !== undefined;
    const intent = journal.write({ kind: 'loading', patch: id, modules: edits, origin, ...(isTried && { tryout }) });
    if (!intent.ok) return refuse('not_recordable', `${intent.message}.`);
    const committed = await carryOut(bridge, { ...program, migration: migrationProgram(id, migration, 'up') });
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
    this.#register.keep(this.#onTrial.begin({ patch, origin, content, loaded, modules }, tryout, before));
    return done(loaded);
  }

  #prepare(id: string, edits: readonly ModuleEdit[], tryout: Tryout, migration?: Migration): Answer<Prepared> {
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
    const trial = trialProgram(tryout);
    if (!trial.ok) return trial;
    const { canaries } = this.#register;
    const prepared = workbench.plan(id, edits, displayPath, {
      trial: trial.result,
      canaries,
      ...(migration && { covers: coversOf(migration) }),
    });
    return done(migration ? withMigration(prepared, migration, tryout) : prepared);
  }
}
