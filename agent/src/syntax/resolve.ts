import type { AnyNode } from 'acorn';
import type { Receiver, Reference, Scope, Site, SiteUse } from './scope.ts';

/** Finds what each name means, and which functions end with the function that they are declared in. */
export function resolve(references: readonly Reference[], sites: readonly Site[], receivers: Receiver[]): void {
  for (const reference of references) resolveOne(reference, receivers);
  for (const site of sites) site.endsWithCaller ||= isOnlyCalled(site);
}

function resolveOne(reference: Reference, receivers: Receiver[]): void {
  const { name } = reference.node;
  for (let scope: Scope | null = reference.scope; scope; scope = scope.parent) {
    const binding = scope.bindings.get(name);
    if (binding) {
      reference.binding = binding;
      binding.references.push(reference);
      if (reference.site !== scope.site) binding.captured = true;
      return;
    }
  }
  if (name === 'arguments') take(receivers, reference.node, reference.site, 'arguments');
}

/** Notes that a function takes something from around it, and so does each arrow on the way there. */
export function take(receivers: Receiver[], node: AnyNode, from: Site | null, use: SiteUse): void {
  receivers.push({ node, site: from, use });
  for (let site = from; site; site = site.parent) {
    site.uses.add(use);
    if (site.kind !== 'arrow' && use !== 'eval' && use !== 'with') return;
  }
}

function isOnlyCalled(site: Site): boolean {
  if (site.parent === null || (site.kind !== 'function' && site.kind !== 'arrow')) return false;
  const binding = site.outer.bindings.get(site.key);
  if (!binding || (binding.kind !== 'function' && binding.kind !== 'const')) return false;
  return binding.references.every((reference) => reference.place === 'callee' && runsWithin(reference.site, site));
}

/** Whether a call that stands in `from` ends before the function that declares `callee` does. */
function runsWithin(from: Site | null, callee: Site): boolean {
  let site = from;
  while (site && site !== callee && site !== callee.parent && site.endsWithCaller) site = site.parent;
  return site === callee || site === callee.parent;
}
