import type { FunctionFacts } from '@suture/protocol/function-facts.js';
import { findFunction } from '../plan/probe.ts';
import { type State, siteOf } from '../plan/state.ts';
import { surroundingsOf } from '../plan/surroundings-of.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';

/** Where a module is, and how many watches one of its functions is under. */
interface Around {
  readonly path: string;
  readonly url: string;
  readonly watches: (lineage: number) => number;
}

/** Says what is known of the function that a person means, as it runs. */
export function functionFacts(state: State, wanted: string, around: Around): Answer<FunctionFacts> {
  const found = findFunction(state, wanted);
  if ('reason' in found) return refuse('cannot_watch', found.reason);
  const { function: name, line, lineage } = found;
  const { path, url } = around;
  const site = siteOf(state, lineage);
  const source = site ? textOf(state.source, site.node) : '';
  const patch = patchOf(state, lineage);
  const takes = site ? surroundingsOf(state.reading.analysis, site) : {};
  return done({ function: name, path, url, line, source, patch, watches: around.watches(lineage), ...takes });
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
