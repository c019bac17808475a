import type { AnyNode } from 'acorn';
import type { Analysis, Binding } from '../syntax/scope.ts';
import { overlay } from './change-unit.ts';
import type { Comparison } from './delta.ts';
import { fillsOnly } from './fills-only.ts';
import { holdsState, isRepeatable } from './purity.ts';
import { skeletonOf } from './skeleton.ts';
import type { Unit } from './units.ts';

/** The variables of the module that a statement gives a value. */
function filledBy({ references }: Analysis, { start, end }: AnyNode): string[] {
  return references.flatMap(({ node, writes, binding }) =>
    writes && binding?.scope.kind === 'module' && node.start >= start && node.end <= end ? [binding.name] : [],
  );
}

/** Whether nothing but top-level statements sets a variable: it is what they make of it once, and no state. */
function isSetAtLoad({ kind, references }: Binding): boolean {
  return (kind === 'let' || kind === 'var') && references.every(({ writes, site }) => !writes || site === null);
}

/**
 * Takes statements that only give values to variables which nothing else sets, where those of the two sources differ: the
 * variables are constants that take more than one statement to make, and they are made anew. Gives the statements that are left.
 */
export function refill(
  comparison: Comparison,
  units: readonly Unit[],
  left: { readonly gone: readonly Unit[]; readonly come: readonly Unit[] },
): { readonly gone: readonly Unit[]; readonly come: readonly Unit[] } {
  const { before, after } = comparison;
  const names = new Set([
    ...left.gone.flatMap(({ node }) => filledBy(before, node)),
    ...left.come.flatMap(({ node }) => filledBy(after, node)),
  ]);
  for (const name of names) if (!isKnown(comparison, units, name)) names.delete(name);
  if (names.size === 0) return left;
  const effects = units.filter(({ type }) => type === 'effect');
  const fills = (analysis: Analysis, { node }: Unit): boolean => {
    const filled = filledBy(analysis, node);
    const isDirect = filled.length > 0 && filled.every((name) => names.has(name));
    return isDirect && fillsOnly(analysis, node, ({ name }, isWhole) => isWhole && names.has(name));
  };
  const makers = effects.filter(({ node }) => filledBy(after, node).some((name) => names.has(name)));
  if (!makers.every((unit) => fills(after, unit))) return left;
  const gone = left.gone.filter((unit) => !fills(before, unit));
  if (gone.some(({ node }) => filledBy(before, node).some((name) => names.has(name)))) return left;
  for (const unit of units)
    if (unit.type === 'variable' && names.has(unit.name)) overlay(comparison, unit, 'constant', 'set by a statement');
  comparison.delta.overlay.push(...makers);
  return { gone, come: left.come.filter((unit) => !makers.includes(unit)) };
}

function isKnown({ before, after, delta }: Comparison, units: readonly Unit[], name: string): boolean {
  const [old, now] = [before, after].map(({ module }) => module.bindings.get(name));
  const unit = units.find((one) => one.type === 'variable' && one.name === name);
  if (!old || !now || unit?.type !== 'variable' || delta.overlay.includes(unit)) return false;
  const isPlain = isRepeatable(unit.init) && !holdsState(unit.init);
  return isPlain && isSetAtLoad(old) && isSetAtLoad(now) && isDeclaredAlike(before, after, name, unit);
}

/** Another initial value is told as one that is not used. */
function isDeclaredAlike(before: Analysis, after: Analysis, name: string, { node }: Unit): boolean {
  const { text } = skeletonOf(after, node);
  return before.program.body.some(
    (statement) =>
      statement.type === 'VariableDeclaration' &&
      statement.declarations.some(
        (one) => one.id.type === 'Identifier' && one.id.name === name && skeletonOf(before, one).text === text,
      ),
  );
}
