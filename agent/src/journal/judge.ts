import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isOnTrial } from '@suture/protocol/on-trial.js';
import { digest } from './entry.ts';
import { holdsDiff } from './holds-diff.ts';
import type { LedgerEntry, LedgerModule } from './ledger.ts';

/** What becomes of a recorded patch when its service starts. */
export type Verdict =
  /** With the SHA-256 of what each file is to give when it is loaded, by path. */
  | { readonly kind: 'reapply'; readonly bases: ReadonlyMap<string, string> }
  /** The files on disk hold it. */
  | { readonly kind: 'upstream'; readonly why: string }
  /** It is not to be applied again, and the files on disk do not hold it. */
  | { readonly kind: 'lost'; readonly why: string };

/** What the judge looks at. */
export interface Evidence {
  readonly root: string;
  /** Strips types as Node does; throws what Node throws. */
  readonly strip: (source: string) => string;
}

/**
 * Decides for each recorded patch of a service, the oldest first, whether it is applied again: only to the very files that
 * it was made for, and only whole.
 */
export function judge(entries: readonly LedgerEntry[], evidence: Evidence): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const upstream = entries.filter((entry) => entry.modules.every((module) => isOnDisk(module, entry, evidence)));
  /** SHA-256 of the source of each module with the patches that are applied so far. */
  const sources = new Map<string, string>();
  for (const [index, entry] of entries.entries()) {
    // A later patch that is on disk was made on top of the ones before.
    const holder = upstream.find((one) => entries.indexOf(one) >= index && covers(one, entry));
    const verdict = holder
      ? ({ kind: 'upstream', why: 'the files on disk hold it' } as const)
      : judgeOne(entry, sources, evidence);
    verdicts.set(entry.id, verdict);
    if (verdict.kind !== 'reapply') continue;
    for (const { path, source } of entry.modules) sources.set(path, digest(source));
  }
  return verdicts;
}

function judgeOne(entry: LedgerEntry, sources: ReadonlyMap<string, string>, evidence: Evidence): Verdict {
  const { state } = entry.patch.record;
  if (state === 'closed') return { kind: 'lost', why: 'its pull request was closed unmerged' };
  if (state === 'reverted') return { kind: 'lost', why: 'it was reverted in the repository' };
  if (isOnTrial(entry.patch)) return { kind: 'lost', why: 'it was on trial, and nobody had said yet that it stays' };
  const bases = new Map<string, string>();
  for (const module of entry.modules) {
    const base = baseOf(module, evidence);
    if (base === undefined) {
      return { kind: 'lost', why: `lost by the deploy: ${module.path} is not the file any more that it was made for` };
    }
    if ((sources.get(module.path) ?? base) !== module.on) {
      const missing = sources.has(module.path) || base === module.loaded;
      const why = missing ? 'it stands on a patch that is not applied again' : `${module.path} is another file`;
      return { kind: 'lost', why: `lost by the deploy: ${why}` };
    }
    bases.set(module.path, base);
  }
  return { kind: 'reapply', bases };
}

function covers(cover: LedgerEntry, entry: LedgerEntry): boolean {
  const paths = cover.modules.map(({ path }) => path);
  return entry.modules.every(({ path }) => paths.includes(path));
}

/** SHA-256 of what a file gives when it is loaded; undefined when it is gone, or nobody can tell. */
function baseOf(module: LedgerModule, evidence: Evidence): string | undefined {
  if (module.disk !== null) {
    const bytes = bytesOf(module.path, evidence.root);
    return bytes && digest(bytes) === module.disk ? module.loaded : undefined;
  }
  const text = textOf(module, evidence);
  return text === undefined ? undefined : digest(text);
}

/** The very source that runs, or the patch among other changes, where the file on disk is the one that was edited. */
function isOnDisk(module: LedgerModule, { origin }: LedgerEntry, evidence: Evidence): boolean {
  if (textOf(module, evidence) === module.source) return true;
  const text = bytesOf(module.path, evidence.root)?.toString('utf8');
  return text !== undefined && holdsDiff(text, Buffer.from(origin.diff, 'base64').toString('utf8'), module.path);
}

function textOf({ path, stripped }: LedgerModule, { root, strip }: Evidence): string | undefined {
  const text = bytesOf(path, root)?.toString('utf8');
  if (text === undefined || !stripped) return text;
  try {
    return strip(text);
  } catch {
    return undefined;
  }
}

function bytesOf(path: string, root: string): Buffer | undefined {
  try {
    return readFileSync(isAbsolute(path) ? path : join(root, path));
  } catch {
    return undefined;
  }
}

/** SHA-256 of the file of a module that a transpiler loads: only that one can tell what it makes of it. */
export function transpiledDigest(
  module: { readonly path: string; readonly stripped: boolean },
  root: string,
): string | null {
  if (module.stripped || /\.[cm]?js$/.test(module.path)) return null;
  const bytes = bytesOf(module.path, root);
  return bytes ? digest(bytes) : null;
}
