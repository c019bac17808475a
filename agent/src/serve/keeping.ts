import { type Loaded, type Patch, type PatchOrigin, recordStates } from '@suture/protocol/patch.js';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { isOnTrial } from '@suture/protocol/on-trial.js';
import { canonicalJson, digest } from '../journal/entry.ts';
import { transpiledDigest, type Evidence } from '../journal/judge.ts';
import type { Ledger, LedgerModule } from '../journal/ledger.ts';
import type { Leases } from '../journal/leases.ts';
import type { Workbench } from '../plan/workbench.ts';

/** A patch of this process, with everything that its record and its next start need. */
export interface Kept {
  readonly patch: Patch;
  readonly origin: PatchOrigin;
  readonly content: string;
  readonly loaded: Loaded;
  readonly modules: readonly LedgerModule[];
}

/** Describes the modules of an edit by the files that they were loaded from. To be asked before the edit is in force. */
export function ledgerModules(
  edits: readonly ModuleEdit[],
  workbench: Workbench,
  displayPath: (url: string) => string,
  evidence: Evidence,
): LedgerModule[] {
  return edits.flatMap(({ url, source, map }) => {
    const module = workbench.module(url);
    if (!module) return [];
    const path = displayPath(url);
    const { stripped } = module;
    return {
      path,
      loaded: digest(module.source),
      on: digest(module.running),
      disk: transpiledDigest({ path, stripped }, evidence.root),
      stripped,
      source,
      ...(map !== undefined && { map }),
    };
  });
}

/** Says whether others can see the record of a patch. */
export function isRecorded({ record }: Patch): boolean {
  return recordStates.indexOf(record.state) >= recordStates.indexOf('open');
}

/** What {@link Keeping} works with. */
export interface KeepingContext {
  readonly ledger: Ledger;
  readonly leases: Leases;
  readonly leaseMs: number;
  /** Undefined where patches are not applied again: then nothing is kept. */
  readonly service: string | undefined;
}

/**
 * Keeps lease and ledger in step with the patches: a live patch is in the ledger when it is recorded, and on a lease when it
 * is not. A patch counts as recorded, too, when a recorded one stands on top of it: that record holds its change.
 */
export class Keeping {
  readonly #context: KeepingContext;
  readonly #written = new Map<string, string>();
  /** Patches whose lease has ended and that stay, because only alarms are wanted. */
  readonly #ended = new Set<string>();

  constructor(context: KeepingContext) {
    this.#context = context;
  }

  /** Brings both up to what the patches are now, the oldest first. Throws what the file system says. */
  settle(all: readonly Kept[]): void {
    const { leases, leaseMs } = this.#context;
    for (const kept of all) {
      const { id, state } = kept.patch;
      if (state === 'retired') continue;
      const recorded = state === 'live' && recorderOf(kept, all) !== undefined;
      // First of all: while the disk does not take it, the lease goes on.
      if (recorded) this.#write(kept);
      else this.drop(id);
      if (state !== 'live' || recorded) {
        leases.drop(id);
        this.#ended.delete(id);
      } else if (leases.remainingMs(id) === undefined && !this.#ended.has(id)) leases.grant(id, leaseMs);
    }
  }

  /** Takes note that a lease has ended and the patch stays. */
  stays(id: string): void {
    this.#ended.add(id);
  }

  /** Grants a lease in place of the one that is there, or was. */
  extend(id: string, ms: number): void {
    this.#ended.delete(id);
    this.#context.leases.grant(id, ms);
  }

  /** Takes a patch out of the ledger. Throws what the file system says. */
  drop(id: string): void {
    if (!this.#written.has(id)) return;
    this.#context.ledger.drop(id);
    // Only now: what the disk did not take is tried again with the next change.
    this.#written.delete(id);
  }

  /** Takes note of a patch that was in the ledger when the process started. */
  found(kept: Kept): void {
    this.#written.set(kept.patch.id, textOf(kept));
  }

  #write(kept: Kept): void {
    const { ledger, service } = this.#context;
    const { id } = kept.patch;
    const text = textOf(kept);
    if (service === undefined) return;
    if (this.#written.get(id) === text) return;
    ledger.keep({ id, service, ...kept });
    this.#written.set(id, text);
  }
}

/** What of a patch decides over its next start. */
function textOf({ patch, modules }: Kept): string {
  const sources = modules.map(({ path, on, source }) => ({ path, on, source: digest(source) }));
  return canonicalJson({ record: patch.record, isOnTrial: isOnTrial(patch), sources });
}

/** The patch whose record holds the change of this one: itself, or a live one on top of it; undefined when there is none. */
export function recorderOf({ patch }: Kept, all: readonly Kept[]): string | undefined {
  if (isRecorded(patch)) return patch.id;
  const later = all.slice(all.findIndex((kept) => kept.patch.id === patch.id) + 1);
  const cover = later.find(
    (kept) =>
      kept.patch.state === 'live' &&
      isRecorded(kept.patch) &&
      patch.modules.every((path) => kept.patch.modules.includes(path)),
  );
  return cover?.patch.id;
}

/** Live patches that stand on top of one, the newest first. */
export function standingOn({ patch }: Kept, all: readonly Kept[]): Kept[] {
  const later = all.slice(all.findIndex((kept) => kept.patch.id === patch.id) + 1);
  return later
    .filter(({ patch: { state, modules } }) => state === 'live' && modules.some((path) => patch.modules.includes(path)))
    .reverse();
}
