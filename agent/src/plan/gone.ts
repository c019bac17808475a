import type { Analysis } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';

/** Top-level names that code which is compiled in a module still sees and that its new source does not declare. */
export function goneAfter(gone: ReadonlySet<string>, before: Analysis, after: Analysis): Set<string> {
  const declared = after.module.bindings;
  return new Set([...gone, ...before.module.bindings.keys()].filter((name) => !declared.has(name)));
}

/** Refuses a global whose name this patch or an earlier one took away from the module: what is gone still hides it. */
export function refuseHiddenGlobals(comparison: Comparison, gone: ReadonlySet<string>): void {
  const { after, delta } = comparison;
  const told = new Set<string>();
  for (const { node, binding } of after.references) {
    if (binding || !gone.has(node.name) || told.has(node.name)) continue;
    told.add(node.name);
    const reason = `The \`${node.name}\` that is gone still hides the global one.`;
    delta.refusals.push({ reason, function: node.name, ...comparison.placeOf(node) });
  }
}
