import type { AnyNode } from 'acorn';
import type { Analysis } from '../syntax/scope.ts';
import { chainOf, chainText } from './property-unit.ts';
import { type Unit, unitsOf } from './units.ts';

interface ExportedClass {
  readonly statement: Unit;
  /** What is set to it, as it is written. */
  readonly targets: readonly string[];
  readonly unit: Unit;
}

/**
 * The top levels of two sources, to be compared. What sets a property of an object that no name of the module stands for, or
 * sets it twice, is a statement like others: it can only run again.
 */
export function comparableUnits(before: Analysis, after: Analysis): [old: Unit[], fresh: Unit[]] {
  const [was, is] = [unitsOf(before.program), unitsOf(after.program)];
  const [old, fresh] = [inForce(was, is), inForce(is, was)];
  const unclear = new Set([...unclearNames(before, old), ...unclearNames(after, fresh)]);
  const settle = (unit: Unit): Unit =>
    (unit.type === 'property' || unit.type === 'enum') && unclear.has(unit.name)
      ? { type: 'effect', name: 'statement', node: unit.node }
      : unit;
  const [a, b] = [exportedClass(old), exportedClass(fresh)];
  const shape = (unit: Unit): Unit =>
    a && b && a.targets.join() === b.targets.join()
      ? ([a, b].find(({ statement }) => statement === unit)?.unit ?? unit)
      : unit;
  return [old.map(settle).map(shape), fresh.map(settle).map(shape)];
}

/**
 * Of functions that sloppy code declares under one name, the last one is what the name stands for from the beginning: where
 * the two sources have another number of them, it alone is compared.
 */
function inForce(units: readonly Unit[], others: readonly Unit[]): readonly Unit[] {
  const [own, theirs] = [functionsByName(units), functionsByName(others)];
  return units.filter((unit) => {
    const namesakes = own.get(unit.name);
    if (unit.type !== 'function' || !namesakes) return true;
    return namesakes.length === (theirs.get(unit.name)?.length ?? 1) || namesakes.at(-1) === unit;
  });
}

function functionsByName(units: readonly Unit[]): Map<string, Unit[]> {
  const known = new Map<string, Unit[]>();
  for (const unit of units)
    if (unit.type === 'function') {
      const namesakes = known.get(unit.name);
      if (namesakes) namesakes.push(unit);
      else known.set(unit.name, [unit]);
    }
  return known;
}

/**
 * `module.exports = class …` in both sources is a class that changes, and no statement that would have to run again; so is
 * `exports = module.exports = internals.Server = class …`, where the targets are the same.
 */
function exportedClass(units: readonly Unit[]): ExportedClass | undefined {
  for (const statement of units) {
    if (statement.type !== 'effect' || statement.node.type !== 'ExpressionStatement') continue;
    const targets: string[] = [];
    let value: AnyNode = statement.node.expression;
    for (; value.type === 'AssignmentExpression' && value.operator === '='; value = value.right) {
      const chain = chainOf(value.left);
      if (chain) targets.push(chainText(chain.root, chain.keys));
      else break;
    }
    if (value.type === 'ClassExpression' && targets.includes('module.exports'))
      return { statement, targets, unit: { type: 'class', name: 'module.exports', node: value } };
  }
  return undefined;
}

function unclearNames(analysis: Analysis, units: readonly Unit[]): string[] {
  const seen = new Set<string>();
  return units.flatMap((unit) => {
    if (unit.type !== 'property' && unit.type !== 'enum') return [];
    const { name } = unit;
    const isSecond = seen.has(name);
    seen.add(name);
    const binding = analysis.module.bindings.get(unit.type === 'enum' ? unit.of : unit.root);
    const isFixed = binding?.references.every(({ writes, node: use }) => !writes || isInEnum(units, use));
    return isSecond || !isFixed ? [name] : [];
  });
}

/** The object of an enum is made where its members are set. */
function isInEnum(units: readonly Unit[], use: { readonly start: number; readonly end: number }): boolean {
  return units.some(({ type, node }) => type === 'enum' && node.start <= use.start && use.end <= node.end);
}
