import type { AnyNode, Class } from 'acorn';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import { Lines } from '../syntax/lines.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { compareClass } from './compare-class.ts';
import type { Comparison, Delta, NewImport } from './delta.ts';
import { Pairing } from './pair.ts';
import { holdsState, isRepeatable } from './purity.ts';
import { skeletonOf } from './skeleton.ts';
import { type Unit, unitsOf } from './units.ts';

/** Says why an edit of a part that runs once, while the module loads, cannot be taken. */
const ranAtLoad = 'This runs once, while the module loads, and it has run; only a restart runs it again.';

function classNode(unit: Unit): Class | null {
  if (unit.type === 'class') return unit.node as Class;
  if (unit.type === 'variable' && unit.init?.type === 'ClassExpression') return unit.init;
  return null;
}

/** Takes a unit into the scope of the patch, so that everything made again there sees it. */
function overlay(comparison: Comparison, unit: Unit, why: 'added' | 'constant', note?: string): void {
  const { delta } = comparison;
  delta.overlay.push(unit);
  const names = unit.type === 'variable' ? unit.names : [unit.name];
  for (const name of names) delta.rebound.set(name, why);
  delta.changes.push({ kind: why, function: unit.name, line: comparison.line(unit.node), note });
}

function awaits(analysis: Analysis, node: AnyNode): boolean {
  return (
    /\bawait\b/.test(analysis.source.slice(node.start, node.end)) &&
    skeletonOf(analysis, node).text.includes('AwaitExpression')
  );
}

function addUnit(comparison: Comparison, unit: Unit): void {
  const { delta, after } = comparison;
  const line = comparison.line(unit.node);
  switch (unit.type) {
    case 'import':
      delta.imports.push({ local: unit.name, specifier: unit.source, imported: unit.imported });
      delta.rebound.set(unit.name, 'added');
      delta.changes.push({ kind: 'added', function: unit.name, line, note: `imported from ${unit.source}` });
      return;
    case 'export':
      delta.exports.push({ name: unit.name, local: unit.local, value: unit.value });
      delta.reexported.add(unit.name);
      delta.changes.push({ kind: 'export', function: unit.name, line });
      return;
    case 'effect':
      delta.refusals.push({ reason: `A new top-level statement: ${lowerFirst(ranAtLoad)}`, function: unit.name, line });
      return;
    case 'variable':
      if (awaits(after, unit.node)) {
        const reason = 'Its value awaits something, and a patch is loaded in one turn.';
        delta.refusals.push({ reason, function: unit.name, line });
        return;
      }
      overlay(comparison, unit, 'added');
      return;
    default:
      overlay(comparison, unit, 'added');
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function removeUnit(comparison: Comparison, unit: Unit): void {
  const { delta } = comparison;
  const line = comparison.oldLine(unit.node);
  if (unit.type === 'effect') {
    delta.refusals.push({
      reason: `A top-level statement is gone, but what it did stays done.`,
      function: unit.name,
      line,
    });
    return;
  }
  delta.changes.push({ kind: 'removed', function: unit.name, line });
  if (unit.type === 'export')
    delta.warnings.push({ reason: 'Modules that import it keep what they have.', function: unit.name, line });
}

type Variable = Extract<Unit, { type: 'variable' }>;

/** Whether nothing ever assigns to a variable, however it is declared; then it is no state. */
function isConstant(analysis: Analysis, unit: Variable): boolean {
  if (unit.kind === 'const') return true;
  return (
    unit.init !== null &&
    unit.names.every((name) => analysis.module.bindings.get(name)?.references.every((use) => !use.writes))
  );
}

function compareVariable(comparison: Comparison, old: Variable, unit: Variable): void {
  const { delta, before, after } = comparison;
  const same = delta.pairing.compare(old.node, unit.node);
  const line = comparison.line(unit.node);
  const [was, is] = [isConstant(before, old), isConstant(after, unit)];
  // A variable that is assigned to from now on keeps its live value; a constant has to become a variable first.
  if (same && (was === is || is || old.kind !== 'const')) return;
  if (!was && !is) {
    const reason = 'It is state: the live value stays, the new initial value is not used.';
    delta.warnings.push({ reason, function: unit.name, line });
    return;
  }
  if (!was) {
    const reason = 'It was a variable and is a constant now; its live value cannot become one.';
    delta.refusals.push({ reason, function: unit.name, line });
    return;
  }
  if (awaits(after, unit.node)) {
    const reason = 'Its new value awaits something, and a patch is loaded in one turn.';
    delta.refusals.push({ reason, function: unit.name, line });
    return;
  }
  if (holdsState(old.init))
    delta.warnings.push({
      reason: 'It is made anew; what the live one holds stays behind.',
      function: unit.name,
      line,
    });
  overlay(comparison, unit, 'constant');
}

function compareUnit(comparison: Comparison, old: Unit, unit: Unit): void {
  const { delta } = comparison;
  const [oldClass, newClass] = [classNode(old), classNode(unit)];
  if (oldClass && newClass) compareClass(comparison, oldClass, newClass);
  else if (old.type === 'variable' && unit.type === 'variable') compareVariable(comparison, old, unit);
  else if (old.type === 'function' && unit.type === 'function') {
    const [a, b] = [comparison.before.siteOf.get(old.node), comparison.after.siteOf.get(unit.node)];
    if (a && b) delta.pairing.pair(a, b);
  } else if (old.type === 'import' && unit.type === 'import') {
    if (old.source !== unit.source || old.imported !== unit.imported) addUnit(comparison, unit);
  } else if (old.type === 'export' && unit.type === 'export') {
    const [a, b] = [
      comparison.before.siteOf.get(old.value as AnyNode),
      comparison.after.siteOf.get(unit.value as AnyNode),
    ];
    if (a && b) delta.pairing.pair(a, b);
    else if (!delta.pairing.compare(old.value, unit.value) || old.local !== unit.local) addUnit(comparison, unit);
  }
}

/** Pairs the top-level effects that are the same, in order; what is left over ran or cannot run. */
function compareEffects(comparison: Comparison, old: Unit[], fresh: Unit[]): void {
  const texts = old.map((unit) => skeletonOf(comparison.before, unit.node).text);
  let next = 0;
  for (const unit of fresh) {
    const { text } = skeletonOf(comparison.after, unit.node);
    const found = texts.indexOf(text, next);
    if (found === -1) {
      addUnit(comparison, unit);
      continue;
    }
    for (const gone of old.slice(next, found)) removeUnit(comparison, gone);
    comparison.delta.pairing.compare((old[found] as Unit).node, unit.node);
    next = found + 1;
  }
  for (const gone of old.slice(next)) removeUnit(comparison, gone);
}

/** Constants that were computed from one that changed are computed again, or stand in the way. */
function followConstants(comparison: Comparison, units: readonly Unit[]): void {
  const { delta, after } = comparison;
  const queue = [...delta.rebound.keys()];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (delta.rebound.get(name) !== 'constant') continue;
    for (const { node, site } of after.module.bindings.get(name)?.references ?? []) {
      if (site && isFunction(site)) continue;
      const unit = units.find((u) => u.node.start <= node.start && node.end <= u.node.end && u.type !== 'export');
      if (!unit || delta.overlay.includes(unit)) continue;
      const line = comparison.line(node);
      if (unit.type === 'variable' && !isConstant(after, unit)) continue;
      if (unit.type === 'variable' && isRepeatable(unit.init) && !holdsState(unit.init)) {
        overlay(comparison, unit, 'constant', `computed from ${name}`);
        queue.push(...unit.names);
        continue;
      }
      const reason = `It used \`${name}\` while the module loaded, and cannot be made again.`;
      delta.refusals.push({ reason, function: unit.name, line });
    }
    followExports(comparison, units, name);
  }
}

/** Exports of a changed constant are set again (CommonJS) or noted for the modules that import them (ESM). */
function followExports(comparison: Comparison, units: readonly Unit[], name: string): void {
  const { delta } = comparison;
  for (const unit of units) {
    if (unit.type !== 'export' || unit.local !== name || delta.exports.some((known) => known.name === unit.name))
      continue;
    delta.exports.push({ name: unit.name, local: unit.local, value: unit.value });
    delta.reexported.add(unit.name);
  }
}

/** The function with a cell whose body a site belongs to; undefined when that cannot be replaced. */
function owner(analysis: Analysis, site: Site | null): Site | undefined {
  let from = site;
  while (from && (!isFunction(from) || whyUnpatchable(analysis, from))) from = from.parent;
  return from ?? undefined;
}

/** Every function that names something that changed is made again where it sees the change. */
function rebind(comparison: Comparison): void {
  const { delta, after } = comparison;
  const isNew = (site: Site): boolean => !delta.pairing.oldOf(site);
  for (const [name] of delta.rebound) {
    for (const { node, site } of after.module.bindings.get(name)?.references ?? []) {
      const reader = owner(after, site);
      const isInOverlay = delta.overlay.some((unit) => unit.node.start <= node.start && node.end <= unit.node.end);
      // Also in new code there are functions that continue old ones, to which references were handed out.
      if (!site || (isInOverlay && (!reader || isNew(reader)))) continue;
      if (!reader || (!isFunction(site) && site.memberOf && !isInNewClass(comparison, site))) {
        const reason = `It reads \`${name}\`, but it runs inside the class and cannot be replaced.`;
        delta.refusals.push({ reason, function: site.path, line: comparison.line(node) });
        continue;
      }
      if (isNew(reader) || delta.bodies.has(reader)) continue;
      delta.bodies.set(reader, 'rebound');
      const change = {
        kind: 'rebound',
        function: reader.path,
        line: comparison.line(reader.node),
        note: `reads ${name}`,
      } as const;
      delta.changes.push(change);
    }
  }
}

function isInNewClass(comparison: Comparison, site: Site): boolean {
  return comparison.delta.overlay.some((unit) => unit.node.start <= site.node.start && site.node.end <= unit.node.end);
}

/** Functions that run while the module loads and then never again. */
function runsOnce(site: Site): boolean {
  return site.parent === null && site.key === 'immediately called';
}

function collectBodies(comparison: Comparison): void {
  const { delta, after } = comparison;
  for (const site of [...delta.pairing.changed].sort((a, b) => a.index - b.index)) {
    const line = comparison.line(site.node);
    if (runsOnce(site)) {
      delta.refusals.push({ reason: ranAtLoad, function: site.path, line });
      continue;
    }
    delta.bodies.set(site, 'body');
    delta.changes.push({ kind: 'body', function: site.path, line });
    const binding =
      site.node.type === 'FunctionDeclaration' && !site.parent ? after.module.bindings.get(site.key) : undefined;
    const { references } = binding ?? {};
    if (references?.length && references.every((use) => use.site === null && use.place === 'callee'))
      delta.warnings.push({
        reason: 'It is called only while the module loads, and that has happened.',
        function: site.path,
        line,
      });
  }
  for (const site of after.sites) {
    const reason = isFunction(site) ? whyUnpatchable(after, site) : undefined;
    if (!reason || !functionNode(site)) continue;
    const [known] = comparison.before.sites.filter((old) => old.path === site.path);
    if (
      !known ||
      skeletonOf(comparison.before, known.node as AnyNode).text === skeletonOf(after, site.node as AnyNode).text
    )
      continue;
    delta.refusals.push({ reason, function: site.path, line: comparison.line(site.node) });
  }
}

/**
 * Compares the source that runs with an edited one. Pure. `stale` are imports of the running source
 * whose value changes in another module: they are read from there anew.
 */
export function compare(before: Analysis, after: Analysis, stale: readonly NewImport[] = []): Delta {
  const delta: Delta = {
    pairing: new Pairing(before, after),
    overlay: [],
    imports: [],
    exports: [],
    members: [],
    rebound: new Map(),
    reexported: new Set(),
    bodies: new Map(),
    changes: [],
    refusals: [],
    warnings: [],
  };
  const [lines, oldLines] = [new Lines(after.source), new Lines(before.source)];
  const comparison: Comparison = {
    before,
    after,
    delta,
    line: (node) => lines.at(node.start).line,
    oldLine: (node) => oldLines.at(node.start).line,
  };
  const [old, fresh] = [unitsOf(before.program), unitsOf(after.program)];
  const isEffect = (unit: Unit): boolean => unit.type === 'effect';
  const identity = (unit: Unit): string => `${unit.type === 'export'}:${unit.name}`;
  const known = new Map(old.filter((unit) => !isEffect(unit)).map((unit) => [identity(unit), unit]));
  for (const unit of fresh.filter((u) => !isEffect(u))) {
    const match = known.get(identity(unit));
    known.delete(identity(unit));
    if (match && (match.type === unit.type || (classNode(match) && classNode(unit))))
      compareUnit(comparison, match, unit);
    else {
      addUnit(comparison, unit);
      if (match) pairAcross(comparison, match, unit);
    }
  }
  const renamed = pairByExport(comparison, old, fresh);
  for (const unit of known.values()) {
    removeUnit(comparison, unit);
    if (!renamed.has(unit)) warnHolders(comparison, unit);
  }
  compareEffects(comparison, old.filter(isEffect), fresh.filter(isEffect));
  for (const wanted of stale) refresh(comparison, fresh, wanted);
  followConstants(comparison, fresh);
  collectBodies(comparison);
  rebind(comparison);
  delta.overlay.sort((a, b) => a.node.start - b.node.start);
  delta.changes.sort((a, b) => a.line - b.line);
  return delta;
}

/** Reads an import anew whose value changed where it comes from. */
function refresh(comparison: Comparison, units: readonly Unit[], wanted: NewImport): void {
  const { delta } = comparison;
  const unit = units.find(
    (u) =>
      (u.type === 'import' && u.name === wanted.local) || (u.type === 'variable' && u.names.includes(wanted.local)),
  );
  if (!unit || delta.imports.some((known) => known.local === wanted.local)) return;
  delta.imports.push(wanted);
  delta.rebound.set(wanted.local, 'constant');
}

/** A function that is exported as before under a new name of its own: references to the old one reach the new. */
function pairByExport(comparison: Comparison, old: readonly Unit[], fresh: readonly Unit[]): Set<Unit> {
  const named = (units: readonly Unit[], name: string | null): Unit | undefined =>
    units.find((unit) => unit.type !== 'export' && unit.type !== 'import' && unit.name === name);
  const renamed = new Set<Unit>();
  for (const was of old) {
    if (was.type !== 'export') continue;
    const is = fresh.find((unit) => unit.type === 'export' && unit.name === was.name);
    if (is?.type !== 'export' || is.local === was.local) continue;
    const [gone, unit] = [named(old, was.local), named(fresh, is.local)];
    if (!gone || !unit || named(fresh, was.local) || named(old, is.local)) continue;
    if (pairAcross(comparison, gone, unit)) renamed.add(gone);
  }
  return renamed;
}

/** What is gone from the source lives on where it was handed out, with a body that calls what is new. */
function warnHolders(comparison: Comparison, unit: Unit): void {
  const isCode =
    unit.type === 'function' ||
    classNode(unit) !== null ||
    (unit.type === 'variable' && /Function/.test(unit.init?.type ?? ''));
  const uses = comparison.before.module.bindings.get(unit.name)?.references ?? [];
  if (!isCode || uses.every((use) => use.place === 'callee')) return;
  const reason = 'It is gone; whoever holds it goes on calling its old body.';
  comparison.delta.warnings.push({ reason, function: unit.name, line: comparison.oldLine(unit.node) });
}

/** `function f` that became `const f = () =>`, or the other way round: references to the old one reach the new. */
function pairAcross(comparison: Comparison, old: Unit, unit: Unit): boolean {
  const siteOf = (analysis: Analysis, { type, node, ...rest }: Unit): Site | undefined =>
    analysis.siteOf.get(type === 'variable' && 'init' in rest && rest.init ? rest.init : node);
  const [a, b] = [siteOf(comparison.before, old), siteOf(comparison.after, unit)];
  if (!a || !b) return false;
  comparison.delta.pairing.pair(a, b);
  return true;
}
