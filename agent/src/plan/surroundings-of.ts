import type { Analysis, Site } from '../syntax/scope.ts';

/** Names that a function takes from around it, and those under which an ES module exports it. */
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
