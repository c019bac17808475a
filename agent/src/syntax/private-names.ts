import type { Class, MethodDefinition, PropertyDefinition } from 'acorn';
import type { ClassSite, Site } from './scope.ts';

function whatIs(member: MethodDefinition | PropertyDefinition): string {
  if (member.type === 'PropertyDefinition') return 'field';
  return member.kind === 'method' ? 'method' : 'accessor';
}

/** What each private name of a class stands for, told apart as far as a live class cannot follow: `a static field`. */
export function privateKinds({ body }: Class): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const member of body.body)
    if ('key' in member && member.key.type === 'PrivateIdentifier')
      kinds.set(member.key.name, `${member.static ? 'a static ' : 'a '}${whatIs(member)}`);
  return kinds;
}

/** More names than this are handed over only to the functions that name them. */
const maxSharedNames = 8;

/** Which private names of a class that a function makes are named by which functions, themselves or within. */
function namersOf(owner: ClassSite): ReadonlyMap<Site, ReadonlySet<string>> {
  if (owner.namedBy) return owner.namedBy;
  const namedBy = new Map<Site, Set<string>>();
  for (const { name, site: user } of owner.privates)
    for (let site = user; site && site !== owner.site; site = site.parent) {
      const names = namedBy.get(site);
      if (names) names.add(name);
      else namedBy.set(site, new Set([name]));
    }
  owner.namedBy = namedBy;
  return namedBy;
}

/**
 * The private names of a class around a function that its guard is to hand over: a member is handed all of them, as long as
 * they are few, and what stands deeper those that it names.
 */
export function privatesFor(site: Site, owner: ClassSite): string[] {
  const declared = [...privateKinds(owner.node).keys()];
  const named = namersOf(owner).get(site);
  const isShared = site.memberOf === owner && declared.length <= maxSharedNames;
  const names = isShared ? declared : declared.filter((name) => named?.has(name));
  return names.filter((name) => !isHidden(name, site, owner));
}

/** Whether a class in between has a private name of its own that is the same. */
function isHidden(name: string, site: Site, owner: ClassSite): boolean {
  for (let at = site.class; at && at !== owner; at = at.outer) if (privateKinds(at.node).has(name)) return true;
  return false;
}
