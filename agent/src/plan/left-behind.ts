import type { Comparison } from './delta.ts';
import { changedGetters, getterExports } from './getter-exports.ts';
import type { ModuleHistory } from './module-history.ts';
import type { Proposal } from './proposal.ts';
import { isCutShort, ranAtLoad } from './ran-at-load.ts';
import type { Unit } from './units.ts';

/** Says why an edit of a part that runs once, while the module loads, cannot be taken. */
export const ranAtLoadReason = 'This runs once, while the module loads, and it has run; only a restart runs it again.';

/** What ran while the module loaded does not run again: in place it cannot change at all, and elsewhere its results stay. */
export function checkLoad(comparison: Comparison): void {
  const { delta, after } = comparison;
  if (delta.bodies.size === 0) return;
  const ran = ranAtLoad(after);
  if (isCutShort(after)) {
    const reason =
      'There is more here than is followed: a function that changes may have run while the module loaded, and what came of that stays.';
    delta.warnings.push({ reason, function: '', line: 1 });
  }
  for (const site of delta.bodies.keys()) {
    const how = ran.get(site);
    const at = { function: site.path, ...comparison.placeOf(site.node) };
    if (how === 'in place') delta.refusals.push({ reason: ranAtLoadReason, ...at });
    else if (how === 'called')
      delta.warnings.push({ reason: 'It ran while the module loaded, and what came of that stays.', ...at });
  }
}

/** Modules that import a value which changes are made to read it anew; who saved it elsewhere is not found. */
export function warnOfSaved(comparison: Comparison, old: readonly Unit[], renamed: ReadonlySet<Unit>): void {
  const { delta } = comparison;
  const offered = old.flatMap((unit) => (unit.type === 'export' ? [unit] : []));
  const told = new Set(changedGetters(comparison.before, comparison.after).map(({ name }) => name));
  for (const { name, local, node } of [...offered, ...getterExports(comparison.before.program)]) {
    if (!delta.reexported.has(name) || told.has(name)) continue;
    const own = old.find((unit) => unit.type !== 'export' && unit.name === local);
    if (own && renamed.has(own)) continue;
    const reason = 'Whoever saved its former value keeps that.';
    delta.warnings.push({ reason, function: name, ...comparison.oldPlaceOf(node) });
  }
}

/** What is gone from the source lives on where it was handed out, with a body that calls what is new. */
export function warnOfGone(comparison: Comparison, unit: Unit): void {
  const code = unit.type === 'variable' ? unit.init : unit.node;
  const isCode = unit.type !== 'export' && /Function|Class/.test(code?.type ?? '');
  const uses = comparison.before.module.bindings.get(unit.name)?.references ?? [];
  if (!isCode || uses.every((use) => use.place === 'callee')) return;
  const reason = 'It is gone; whoever holds it goes on calling its old body.';
  comparison.delta.warnings.push({ reason, function: unit.name, ...comparison.oldPlaceOf(unit.node) });
}

/** Modules that are loaded later find an ES module linked as it was, but where something can stand in for it. */
export function warnOfLater(modules: Iterable<ModuleHistory>, proposals: Iterable<Proposal>, standsIn: boolean): void {
  const hasCommonJs = [...modules].some(({ loaded }) => loaded.format === 'commonjs');
  for (const proposal of proposals) warnOfLaterIn(proposal, standsIn, hasCommonJs);
}

function warnOfLaterIn({ delta, state, warnings }: Proposal, standsIn: boolean, hasCommonJs: boolean): void {
  const { analysis } = state.reading;
  if (analysis.program.sourceType !== 'module' || delta.reexported.size === 0) return;
  const warn = (names: readonly string[], text: string): void => {
    const named = names.map((name) => `\`${name}\``).join(', ');
    if (names.length > 0) warnings.push({ reason: `${text} ${named}.`, function: 'exports', line: 1 });
  };
  const all = [...delta.reexported];
  if (!standsIn) warn(all, 'A module that is loaded later gets what this one was loaded with, of');
  else if (hasCommonJs) warn(all, 'A module that requires it later gets what it was loaded with, of');
  const assigned = delta.exports.filter(({ local }) =>
    analysis.module.bindings.get(local ?? '')?.references.some((use) => use.writes),
  );
  if (standsIn)
    warn(
      assigned.map(({ name }) => name),
      'A module that is loaded later sees the value of the latest patch, of',
    );
}
