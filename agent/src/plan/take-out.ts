import type { ModuleHistory } from './module-history.ts';
import { mergeLines } from './merge-lines.ts';
import type { CannotRollBack } from './prepared.ts';
import { type State, sourceOf } from './state.ts';

/** A source without one of its patches, or the later patch that changes the same; null where it is none of those that are left. */
export type Without =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly inTheWay: string | null };

function laterPatches(history: ModuleHistory, id: string): string[] {
  const { patches } = history;
  return patches.slice(patches.indexOf(id) + 1);
}

/** The source that runs without a live patch. Later patches that edit other functions, in other lines, stay. */
export function sourceWithout(history: ModuleHistory, id: string): Without {
  const sources = history.sourcesOf(id);
  const later = laterPatches(history, id);
  if (!sources) throw new Error(`${history.loaded.url} has no source of ${id}`);
  const editedBy = (patch: string): ReadonlySet<number> | undefined =>
    history.line.find((state) => state.patch === patch)?.edited;
  const own = editedBy(id);
  for (const other of later) {
    const theirs = editedBy(other);
    if (own && theirs && [...own].some((lineage) => theirs.has(lineage))) return { ok: false, inTheWay: other };
    const source = history.sourcesOf(other)?.after;
    if (source !== undefined && mergeLines(sources.after, source, sources.before) === undefined)
      return { ok: false, inTheWay: other };
  }
  const source = mergeLines(sources.after, history.source, sources.before);
  if (source !== undefined) return { ok: true, source };
  const [newest] = later.reverse();
  if (newest !== undefined) return { ok: false, inTheWay: newest };
  const before = sourceBefore(history, id, sources.before);
  return before === undefined ? { ok: false, inTheWay: null } : { ok: true, source: before };
}

/** Says why a patch cannot go out of a module. */
export function whyItStays(url: string, inTheWay: string | null): CannotRollBack {
  if (inTheWay !== null)
    return {
      code: 'patch_in_the_way',
      message: `Patch ${inTheWay} stands on top of it in ${url} and changes the same.`,
    };
  const reason = 'others that changed the same lines have gone since, and what is left does not say whose it is';
  return { code: 'plan_refused', message: `It cannot be taken out while it runs: ${url}: ${reason}.` };
}

/**
 * The source before the newest live patch, without the patches that went out from under it since: where two brought the same
 * line, what is left does not say whose it is.
 */
function sourceBefore(history: ModuleHistory, id: string, before: string): string | undefined {
  const { line } = history;
  const at = line.findIndex(({ patch }) => patch === id);
  // What came after it and has gone was not there before it.
  const earlier = new Set(history.patchesAt(line.slice(0, at)));
  return line.slice(at + 1).reduce<string | undefined>((source, { out }) => {
    const known = out === null || !earlier.has(out) ? undefined : history.sourcesOf(out);
    if (source === undefined || !known) return source;
    return mergeLines(known.after, source, known.before);
  }, before);
}

/** The earlier state that a module is in without a patch, when it has been in that one; undefined when it is a new one. */
export function stateWithout(history: ModuleHistory, id: string, source: string): State | undefined {
  const wanted = history.patches.filter((patch) => patch !== id).join();
  const { line } = history;
  const at = line.findLastIndex(
    (state, index) =>
      index < line.length - 1 &&
      sourceOf(state) === source &&
      history.patchesAt(line.slice(0, index + 1)).join() === wanted,
  );
  return line[at];
}
