import type { Binding, Scope, Site } from './scope.ts';

/** What a guard hands to a new body because it cannot see it from where it is compiled. */
export interface Environment {
  /** Captured variables, by name; `own` is the name of a function expression, handed over as a value. */
  readonly variables: ReadonlyMap<string, { readonly binding: Binding; readonly own: boolean }>;
  /** Whether `this`, `arguments`, `new.target` of the functions around an arrow are handed over. */
  readonly receiver: readonly ('this' | 'arguments' | 'new.target')[];
  /** A derived constructor: `super` and `new.target` are handed over. */
  readonly derived: boolean;
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

function isNamedBy(site: Site, binding: Binding): boolean {
  return binding.references.some((reference) => {
    for (let from = reference.site; from; from = from.parent) if (from === site) return true;
    return false;
  });
}

/**
 * Lists what the guard of a site hands over: the variables around it that some function captures
 * anyway, so that naming them costs the unpatched program nothing.
 */
export function environmentOf(site: Site): Environment {
  const variables = new Map<string, { binding: Binding; own: boolean }>();
  const hidden = new Set<string>();
  for (const binding of site.scope.bindings.values()) {
    if (binding.kind === 'self') variables.set(binding.name, { binding, own: true });
    hidden.add(binding.name);
  }
  for (let scope: Scope | null = site.outer; scope; scope = scope.parent) {
    if (isSeenFromHook(scope)) continue;
    const captured = [...scope.bindings.values()].filter((binding) => binding.captured);
    for (const binding of captured) {
      if (hidden.has(binding.name)) continue;
      if (captured.length <= maxSharedVariables || isNamedBy(site, binding))
        variables.set(binding.name, { binding, own: false });
    }
    for (const name of scope.bindings.keys()) hidden.add(name);
  }
  const receiver: ('this' | 'arguments' | 'new.target')[] = [];
  if (site.kind === 'arrow') {
    if (receiverOf(site))
      for (const use of ['this', 'arguments', 'new.target'] as const) if (site.uses.has(use)) receiver.push(use);
  } else if (!isDerived(site) && (site.kind === 'constructor' || site.uses.has('new.target')))
    receiver.push('new.target');
  return { variables, receiver, derived: isDerived(site) };
}

/** Whether a guard hands over anything at all. */
export function isEmpty(environment: Environment): boolean {
  return environment.variables.size === 0 && environment.receiver.length === 0 && !environment.derived;
}
