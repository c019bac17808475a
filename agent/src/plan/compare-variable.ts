import { awaits } from './awaits.ts';
import { overlay } from './change-unit.ts';
import { compareObject } from './compare-object.ts';
import { compareEnum } from './compare-property.ts';
import type { Comparison } from './delta.ts';
import { declaredEnum } from './enum-unit.ts';
import { isMutated } from './mutated.ts';
import { holdsState } from './purity.ts';
import { isConstant, refuseAssigning, takeRequired, type Variable } from './variable-value.ts';

/** Compares two declarations of the same names: a constant is made anew, state stays. */
export function compareVariable(comparison: Comparison, old: Variable, unit: Variable): void {
  const { delta, before, after } = comparison;
  const [oldEnum, freshEnum] = [declaredEnum(old.node), declaredEnum(unit.node)];
  if (oldEnum && freshEnum && isConstant(before, old) && isConstant(after, unit)) {
    compareEnum(comparison, oldEnum, freshEnum);
    return;
  }
  if (isConstant(before, old) && isConstant(after, unit) && compareObject(comparison, old, unit)) return;
  const same = delta.pairing.compare(old.node, unit.node);
  const place = comparison.placeOf(unit.node);
  const [was, is] = [isConstant(before, old), isConstant(after, unit)];
  // A variable that is assigned to from now on keeps its live value; a constant has to become a variable first.
  if (same && (was === is || is || old.kind !== 'const')) return;
  if (!was && !is) {
    const reason = 'It is state: the live value stays, the new initial value is not used.';
    delta.warnings.push({ reason, function: unit.name, ...place });
    return;
  }
  if (was && is && takeRequired(comparison, unit, old)) return;
  if (was && refuseAssigning(comparison, unit)) return;
  if (!was) {
    const reason = 'It was a variable and is a constant now; its live value cannot become one.';
    delta.refusals.push({ reason, function: unit.name, ...place });
    return;
  }
  if (awaits(after, unit.node)) {
    const reason = 'Its new value awaits something, and a patch is loaded in one turn.';
    delta.refusals.push({ reason, function: unit.name, ...place });
    return;
  }
  if (holdsState(old.init) || isMutated(before, old.names))
    delta.warnings.push({
      reason: 'It is made anew; what the live one holds stays behind.',
      function: unit.name,
      ...place,
    });
  overlay(comparison, unit, 'constant');
}
