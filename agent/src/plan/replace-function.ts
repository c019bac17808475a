import type { AnyNode } from 'acorn';
import type { Site } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';
import { followExports } from './follow-constants.ts';
import { kindOf, serviceOf } from './kind.ts';
import type { Unit } from './units.ts';

const nouns = {
  plain: 'a plain function',
  async: 'an asynchronous function',
  generator: 'a generator',
  'async generator': 'an asynchronous generator',
} as const;

/**
 * Lets a new function continue an old one, for everybody who holds that. False when the old one is of a kind that cannot
 * call the new body: then only a new function object will do.
 */
export function continueFunction(comparison: Comparison, old: Site, site: Site): boolean {
  const { delta } = comparison;
  const service = serviceOf(old, site);
  const at = { function: site.path, ...comparison.placeOf(site.node) };
  if (service === 'none') {
    const reason = `It was ${nouns[kindOf(old)]}; who holds it from before goes on calling its old body.`;
    delta.warnings.push({ reason, ...at });
    return false;
  }
  delta.pairing.pair(old, site);
  if (service === 'promise') {
    delta.promised.add(site);
    delta.warnings.push({
      reason: 'Who holds it from before calls the new body, and goes on getting a promise.',
      ...at,
    });
  }
  return true;
}

/** Makes a top-level function of another kind anew, for those who find it by its name; false when it cannot be told by name. */
export function replaceFunction(
  comparison: Comparison,
  old: Site,
  site: Site,
  unit: Unit,
  units: readonly Unit[],
): boolean {
  const { delta } = comparison;
  if (serviceOf(old, site) === 'faithful' || (unit.node.type === 'FunctionDeclaration' && !namedNode(unit.node)))
    return false;
  const continues = continueFunction(comparison, old, site);
  delta.overlay.push(unit);
  // Those who took it while the module loaded hold the old one: what they get is told above, or stands in the way.
  delta.rebound.set(unit.name, continues ? 'added' : 'constant');
  if (continues) followExports(comparison, units, unit.name);
  const note = `${nouns[kindOf(site)]} now`;
  if (!continues) delta.changes.push({ kind: 'body', function: site.path, ...comparison.placeOf(site.node), note });
  return true;
}

function namedNode(node: AnyNode): boolean {
  return 'id' in node && node.id !== null;
}
