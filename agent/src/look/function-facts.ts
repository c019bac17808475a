import type { FunctionFacts } from '@suture/protocol/function-facts.js';
import { whyUnpatchable } from '../load/patchable.ts';
import { kindOf } from '../plan/kind.ts';
import { findSite } from '../plan/probe.ts';
import type { State } from '../plan/state.ts';
import { surroundingsOf } from '../plan/surroundings-of.ts';
import { Lines } from '../syntax/lines.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';

/** Where a module is, and how many watches one of its functions is under. */
interface Around {
  readonly path: string;
  readonly url: string;
  readonly watches: (lineage: number) => number;
}

/** Says what is known of the function that a person means, as it runs. */
export function functionFacts(state: State, wanted: string, around: Around): Answer<FunctionFacts> {
  const site = findSite(state, wanted);
  if ('reason' in site) return refuse('cannot_watch', site.reason);
  const { path, url } = around;
  const lineage = state.lineages[site.index] ?? -1;
  const reason = whyUnpatchable(site);
  return done({
    function: site.path,
    path,
    url,
    line: new Lines(state.source).at(site.node.start).line,
    source: textOf(state.source, site.node),
    patch: patchOf(state, lineage),
    watches: around.watches(lineage),
    kind: kindOf(site),
    ...(reason === undefined ? {} : { unpatchable: reason }),
    ...surroundingsOf(state.reading.analysis, site),
  });
}

// From the start of its line: the name of a method, or of the constant that it is kept in, stands before it.
function textOf(source: string, { start, end }: { start: number; end: number }): string {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  return source.slice(start - lineStart > 200 ? start : lineStart, end);
}

/** The newest patch on the way to a state that changed the text of a function, and was not left out since. */
function patchOf(current: State, lineage: number): string | null {
  const out = new Set<string>();
  for (let state: State | null = current; state; state = state.parent) {
    if (state.out !== null) out.add(state.out);
    if (state.patch !== null && !out.has(state.patch) && state.edited.has(lineage)) return state.patch;
  }
  return null;
}
