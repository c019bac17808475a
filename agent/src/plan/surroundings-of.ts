import type { Analysis, Site } from '../syntax/scope.ts';
import { exportsOf } from './exports-of.ts';

/** Names that a function takes from around it, and those under which its module exports it. */
export interface SurroundingsOf {
  readonly exports: readonly string[];
  readonly closesOver: readonly string[];
  readonly uses: readonly string[];
}

/** Tells what a function takes from the functions around it and from its module, and how it is exported. */
export function surroundingsOf(analysis: Analysis, site: Site): SurroundingsOf {
  const { start, end } = site.node;
  const taken = analysis.references.filter(({ node, binding }) => {
    const isInside = node.start >= start && node.end <= end;
    return isInside && binding !== null && !isWithin(binding.scope.site, site);
  });
  const names = (inModule: boolean): string[] => [
    ...new Set(
      taken.flatMap(({ binding }) => (binding && (binding.scope.kind === 'module') === inModule ? [binding.name] : [])),
    ),
  ];
  return { exports: exportsOf(analysis, site), closesOver: names(false), uses: names(true) };
}

function isWithin(inner: Site | null, site: Site): boolean {
  for (let from = inner; from; from = from.parent) if (from === site) return true;
  return false;
}
