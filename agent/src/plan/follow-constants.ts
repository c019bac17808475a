import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis } from '../syntax/scope.ts';
import { setAgain } from './again-on-object.ts';
import { addUnit, exportAgain, overlay } from './change-unit.ts';
import type { Comparison } from './delta.ts';
import { readsOthers, type StaleNamespaces } from './follow-namespaces.ts';
import { getterExports } from './getter-exports.ts';
import { ownExportsRead } from './own-exports.ts';
import { holdsState, isRepeatable } from './purity.ts';
import { isMadeOfTexts } from './texts.ts';
import type { Unit } from './units.ts';
import { isConstant } from './variable-value.ts';

/**
 * What was computed from a constant or an export that changed is computed again, or stands in the way. Of namespaces that are read
 * anew, `stale` says what changes in them.
 */
export function followConstants(comparison: Comparison, units: readonly Unit[], stale: StaleNamespaces): void {
  const { delta, after } = comparison;
  const parents = parentsOfUses(after, stale);
  const queue = [...delta.rebound.keys()];
  const seen = new Set<string>();
  for (;;) {
    const name = queue.shift();
    if (name === undefined) {
      const offered = [...delta.reexported].find((one) => !seen.has(one));
      if (offered === undefined) return;
      seen.add(offered);
      for (const node of ownExportsRead(after, offered))
        queue.push(...follow(comparison, units, node, `exports.${offered}`));
      continue;
    }
    if (delta.rebound.get(name) !== 'constant') continue;
    for (const { node, site } of after.module.bindings.get(name)?.references ?? []) {
      // What an instance field reads is read for each instance.
      if (site && (isFunction(site) || (site.kind === 'initializer' && !site.isStatic))) continue;
      if (site && delta.members.some(({ made }) => made === (site.node as unknown))) continue;
      const changed = stale.get(name);
      if (changed && readsOthers(node, parents.get(node), changed)) continue;
      queue.push(...follow(comparison, units, node, name));
    }
    followExports(comparison, units, name);
  }
}

/** Has what was computed at one place computed again, or refuses it; gives the names that change with it. */
function follow(comparison: Comparison, units: readonly Unit[], node: AnyNode, name: string): readonly string[] {
  const { delta, after } = comparison;
  const unit =
    units.find((one) => isIn(node, one.node) && one.type !== 'export') ??
    units.find((one) => one.type === 'export' && one.value !== null && one.local === null && isIn(node, one.value));
  if (!unit || delta.overlay.includes(unit) || delta.statements.some((own) => own.node === unit.node)) return [];
  if (unit.type === 'variable' && !isConstant(after, unit)) return [];
  if (setAgain(comparison, unit, node) || exportAgain(comparison, unit.node)) return [];
  if (unit.type === 'export') {
    if (delta.exports.some((known) => known.name === unit.name)) return [];
    if (isMadeOfTexts(after, unit.value) || (isRepeatable(unit.value) && !holdsState(unit.value))) {
      addUnit(comparison, unit);
      return [];
    }
  }
  const isPlain = unit.type === 'variable' && isRepeatable(unit.init) && !holdsState(unit.init);
  if (unit.type === 'variable' && (isPlain || isMadeOfTexts(after, unit.init))) {
    overlay(comparison, unit, 'constant', `computed from ${name}`);
    return unit.names;
  }
  const reason = `It used \`${name}\` while the module loaded, and cannot be made again.`;
  delta.refusals.push({ reason, function: unit.name, ...comparison.placeOf(node) });
  return [];
}

function isIn(node: AnyNode, around: AnyNode): boolean {
  return around.start <= node.start && node.end <= around.end;
}

function parentsOfUses(analysis: Analysis, stale: StaleNamespaces): Map<AnyNode, AnyNode> {
  const uses = [...stale.keys()].flatMap((name) => analysis.module.bindings.get(name)?.references ?? []);
  const nodes = new Set<AnyNode>(uses.map(({ node }) => node));
  return nodes.size === 0 ? new Map() : parentsOf(analysis.program as AnyNode, (node) => nodes.has(node));
}

/** Exports of a changed constant are set again (CommonJS) or noted for the modules that import them (ESM). */
export function followExports(comparison: Comparison, units: readonly Unit[], name: string): void {
  const { delta } = comparison;
  for (const unit of units) {
    if (unit.type !== 'export' || unit.local !== name || delta.exports.some((known) => known.name === unit.name))
      continue;
    delta.exports.push({ name: unit.name, local: unit.local, value: unit.value });
    delta.reexported.add(unit.name);
  }
  for (const getter of getterExports(comparison.after.program))
    if (getter.local === name) delta.reexported.add(getter.name);
}
