import type { Analysis } from '../syntax/scope.ts';
import { addUnit, exportAgain, removeUnit } from './change-unit.ts';
import type { Comparison } from './delta.ts';
import { keepsName } from './kept-name.ts';
import { hunksBetween } from './merge-lines.ts';
import { refill } from './refill.ts';
import { skeletonOf } from './skeleton.ts';
import type { Unit } from './units.ts';

/**
 * Pairs the top-level effects that are the same, in order: first those whose text stands, so that a new one takes nobody's place,
 * and between them those that differ in functions alone. What is left over ran or cannot run.
 */
export function compareEffects(comparison: Comparison, former: readonly Unit[], units: readonly Unit[]): void {
  const { before, after, delta } = comparison;
  const gone: Unit[] = [];
  const come: Unit[] = [];
  const old = former.filter((unit) => !saysNothing(unit));
  const fresh = units.filter((unit) => isEffect(unit) && !saysNothing(unit));
  const textOf = ({ source }: Analysis, { node }: Unit): string => source.slice(node.start, node.end);
  const edited = hunksBetween(
    old.map((unit) => textOf(before, unit)),
    fresh.map((unit) => textOf(after, unit)),
  ) ?? [{ start: 0, end: old.length, lines: fresh }];
  let [at, next] = [0, 0];
  const standing = (end: number): void => {
    for (; at < end; at++, next++) delta.pairing.compare((old[at] as Unit).node, (fresh[next] as Unit).node);
  };
  for (const { start, end, lines } of edited) {
    standing(start);
    for (const unit of fresh.slice(next, next + lines.length)) {
      const { text } = skeletonOf(after, unit.node);
      const found = old.slice(at, end).findIndex((one) => skeletonOf(before, one.node).text === text);
      if (found === -1) {
        come.push(unit);
        continue;
      }
      gone.push(...old.slice(at, at + found));
      at += found;
      delta.pairing.compare((old[at++] as Unit).node, unit.node);
    }
    next += lines.length;
    gone.push(...old.slice(at, end));
    at = end;
  }
  standing(old.length);
  const left = refill(comparison, units, { gone, come });
  const [given, was] = [left.come, left.gone].map((some) => some.find(isDefault));
  const isAgain =
    given && was && delta.pairing.compare(was.node, given.node) === false && exportAgain(comparison, given.node);
  for (const unit of left.come) if (!isAgain || unit !== given) addUnit(comparison, unit);
  for (const unit of left.gone) if (!isAgain || unit !== was) removeUnit(comparison, unit);
}

function isDefault({ node }: Unit): boolean {
  return node.type === 'ExportDefaultDeclaration';
}

/** Whether a unit is a statement that only has effects. */
export function isEffect({ type }: Unit): boolean {
  return type === 'effect';
}

/** A function that is declared has its name already, and one that a patch brings has it as well. */
function saysNothing({ node }: Unit): boolean {
  return node.type === 'ExpressionStatement' && keepsName(node.expression);
}
