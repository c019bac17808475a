import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Reference } from '../syntax/scope.ts';
import { addUnit, overlay } from './change-unit.ts';
import type { Comparison } from './delta.ts';
import { ranAtLoadReason } from './left-behind.ts';
import { holdsState, isRepeatable } from './purity.ts';
import { ranAtLoad } from './ran-at-load.ts';
import type { Unit } from './units.ts';
import { isConstant } from './variable-value.ts';

/** What another module exports anew, by the names under which a module has that one's exports as a whole. */
export type StaleNamespaces = ReadonlyMap<string, ReadonlySet<string>>;

/** What a use of a namespace reads from it: one name, several, or undefined for none that is seen here. */
export function namesRead(node: AnyNode, parent: AnyNode | undefined): readonly string[] | undefined {
  if (parent?.type === 'MemberExpression' && parent.object === node && !parent.computed)
    return parent.property.type === 'Identifier' ? [parent.property.name] : undefined;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return undefined;
  return parent.id.properties.flatMap((property) =>
    property.type === 'Property' && !property.computed && property.key.type === 'Identifier' ? [property.key.name] : [],
  );
}

/** Whether all that a use of a namespace reads from it is known, and none of it changes. */
export function readsOthers(node: AnyNode, parent: AnyNode | undefined, changed: ReadonlySet<string>): boolean {
  const isWhole =
    parent?.type === 'VariableDeclarator' &&
    parent.id.type === 'ObjectPattern' &&
    parent.id.properties.some((property) => property.type === 'RestElement' || property.computed);
  const names = isWhole ? undefined : namesRead(node, parent);
  return names !== undefined && !names.some((name) => changed.has(name));
}

/** What was read from a required module while this one loaded is computed again, or stands in the way. */
export function followNamespaces(comparison: Comparison, units: readonly Unit[], stale: StaleNamespaces): void {
  const { delta, after } = comparison;
  const uses: { use: Reference; name: string; changed: ReadonlySet<string> }[] = [];
  for (const [name, changed] of stale)
    for (const use of after.module.bindings.get(name)?.references ?? []) uses.push({ use, name, changed });
  if (uses.length === 0) return;
  const wanted = new Set<AnyNode>(uses.map(({ use }) => use.node));
  const parents = parentsOf(after.program as AnyNode, (node) => wanted.has(node));
  const ran = ranAtLoad(after);
  for (const { use, name, changed } of uses) {
    const read = namesRead(use.node, parents.get(use.node))?.find((one) => changed.has(one));
    if (read === undefined) continue;
    const place = comparison.placeOf(use.node);
    let site = use.site;
    while (site && !isFunction(site)) site = site.parent;
    if (site) {
      const at = { function: site.path, ...place };
      if (ran.get(site) === 'in place') delta.refusals.push({ reason: ranAtLoadReason, ...at });
      else if (ran.get(site) === 'called')
        delta.warnings.push({
          reason: `It read \`${name}.${read}\` while the module loaded, and what came of that stays.`,
          ...at,
        });
      continue;
    }
    const unit = units.find((u) => u.node.start <= use.node.start && use.node.end <= u.node.end);
    if (!unit || delta.overlay.includes(unit) || (unit.type === 'variable' && !isConstant(after, unit))) continue;
    if (unit.type === 'variable' && isRepeatable(unit.init) && !holdsState(unit.init)) {
      overlay(comparison, unit, 'constant', `computed from ${name}.${read}`);
      continue;
    }
    if (unit.type === 'export' && unit.value && isRepeatable(unit.value) && !holdsState(unit.value)) {
      if (!delta.exports.some((known) => known.name === unit.name)) addUnit(comparison, unit);
      continue;
    }
    const reason = `It used \`${name}.${read}\` while the module loaded, and cannot be made again.`;
    delta.refusals.push({ reason, function: unit.name, ...place });
  }
}
