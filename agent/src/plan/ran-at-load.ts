import type { Analysis, Site } from '../syntax/scope.ts';
import { accessorNames } from './accessor-names.ts';
import { Load, type RanAtLoad } from './load-walk.ts';
import { codeOf, Meanings } from './meaning.ts';

const known = new WeakMap<Analysis, ReadonlyMap<Site, RanAtLoad>>();

/** Finds the functions of a module that ran while it loaded: what came of them stays as it is. */
export function ranAtLoad(analysis: Analysis): ReadonlyMap<Site, RanAtLoad> {
  const found = known.get(analysis);
  if (found) return found;
  const format = analysis.program.sourceType === 'module' ? 'module' : 'commonjs';
  const accessors = new Set(accessorNames(analysis.source));
  const { ran } = new Load(codeOf('', format, analysis), new Meanings(() => undefined), accessors);
  known.set(analysis, ran);
  return ran;
}
