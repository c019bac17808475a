import type { Analysis, Site } from '../syntax/scope.ts';
import { accessorNames } from './accessor-names.ts';
import { Load, type RanAtLoad } from './load-walk.ts';
import { codeOf, Meanings } from './meaning.ts';

/** What ran while a module loaded. */
interface Loaded {
  readonly ran: ReadonlyMap<Site, RanAtLoad>;
  /** Whether there was too much to follow, so that others may have run as well. */
  readonly isCut: boolean;
}

const known = new WeakMap<Analysis, Loaded>();

function load(analysis: Analysis): Loaded {
  const found = known.get(analysis);
  if (found) return found;
  const format = analysis.program.sourceType === 'module' ? 'module' : 'commonjs';
  const accessors = new Set(accessorNames(analysis.source));
  const meanings = new Meanings(() => undefined);
  const { ran } = new Load(codeOf('', format, analysis), meanings, accessors);
  const loaded = { ran, isCut: meanings.isCut };
  known.set(analysis, loaded);
  return loaded;
}

/** Finds the functions of a module that ran while it loaded: what came of them stays as it is. */
export function ranAtLoad(analysis: Analysis): ReadonlyMap<Site, RanAtLoad> {
  return load(analysis).ran;
}

/** Whether functions of a module may have run while it loaded that {@link ranAtLoad} does not know of. */
export function isCutShort(analysis: Analysis): boolean {
  return load(analysis).isCut;
}
