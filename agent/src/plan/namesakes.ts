import type { Analysis, Binding, ClassSite, Scope, Site } from '../syntax/scope.ts';

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

/** Tells a class from others of its name in the same function. */
export function placeOfClass({ classes }: Analysis, owner: ClassSite): string {
  const namesakes = classes.filter(({ name, site }) => name === owner.name && site === owner.site);
  return `${owner.name} ${namesakes.indexOf(owner)} of ${namesakes.length}`;
}
