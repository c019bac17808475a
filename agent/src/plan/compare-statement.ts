import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import type { Comparison } from './delta.ts';
import { type LaterCall, laterCall, whyNotLater } from './later-statement.ts';
import { ranAtLoadReason } from './left-behind.ts';
import { usesAtLoad } from './read-at-load.ts';
import type { Unit } from './units.ts';

const added = `A new top-level statement: a restart would run it while the module loads. To run it once with the patch, give that \
\`--migrate FILE\` with \`export function up({ runAdded }) { runAdded() }\`, and a \`down\` that takes back what it does.`;
const gone = `A top-level statement is gone, but what it did stays done. Give the patch \`--migrate FILE\` with an \`up\` that takes \
it back and \`export function down({ runGone }) { runGone() }\`.`;

/** Notes a top-level statement that is new: it runs with the patch and is taken back with it, or a migration runs it. */
export function addStatement(comparison: Comparison, unit: Unit): void {
  const { after, covers, delta } = comparison;
  const at = { function: unit.name, ...comparison.placeOf(unit.node) };
  const later = laterCall(after, unit.node);
  if (later) {
    delta.statements.push({ node: unit.node, later });
    delta.changes.push({ kind: 'added', ...at, note: 'runs with the patch, and is taken back with it' });
    sayOrder(comparison, unit, later);
    return;
  }
  const whyNot = whyNotLater(after, unit.node);
  if (whyNot !== undefined) {
    delta.refusals.push({ reason: `A new top-level statement: ${whyNot}. ${ranAtLoadReason}`, ...at });
  } else if (covers.added) {
    delta.statements.push({ node: unit.node, later: null });
    delta.changes.push({ kind: 'added', ...at, note: '`up` of the migration runs it' });
  } else delta.refusals.push({ reason: added, ...at });
}

/** Notes a top-level statement that is gone: a migration takes back what it did, and does it again when the patch goes. */
export function removeStatement(comparison: Comparison, unit: Unit): void {
  const { before, covers, delta } = comparison;
  const at = { function: unit.name, ...comparison.oldPlaceOf(unit.node) };
  const { start, end } = unit.node;
  const isPlain = !before.sites.some((site) => isFunction(site) && site.node.start >= start && site.node.end <= end);
  const canRunAgain = isPlain && whyNotLater(before, unit.node) === undefined;
  if (!canRunAgain)
    delta.refusals.push({ reason: 'A top-level statement is gone, but what it did stays done.', ...at });
  else if (covers.gone) {
    delta.gone.push(unit.node);
    delta.changes.push({ kind: 'removed', ...at, note: '`down` of the migration runs it again' });
  } else delta.refusals.push({ reason: gone, ...at });
}

/** What was there before comes first, and what has happened is over. */
function sayOrder(comparison: Comparison, unit: Unit, { how, receiver }: LaterCall): void {
  const { after, delta } = comparison;
  if (receiver?.type !== 'Identifier') return;
  const at = { function: unit.name, ...comparison.placeOf(unit.node) };
  const { name } = receiver;
  if (how === 'listener') {
    const reason = `It listens from now on: of what \`${name}\` has emitted it hears nothing, and listeners that are there come first.`;
    delta.warnings.push({ reason, ...at });
    return;
  }
  const uses = usesAtLoad(after, name);
  const reader = uses.find(({ around, keys, node }) => !isFilled(around, node, keys) && !isOffered(around));
  if (reader) {
    const reason = `\`${name}\` was used while the module loaded, without what this adds to it.`;
    delta.refusals.push({ reason, function: unit.name, ...comparison.placeOf(reader.node) });
  }
  if (uses.some(({ node, around, keys }) => node.start > unit.node.end && isFilled(around, node, keys))) {
    const reason = `Who goes through \`${name}\` finds it behind what is there, and not where the source has it.`;
    delta.warnings.push({ reason, ...at });
  }
}

function isFilled(around: AnyNode, node: AnyNode, [key = '', ...more]: readonly string[]): boolean {
  return around.type === 'CallExpression' && around.callee === node && /^(set|add)$/.test(key) && more.length === 0;
}

function isOffered({ type }: AnyNode): boolean {
  return type === 'Property' || type === 'ExportSpecifier';
}
