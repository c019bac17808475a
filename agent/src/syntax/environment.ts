import type { MethodDefinition } from 'acorn';
import { areParametersPlain, functionNode } from './parameters.ts';
import { privateKinds, privatesFor } from './private-names.ts';
import type { Binding, Captured, ClassSite, Handover, Scope, Site } from './scope.ts';

/** Keys of what has no name: `this`, `arguments` and `new.target` of an arrow, and what a derived constructor needs. No variable can have them. */
export const receiverKeys: {
  readonly this: '(this)';
  readonly arguments: '(arguments)';
  readonly 'new.target': '(new.target)';
} = {
  this: '(this)',
  arguments: '(arguments)',
  'new.target': '(new.target)',
};

/** Key of what holds the cell of a derived constructor whose class gives something: it calls `super` when it is called with what the cell holds. */
export const superKey = '(super)';

/** Key of the class of a derived constructor, where a function makes it. */
export const ownerKey = '(class)';

/** Key of what tells that class from others where it has no name to go by. */
export const ownerTestKey = '(in class)';

/** Key of what reads and sets properties of `super`. */
export const superOfKey = '(super of)';

/** Key of one private name among those that are handed over for its class. */
export function privateNameKey({ key, privates }: Handover, name: string): string {
  return `${key}#${name} ${privates ? privateKinds(privates.owner.node).get(name) : ''}`;
}

/** All that can be had of a handover, by key. */
export function keysOf(handover: Handover): string[] {
  const names = handover.privates?.names ?? [];
  return [handover.key, ...names.map((name) => privateNameKey(handover, name))];
}

/** More variables than this in scope are handed over only to the functions that name them. */
const maxSharedVariables = 32;

/** Whether a scope can be seen from the hook that new bodies are compiled in. */
function isSeenFromHook(scope: Scope): boolean {
  return scope.kind === 'module' || (scope.kind === 'class' && scope.site === null);
}

/** Whether a site is the constructor of a class that extends another. */
export function isDerived(site: Site): boolean {
  return site.kind === 'constructor' && Boolean(site.memberOf?.node.superClass);
}

/** The function that an arrow takes `this` from; null when that is the module. */
export function receiverOf(site: Site): Site | null {
  let provider = site.parent;
  while (provider?.kind === 'arrow') provider = provider.parent;
  return provider;
}

// What is found is kept on the records themselves: the entries of a WeakMap hold a whole syntax tree from one garbage
// collection of the young to the next, and each of those then copied a third of all that had been made since.
function capturedOf(scope: Scope): Captured {
  if (scope.captured) return scope.captured;
  const bindings = [...scope.bindings.values()].filter((binding) => binding.captured);
  scope.captured = { bindings, namedBy: bindings.length <= maxSharedVariables ? null : namersOf(scope, bindings) };
  return scope.captured;
}

function namersOf(scope: Scope, bindings: readonly Binding[]): Map<Site, Set<Binding>> {
  const namedBy = new Map<Site, Set<Binding>>();
  for (const binding of bindings)
    for (const reference of binding.references)
      for (let site = reference.site; site && site !== scope.site; site = site.parent) {
        const named = namedBy.get(site);
        if (named?.has(binding)) break;
        if (named) named.add(binding);
        else namedBy.set(site, new Set([binding]));
      }
  return namedBy;
}

/** Whether a variable has its final value before any function inside of its scope can run. */
function isSettled({ kind, scope, references }: Binding): boolean {
  if (kind === 'self') return true;
  if (kind !== 'parameter' && kind !== 'function') return false;
  if (scope.kind !== 'function' || references.some((use) => use.writes)) return false;
  const { site } = scope;
  const node = site && functionNode(site);
  // Parameters that run code are bound one after the other; those of sloppy code can be set through `arguments`.
  return Boolean(
    node && areParametersPlain(node) && site.redeclared.length === 0 && (site.strict || !site.uses.has('arguments')),
  );
}

function handOver(binding: Binding): Handover {
  if (binding.handover) return binding.handover;
  const { name: key, kind } = binding;
  const unsettled = kind === 'const' || kind === 'import' ? 'read' : 'write';
  binding.handover = { key, binding, how: isSettled(binding) ? 'value' : unsettled };
  return binding.handover;
}

/** Whether another variable of the same name stands between a variable and the body of a function. */
function isHidden({ name, scope: home }: Binding, site: Site): boolean {
  if (site.scope.bindings.has(name)) return true;
  for (let scope: Scope | null = site.outer; scope && scope !== home; scope = scope.parent)
    if (!isSeenFromHook(scope) && scope.bindings.has(name)) return true;
  return false;
}

/** What a site takes from around it, or has, without a name. */
function receiversOf(site: Site): (keyof typeof receiverKeys)[] {
  if (site.kind === 'constructor') return ['new.target'];
  if (site.kind !== 'arrow') return site.uses.has('new.target') ? ['new.target'] : [];
  if (!receiverOf(site)) return [];
  return (['this', 'arguments', 'new.target'] as const).filter((use) => site.uses.has(use));
}

/**
 * Whether a class gives its instances something itself, fields or private members: then only its own constructor makes one.
 * Of others the class above is asked for it.
 */
function givesMembers({ node }: ClassSite): boolean {
  return node.body.body.some(
    (member) =>
      (member.type === 'PropertyDefinition' || (member.type === 'MethodDefinition' && isPrivate(member))) &&
      !member.static,
  );
}

function isPrivate({ key }: MethodDefinition): boolean {
  return key.type === 'PrivateIdentifier';
}

/** What a derived constructor hands over for its class, so that an instance can be made. */
function forInstances(site: Site, owner: ClassSite): Handover[] {
  const given: Handover[] = [];
  if (owner.site) {
    const self = owner.node.id && site.outer.bindings.get(owner.node.id.name);
    const binding = self && !isHidden(self, site) ? self : null;
    given.push({ key: binding ? ownerKey : ownerTestKey, binding, how: 'value' });
  }
  if (givesMembers(owner)) given.push({ key: superKey, binding: null, how: 'value' });
  return given;
}

/** Whether what a site names `super` cannot be had by compiling it anew inside of its class, or for it. */
function takesSuper(site: Site): boolean {
  return site.uses.has('super') && (site.kind === 'arrow' || (site.memberOf?.site !== null && !isDerived(site)));
}

/**
 * Lists what the guard of a site hands over: the variables around it that some function captures
 * anyway, so that naming them costs the unpatched program nothing.
 */
export function environmentOf(site: Site): Handover[] {
  const environment: Handover[] = [];
  for (const binding of site.scope.bindings.values()) {
    if (binding.kind === 'self') environment.push(handOver(binding));
  }
  for (let scope: Scope | null = site.outer; scope; scope = scope.parent) {
    if (isSeenFromHook(scope)) continue;
    const { bindings, namedBy } = capturedOf(scope);
    for (const binding of namedBy ? (namedBy.get(site) ?? []) : bindings)
      if (!isHidden(binding, site)) environment.push(handOver(binding));
  }
  for (let owner = site.class; owner?.site; owner = owner.outer) {
    const names = privatesFor(site, owner);
    const key = `(private ${owner.index})`;
    if (names.length > 0) environment.push({ key, binding: null, how: 'value', privates: { owner, names } });
  }
  for (const use of receiversOf(site)) environment.push({ key: receiverKeys[use], binding: null, how: 'value' });
  if (site.memberOf && isDerived(site)) environment.push(...forInstances(site, site.memberOf));
  if (takesSuper(site)) environment.push({ key: superOfKey, binding: null, how: 'value' });
  return environment;
}
