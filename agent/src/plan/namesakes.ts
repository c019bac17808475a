import type { Analysis, Binding, Scope, Site } from '../syntax/scope.ts';

const scopesBySite = new WeakMap<Analysis, Map<Site | null, Scope[]>>();

function scopesOf(analysis: Analysis, site: Site | null): readonly Scope[] {
  let known = scopesBySite.get(analysis);
  if (!known) {
    known = new Map();
    for (const scope of analysis.scopes) {
      const scopes = known.get(scope.site);
      if (scopes) scopes.push(scope);
      else known.set(scope.site, [scope]);
    }
    scopesBySite.set(analysis, known);
  }
  return known.get(site) ?? [];
}

/**
 * Tells a variable from others of its name in the same function. Blocks may come and go around it, as long as
 * no namesake does.
 */
export function placeOf(analysis: Analysis, binding: Binding): string {
  const namesakes = scopesOf(analysis, binding.scope.site).flatMap(({ bindings }) => bindings.get(binding.name) ?? []);
  return `${namesakes.indexOf(binding)} of ${namesakes.length}`;
}
