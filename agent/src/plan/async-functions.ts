import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { Lines } from '../syntax/lines.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { State } from './state.ts';

/** An async function of a module, as it runs now. */
export interface AsyncFunction {
  readonly function: string;
  readonly line: number;
  /** 1 for the first. */
  readonly column: number;
  readonly lineage: number;
  readonly parameters: readonly string[];
  /** The patch that gave it the body that it has; null for that of the build. */
  readonly patch: string | null;
}

/** Lists the async functions of a module that have a guard, generators left out: a call of one does nothing yet. */
export function asyncFunctions(state: State): AsyncFunction[] {
  const { analysis } = state.reading;
  const lines = new Lines(state.source);
  return analysis.sites.flatMap((site): AsyncFunction[] => {
    const node = functionNode(site);
    if (!node?.async || node.generator || !isFunction(site) || whyUnpatchable(site)) return [];
    const lineage = state.lineages[site.index] ?? -1;
    const { line, column } = lines.at(site.node.start);
    return [
      {
        function: site.path,
        line,
        column: column + 1,
        lineage,
        parameters: node.params.map((parameter) => (parameter.type === 'Identifier' ? parameter.name : '')),
        patch: patchOf(state, lineage),
      },
    ];
  });
}

function patchOf(current: State, lineage: number): string | null {
  for (let state: State | null = current; state; state = state.parent) {
    const isNew = state.parent !== null && !state.parent.lineages.includes(lineage);
    if (state.changed.has(lineage) || isNew) return state.patch;
  }
  return null;
}
