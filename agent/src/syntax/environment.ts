import { areParametersPlain, functionNode } from './parameters.ts';
import type { Binding, Scope, Site } from './scope.ts';

/**
 * One thing that a guard hands over because a new body cannot see it from where it is compiled: a value that never
 * changes, a function that reads a variable, or two that read and write it. Each takes its place among the arguments.
 */
export interface Handover {
  /** Name of the variable, or one of the keys below. */
  readonly key: string;
  readonly binding: Binding | null;
  readonly how: 'value' | 'read' | 'write';
}

/** Keys of what has no name: `this`, `arguments` and `new.target` of an arrow, and what a derived constructor needs. */
export const receiverKeys: {
  readonly this: '$this';
  readonly arguments: '$arguments';
  readonly 'new.target': '$newTarget';
} = {
  this: '$this',
  arguments: '$arguments',
  'new.target': '$newTarget',
};

/** Key of the call of `super` in a derived constructor. */
export const superKey = '$super';

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

function isNamedBy({ node }: Site, binding: Binding): boolean {
  return binding.references.some((use) => use.node.start >= node.start && use.node.end <= node.end);
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
  const { name: key, kind } = binding;
  if (isSettled(binding)) return { key, binding, how: 'value' };
  return { key, binding, how: kind === 'const' || kind === 'import' ? 'read' : 'write' };
}

/** What a site takes from around it, or has, without a name. */
function receiversOf(site: Site): (keyof typeof receiverKeys)[] {
  if (site.kind === 'constructor') return ['new.target'];
  if (site.kind !== 'arrow') return site.uses.has('new.target') ? ['new.target'] : [];
  if (!receiverOf(site)) return [];
  return (['this', 'arguments', 'new.target'] as const).filter((use) => site.uses.has(use));
}

/**
 * Lists what the guard of a site hands over: the variables around it that some function captures
 * anyway, so that naming them costs the unpatched program nothing.
 */
export function environmentOf(site: Site): Handover[] {
  const environment: Handover[] = [];
  const hidden = new Set<string>();
  for (const binding of site.scope.bindings.values()) {
    if (binding.kind === 'self') environment.push(handOver(binding));
    hidden.add(binding.name);
  }
  for (let scope: Scope | null = site.outer; scope; scope = scope.parent) {
    if (isSeenFromHook(scope)) continue;
    const captured = [...scope.bindings.values()].filter((binding) => binding.captured);
    for (const binding of captured) {
      if (hidden.has(binding.name)) continue;
      if (captured.length <= maxSharedVariables || isNamedBy(site, binding)) environment.push(handOver(binding));
    }
    for (const name of scope.bindings.keys()) hidden.add(name);
  }
  for (const use of receiversOf(site)) environment.push({ key: receiverKeys[use], binding: null, how: 'value' });
  if (isDerived(site)) environment.push({ key: superKey, binding: null, how: 'value' });
  return environment;
}
