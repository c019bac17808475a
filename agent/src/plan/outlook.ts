import type { Change, Plan } from '@suture/protocol/plan.js';
import { Lines } from '../syntax/lines.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { ModuleHistory } from './module-history.ts';
import { placeIn } from './place.ts';
import type { Proposal } from './proposal.ts';
import { type State, siteOf } from './state.ts';
import type { Searched } from './uses/search.ts';

/** One thing that an edit would change, in the source as it would be then. */
export interface Changed {
  readonly change: Change;
  readonly module: Searched;
  /** The function that it is; undefined for a constant or a class. */
  readonly site: Site | undefined;
  /** The same function as it runs now. */
  readonly running: Site | undefined;
  /** The number that the function has across all states. */
  readonly lineage: number | undefined;
}

/** What an edit would change, and every module as it would be then. */
export interface Outlook {
  readonly modules: readonly Searched[];
  readonly changed: readonly Changed[];
}

/** Looks ahead to what a plan makes of all modules. */
export function outlookOf(
  histories: Iterable<ModuleHistory>,
  plan: Plan,
  proposals: ReadonlyMap<ModuleHistory, Proposal>,
): Outlook {
  const changed: Changed[] = [];
  const modules = [...histories].map((history): Searched => {
    const { url, format } = history.loaded;
    const state = proposals.get(history)?.state;
    const { source } = state ?? history;
    const module = { url, format, source, analysis: () => state?.reading.analysis ?? history.analysis };
    const changes = state ? plan.modules.find((one) => one.url === url)?.changes : undefined;
    if (state)
      for (const change of changes ?? []) changed.push({ change, module, ...functionOf(history, state, change) });
    return module;
  });
  return { modules, changed };
}

function functionOf(
  { current }: ModuleHistory,
  state: State,
  change: Change,
): Pick<Changed, 'site' | 'running' | 'lineage'> {
  const site = change.kind === 'body' ? siteAt(state.reading.analysis, change) : undefined;
  const lineage = site && state.lineages[site.index];
  return { site, lineage, running: lineage === undefined ? undefined : siteOf(current, lineage) };
}

function siteAt(analysis: Analysis, { function: path, line, column }: Change): Site | undefined {
  const lines = new Lines(analysis.source);
  const named = analysis.sites.filter((site) => site.path === path);
  const there = named.find((site) => {
    const place = placeIn(lines, site.node);
    return place.line === line && (column === undefined || place.column === column);
  });
  return there ?? (named.length === 1 ? named[0] : undefined);
}
