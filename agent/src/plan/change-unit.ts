import type { AnyNode, Expression } from 'acorn';
import { awaits } from './awaits.ts';
import { addStatement, removeStatement } from './compare-statement.ts';
import { dropProperty, setProperty } from './set-property.ts';
import type { Comparison } from './delta.ts';
import { isSetApart } from './exports-apart.ts';
import { fillsOnly } from './fills-only.ts';
import { passOn } from './passed-on.ts';
import { holdsState, isRepeatable } from './purity.ts';
import { isConstant, refuseAssigning, takeRequired } from './variable-value.ts';
import { namesOf, type Unit, unitsOf } from './units.ts';

const awaitReason = 'Its value awaits something, and a patch is loaded in one turn.';
const apartReason =
  'It is set on an `exports` that is not what the module exports: `module.exports` is another object.';

const ofCompilers =
  /^__(name|defProp|defNormalProp|getOwnPropNames|getOwnPropDesc|hasOwnProp|export|copyProps|toESM|toCommonJS|publicField)$/;

/** Takes a unit into the scope of the patch, so that everything made again there sees it. */
export function overlay(comparison: Comparison, unit: Unit, why: 'added' | 'constant', note?: string): void {
  const { delta } = comparison;
  delta.overlay.push(unit);
  for (const name of namesOf(unit)) delta.rebound.set(name, why);
  // What a compiler puts before the source is nothing that the reader wrote.
  if (why === 'added' && ofCompilers.test(unit.name)) return;
  delta.changes.push({ kind: why, function: unit.name, ...comparison.placeOf(unit.node), note });
}

/** Notes a top-level unit that is new, or refuses it. */
export function addUnit(comparison: Comparison, unit: Unit): void {
  const { delta, after } = comparison;
  const place = comparison.placeOf(unit.node);
  switch (unit.type) {
    case 'import':
      delta.imports.push({ local: unit.name, specifier: unit.source, imported: unit.imported });
      // What was computed from another one of that name is computed again.
      delta.rebound.set(unit.name, comparison.before.module.bindings.has(unit.name) ? 'constant' : 'added');
      delta.changes.push({ kind: 'added', function: unit.name, ...place, note: `imported from ${unit.source}` });
      return;
    case 'export':
      if (isSetApart(after.program, unit)) {
        delta.refusals.push({ reason: apartReason, function: unit.name, ...place });
        return;
      }
      // One without a name comes with what it is.
      if (unit.node.type === 'ExportDefaultDeclaration' && unit.local === null) return;
      if (unit.from) {
        passOn(comparison, { name: unit.name, ...unit.from, follows: false, node: unit.node });
        return;
      }
      delta.exports.push({ name: unit.name, local: unit.local, value: unit.value });
      delta.reexported.add(unit.name);
      delta.changes.push({ kind: 'export', function: unit.name, ...place });
      return;
    case 'property':
      setProperty(comparison, unit, undefined);
      return;
    case 'enum':
      // Its variable is told, where that is new as well.
      if (comparison.before.module.bindings.has(unit.of)) addStatement(comparison, unit);
      else delta.overlay.push(unit);
      return;
    case 'effect':
      if (unit.node.type === 'ExportDefaultDeclaration' && !hasDefault(comparison.before)) {
        exportDefault(comparison, unit.node);
        return;
      }
      if (fillsOnly(after, unit.node, ({ name }) => delta.overlay.some((made) => namesOf(made).includes(name)))) {
        delta.overlay.push(unit);
        delta.changes.push({ kind: 'added', function: unit.name, ...place });
        return;
      }
      addStatement(comparison, unit);
      return;
    case 'variable':
      if (isConstant(after, unit) && takeRequired(comparison, unit, undefined)) return;
      if (refuseAssigning(comparison, unit)) return;
      if (awaits(after, unit.node)) {
        delta.refusals.push({ reason: awaitReason, function: unit.name, ...place });
        return;
      }
      overlay(comparison, unit, 'added');
      return;
    default:
      if (unit.name === 'default') exportDefault(comparison, unit.node);
      else overlay(comparison, unit, 'added');
  }
}

function hasDefault({ program }: Comparison['before']): boolean {
  return unitsOf(program).some(
    ({ type, name, node }) => node.type === 'ExportDefaultDeclaration' || (type === 'export' && name === 'default'),
  );
}

/** A default export that no variable of the module holds: a function or class without a name, or the value of an expression. */
function exportDefault(comparison: Comparison, node: AnyNode): void {
  const { delta, after } = comparison;
  const value = node.type === 'ExportDefaultDeclaration' ? node.declaration : node;
  const place = comparison.placeOf(node);
  if (awaits(after, value)) {
    delta.refusals.push({ reason: awaitReason, function: 'export default', ...place });
    return;
  }
  delta.exports.push({ name: 'default', local: null, value: value as Expression });
  delta.reexported.add('default');
  delta.changes.push({ kind: 'export', function: 'default', ...place });
}

/** An expression that a module exports by default, given anew: who imports it gets the new value. False where it holds state. */
export function exportAgain(comparison: Comparison, node: AnyNode): boolean {
  if (node.type !== 'ExportDefaultDeclaration' || !isPlainValue(node.declaration)) return false;
  const { delta } = comparison;
  if (delta.exports.some(({ name }) => name === 'default')) return true;
  const refused = delta.refusals.length;
  exportDefault(comparison, node);
  const reason = 'Whoever saved its former value keeps that.';
  if (delta.refusals.length === refused)
    delta.warnings.push({ reason, function: 'default', ...comparison.placeOf(node) });
  return true;
}

/** Whether a value can be made again, and nothing in it is filled while the program runs. */
function isPlainValue(node: AnyNode): boolean {
  if (node.type === 'ObjectExpression')
    return node.properties.every((one) => one.type === 'Property' && !one.computed && isPlainValue(one.value));
  if (node.type === 'ArrayExpression') return node.elements.every((one) => one !== null && isPlainValue(one));
  return isRepeatable(node) && !holdsState(node);
}

/** Refuses a unit that sets the property of another object than it did; false where it sets the one that it set. */
export function refuseSetApart(comparison: Comparison, old: Unit, unit: Unit): boolean {
  const { before, after, delta } = comparison;
  if (isSetApart(before.program, old) === isSetApart(after.program, unit)) return false;
  delta.refusals.push({ reason: apartReason, function: unit.name, ...comparison.placeOf(unit.node) });
  return true;
}

/** Notes a top-level unit that is gone, or refuses that. */
export function removeUnit(comparison: Comparison, unit: Unit): void {
  const { delta } = comparison;
  const place = comparison.oldPlaceOf(unit.node);
  const isGone = ({ name }: { readonly name: string }): boolean => !comparison.after.module.bindings.has(name);
  if (unit.type === 'effect' && fillsOnly(comparison.before, unit.node, isGone)) return;
  if (unit.type === 'effect' || (unit.type === 'enum' && comparison.after.module.bindings.has(unit.of))) {
    removeStatement(comparison, unit);
    return;
  }
  if (unit.type === 'property') {
    dropProperty(comparison, unit);
    return;
  }
  if (unit.type === 'enum') return;
  if (isSetApart(comparison.before.program, unit)) {
    delta.refusals.push({ reason: apartReason, function: unit.name, ...place });
    return;
  }
  delta.changes.push({ kind: 'removed', function: unit.name, ...place });
  if (unit.type !== 'export') return;
  delta.warnings.push({ reason: 'Modules that import it keep what they have.', function: unit.name, ...place });
  const { program } = comparison.after;
  const isOffered = unitsOf(program).some((other) => other.type === 'export' && other.name === unit.name);
  if (program.sourceType !== 'module' && !isOffered)
    delta.exports.push({ name: unit.name, local: null, value: null, isGone: true });
}
