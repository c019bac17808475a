import { functionNode, whyParametersStay } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';

/** Says why a function cannot take a new body; undefined when it can. */
export function whyUnpatchable(site: Site): string | undefined {
  const node = functionNode(site);
  if (!node) return 'It is no function of its own.';
  if (site.uses.has('eval')) return 'It calls `eval`, which sees the names around it.';
  if (site.uses.has('with')) return 'It uses `with`, which hides what its names mean.';
  if (site.scope.bindings.has('arguments')) return 'It declares a variable named `arguments`.';
  const { body } = node;
  if (
    body.type === 'BlockStatement' &&
    body.body.some((s) => s.type === 'ExpressionStatement' && s.directive === 'use asm')
  )
    return 'It is asm.js.';
  return whyParametersStay(site, node);
}

/** Whether a site is a function in its own right, not the hidden one of a field or static block. */
export function isFunction(site: Site): boolean {
  return site.kind !== 'initializer' && site.kind !== 'static';
}

/** The function with a cell that a place belongs to, going outwards; undefined at module level. */
export function patchableAround(site: Site | null): Site | undefined {
  let from = site;
  while (from && (!isFunction(from) || whyUnpatchable(from))) from = from.parent;
  return from ?? undefined;
}
