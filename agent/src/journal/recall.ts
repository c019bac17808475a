import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReplayModule, ReplayTable } from '../load/replay.ts';
import { mentionOf } from './mention-of.ts';
import { type Evidence, judge, type Verdict } from './judge.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import type { Trials } from './trials.ts';

/** What a starting process finds in its ledger. */
export interface Recall {
  readonly entries: readonly { readonly entry: LedgerEntry; readonly verdict: Verdict | Failed }[];
  /** Undefined when no patch is applied again. */
  readonly table: ReplayTable | undefined;
  /** The patches that are applied again, as an uncaught error is to name them. */
  readonly mentions: readonly string[];
}

/** Starts with the patch died early, too often. */
export interface Failed {
  readonly kind: 'failed';
  readonly why: string;
}

/** Reads the ledger of a service and decides what is applied again. */
export function recall(
  folder: string,
  service: string,
  evidence: Evidence,
  trials: Pick<Trials, 'failed'>,
): Recall | undefined {
  const found = new Ledger(folder).entries(service);
  if (found.length === 0) return undefined;
  const verdicts = judge(found, evidence);
  const fits = found.filter(({ id }) => verdicts.get(id)?.kind === 'reapply');
  const died = fits.length > 0 && trials.failed;
  const failed: Failed = { kind: 'failed', why: 'three starts with it ended within a minute' };
  const entries = found.map((entry) => {
    const verdict = verdicts.get(entry.id) ?? failed;
    return { entry, verdict: died && verdict.kind === 'reapply' ? failed : verdict };
  });
  const mentions = died ? [] : fits.map(({ patch }) => mentionOf(patch));
  return { entries, table: died ? undefined : tableOf(fits, verdicts, evidence.root), mentions };
}

/** Says which patches are not applied again, and why: a sentence by id. Those that the files hold are none of them. */
export function notAppliedAgain({ entries }: Recall): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const { entry, verdict } of entries) {
    if (verdict.kind === 'reapply' || verdict.kind === 'upstream') continue;
    const patch = mentionOf(entry.patch);
    told.set(entry.id, `patch ${patch} is not applied again: ${verdict.why}; \`suture patches\` shows it`);
  }
  return told;
}

function tableOf(
  fits: readonly LedgerEntry[],
  verdicts: ReadonlyMap<string, Verdict>,
  root: string,
): ReplayTable | undefined {
  if (fits.length === 0) return undefined;
  const memory = new SharedArrayBuffer(fits.length * Int32Array.BYTES_PER_ELEMENT);
  const modules: Record<string, ReplayModule> = {};
  for (const [place, { id, modules: changed }] of fits.entries()) {
    const verdict = verdicts.get(id);
    if (verdict?.kind !== 'reapply') continue;
    for (const { path, source, map } of changed) {
      const { href } = pathToFileURL(isAbsolute(path) ? path : join(root, path));
      const known = modules[href];
      const loaded = known?.loaded ?? verdict.bases.get(path) ?? '';
      modules[href] = { loaded, steps: [...(known?.steps ?? []), { id, place, source, map }] };
    }
  }
  return { modules, memory };
}
