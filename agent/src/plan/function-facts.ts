import type { FunctionFacts } from '@suture/protocol/function-facts.js';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { patchOf } from './async-functions.ts';
import { findSite } from './probe.ts';
import type { State } from './state.ts';

/** Tells what is known of the one function that a person means, or why there is not one. */
export function functionFacts(
  state: State,
  wanted: string,
): (Omit<FunctionFacts, 'path' | 'watches'> & { readonly lineage: number }) | { readonly reason: string } {
  const { analysis } = state.reading;
  const site = findSite(state, wanted);
  if ('reason' in site) return site;
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
  const lineage = state.lineages[site.index] ?? -1;
  return {
    lineage,
    function: site.path,
    line: new Lines(state.source).at(start).line,
    source: state.source.slice(start, end),
    patch: patchOf(state, lineage),
    unpatchable: isFunction(site) ? (whyUnpatchable(site) ?? null) : null,
    exports: exportsOf(analysis, site),
    closesOver: names(false),
    uses: names(true),
  };
}

function isWithin(inner: Site | null, site: Site): boolean {
  for (let from = inner; from; from = from.parent) if (from === site) return true;
  return false;
}

function exportsOf({ program }: Analysis, site: Site): string[] {
  const isOwn = (node: object | null | undefined): boolean => node === site.node;
  return program.body.flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement;
      const isName = declaration.type === 'Identifier' && declaration.name === site.path;
      return isName || isOwn(declaration) ? ['default'] : [];
    }
    if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
    const { declaration } = statement;
    if (isOwn(declaration)) return [site.name];
    if (declaration?.type === 'VariableDeclaration')
      return declaration.declarations.some(({ init }) => isOwn(init)) ? [site.name] : [];
    return statement.specifiers.flatMap(({ local, exported }) => {
      const [inner, outer] = [local, exported].map((one) => (one.type === 'Identifier' ? one.name : String(one.value)));
      return inner === site.path && outer !== undefined ? [outer] : [];
    });
  });
}
