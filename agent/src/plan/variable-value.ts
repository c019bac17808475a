import type { AnyNode, Expression } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis } from '../syntax/scope.ts';
import { awaits } from './awaits.ts';
import type { Comparison } from './delta.ts';
import { requiredNames } from './importers.ts';
import { isExports, type Unit } from './units.ts';

/** A top-level declaration of variables. */
export type Variable = Extract<Unit, { type: 'variable' }>;

/** What a declaration gives its variable, behind exports that are set to the same: `const A = module.exports = …`. */
export function valueOf({ init }: Variable): Expression | null {
  let value = init;
  while (value?.type === 'AssignmentExpression' && value.operator === '=' && isExport(value.left)) value = value.right;
  return value;
}

/** Whether two declarations set the same exports to what they give their variables. */
export function exportsAlike(before: Analysis, old: Variable, after: Analysis, unit: Variable): boolean {
  const text = ({ source }: Analysis, { init }: Variable, value: Expression | null): string =>
    init && value ? source.slice(init.start, value.start) : '';
  return text(before, old, valueOf(old)) === text(after, unit, valueOf(unit));
}

function isExport(node: AnyNode): boolean {
  return isExports(node) || (node.type === 'MemberExpression' && !node.computed && isExports(node.object));
}

/** Whether nothing ever assigns to a variable, however it is declared; then it is no state. */
export function isConstant(analysis: Analysis, unit: Variable): boolean {
  if (unit.kind === 'const') return true;
  return (
    unit.init !== null &&
    unit.names.every((name) => analysis.module.bindings.get(name)?.references.every((use) => !use.writes))
  );
}

/** Names that come from `require` are read where they come from whenever they are used, as imports are. */
export function takeRequired(comparison: Comparison, unit: Variable, old: Variable | undefined): boolean {
  const { delta } = comparison;
  const names = requiredNames(unit);
  if (!names) return false;
  const known = (old && requiredNames(old)) ?? [];
  for (const wanted of names) {
    const { local, specifier, imported } = wanted;
    if (known.some((k) => k.local === local && k.specifier === specifier && k.imported === imported)) continue;
    delta.imports.push(wanted);
    delta.rebound.set(local, comparison.before.module.bindings.has(local) ? 'constant' : 'added');
    const place = comparison.placeOf(unit.node);
    delta.changes.push({ kind: 'added', function: local, ...place, note: `imported from ${specifier}` });
  }
  return true;
}

/** Whether evaluating an expression sets something itself. */
export function assigns(node: AnyNode): boolean {
  if ('params' in node) return false;
  if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') return true;
  for (const child of childrenOf(node)) if (assigns(child)) return true;
  return false;
}

const assignsReason = 'Making its value sets something else as well, and that cannot wait for the patch.';

/** Why a value cannot be made in the turn in which a patch is loaded, before it is in force; undefined where it can. */
export function whyNotInOneTurn(analysis: Analysis, value: AnyNode): string | undefined {
  if (awaits(analysis, value)) return 'Its value awaits something, and a patch is loaded in one turn.';
  return assigns(value) ? assignsReason : undefined;
}

/** Refuses a value whose making sets something else as well, which would happen before the patch is in force. */
export function refuseAssigning(comparison: Comparison, unit: Variable): boolean {
  if (!unit.init || !assigns(unit.init)) return false;
  const reason = assignsReason;
  comparison.delta.refusals.push({ reason, function: unit.name, ...comparison.placeOf(unit.node) });
  return true;
}
