import type { Comparison } from './delta.ts';
import { writesTo } from './member-use.ts';
import type { PropertyUnit } from './property-unit.ts';
import { holdsState } from './purity.ts';
import { readAtLoad, takenAtLoad } from './read-at-load.ts';
import { whyNotInOneTurn } from './variable-value.ts';

/** Sets a property that is new or has another value; what the program itself sets is state. */
export function setProperty(comparison: Comparison, unit: PropertyUnit, old: PropertyUnit | undefined): void {
  const { delta, after } = comparison;
  const at = { function: unit.name, ...comparison.placeOf(unit.node) };
  const whyNot = whyNotInOneTurn(after, unit.value);
  if (whyNot !== undefined) {
    delta.refusals.push({ reason: whyNot, ...at });
    return;
  }
  if (isState(comparison, unit.key, old)) {
    const reason = 'It is state: the live value stays, the new initial value is not used.';
    delta.warnings.push({ reason, ...at });
    return;
  }
  const { root, path, key, value, isInLiteral } = unit;
  delta.properties.push({ root, path, key, value, isInLiteral });
  delta.changes.push({ kind: old ? 'constant' : 'member', note: 'a property', ...at });
  warnOfReaders(comparison, unit, old);
}

/** Takes a property away that the source does not set any more. */
export function dropProperty(comparison: Comparison, old: PropertyUnit): void {
  const { delta, after } = comparison;
  const at = { function: old.name, ...comparison.oldPlaceOf(old.node) };
  // What stands under the name from now on was never given it.
  if (!after.module.bindings.has(old.root) || delta.rebound.has(old.root)) return;
  if (isState(comparison, old.key, old)) {
    delta.warnings.push({
      reason: 'It is gone from the source; the program sets it, and the live value stays.',
      ...at,
    });
    return;
  }
  const { root, path, key, isInLiteral } = old;
  delta.properties.push({ root, path, key, value: null, isInLiteral });
  delta.changes.push({ kind: 'removed', ...at });
}

/** Whether the program sets a property as well, wherever that is: then it is state. */
export function isStateAt(comparison: Comparison, property: PropertyUnit): boolean {
  return isState(comparison, property.key, property);
}

function isState({ before, after, settable }: Comparison, key: string, old: PropertyUnit | undefined): boolean {
  return old !== undefined && (writesTo(before, key, settable) || writesTo(after, key, settable));
}

function warnOfReaders(comparison: Comparison, unit: PropertyUnit, old: PropertyUnit | undefined): void {
  const { delta, after } = comparison;
  const reader = readAtLoad(after, unit);
  if (reader) {
    const reason = `It used \`${unit.key}\` while the module loaded, and cannot be made again.`;
    delta.refusals.push({ reason, function: unit.name, ...comparison.placeOf(reader) });
  }
  const taker = takenAtLoad(after, unit);
  if (taker) {
    const reason = `\`${after.source.slice(taker.start, taker.end)}\` was handed over while the module loaded; what was taken from it then stays.`;
    delta.warnings.push({ reason, function: unit.name, ...comparison.placeOf(taker) });
  }
  if (!old) return;
  const reason = holdsState(old.value)
    ? 'It is made anew; what the live one holds stays behind.'
    : 'Whoever saved its former value keeps that.';
  delta.warnings.push({ reason, function: unit.name, ...comparison.placeOf(unit.node) });
}
