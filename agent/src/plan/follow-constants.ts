import { isFunction } from '../load/patchable.ts';
import { overlay } from './change-unit.ts';
import { getterExports } from './getter-exports.ts';
import { isConstant } from './variable-value.ts';
import type { Comparison } from './delta.ts';
import { holdsState, isRepeatable } from './purity.ts';
import type { Unit } from './units.ts';

/** Constants that were computed from one that changed are computed again, or stand in the way. */
export function followConstants(comparison: Comparison, units: readonly Unit[]): void {
  const { delta, after } = comparison;
  const queue = [...delta.rebound.keys()];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (delta.rebound.get(name) !== 'constant') continue;
    for (const { node, site } of after.module.bindings.get(name)?.references ?? []) {
      // What an instance field reads is read for each instance.
      if (site && (isFunction(site) || (site.kind === 'initializer' && !site.isStatic))) continue;
      if (site && delta.members.some(({ made }) => made === (site.node as unknown))) continue;
      const unit = units.find((u) => u.node.start <= node.start && node.end <= u.node.end && u.type !== 'export');
      if (!unit || delta.overlay.includes(unit) || delta.statements.some((own) => own.node === unit.node)) continue;
      const place = comparison.placeOf(node);
      if (unit.type === 'variable' && !isConstant(after, unit)) continue;
      if (unit.type === 'variable' && isRepeatable(unit.init) && !holdsState(unit.init)) {
        overlay(comparison, unit, 'constant', `computed from ${name}`);
        queue.push(...unit.names);
        continue;
      }
      const reason = `It used \`${name}\` while the module loaded, and cannot be made again.`;
      delta.refusals.push({ reason, function: unit.name, ...place });
    }
    followExports(comparison, units, name);
  }
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
