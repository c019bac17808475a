import type { ClassSite } from '../syntax/scope.ts';
import type { Made } from './meaning.ts';

/**
 * Whether a class is another one or extends it, going by what classes may stand for: one that a decorator puts in the place of a
 * class extends, for all that is known, itself.
 */
export function isUnder(
  made: Made,
  other: ClassSite,
  above: (made: Extract<Made, { is: 'class' }>) => Made[],
  seen: Set<ClassSite> = new Set(),
): boolean {
  if (made.is === 'function') return false;
  if (made.class === other) return true;
  if (seen.has(made.class)) return false;
  seen.add(made.class);
  return above(made).some((parent) => isUnder(parent, other, above, seen));
}
