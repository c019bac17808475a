import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';
import { required } from './importers.ts';
import { ranAtLoad } from './ran-at-load.ts';

/** Another module that one loads while it loads itself. */
export interface EagerLink {
  readonly specifier: string;
  readonly node: AnyNode;
}

const known = new WeakMap<Analysis, readonly EagerLink[]>();

/** What a module imports, or requires in code that runs while it loads, in the order of the source. */
export function eagerLinks(analysis: Analysis): readonly EagerLink[] {
  const links = known.get(analysis) ?? find(analysis);
  known.set(analysis, links);
  return links;
}

function find(analysis: Analysis): EagerLink[] {
  const links: EagerLink[] = [];
  const visit = (node: AnyNode): void => {
    if ('params' in node && !hasRun(analysis, node)) return;
    const specifier = declaredIn(node) ?? required(node);
    if (specifier !== undefined) links.push({ specifier, node });
    for (const child of childrenOf(node)) visit(child);
  };
  visit(analysis.program as AnyNode);
  return links;
}

function hasRun(analysis: Analysis, node: AnyNode): boolean {
  const site = analysis.siteOf.get(node);
  return site !== undefined && ranAtLoad(analysis).has(site);
}

function declaredIn(node: AnyNode): string | undefined {
  const isDeclared =
    node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration' || node.type === 'ExportNamedDeclaration';
  return isDeclared && node.source ? String(node.source.value) : undefined;
}
