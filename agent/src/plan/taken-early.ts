import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { replacementsIn } from './exports-apart.ts';
import { namesRead } from './follow-namespaces.ts';
import { getterExports } from './getter-exports.ts';
import { importsFrom, namespacesOf } from './importers.ts';
import type { LoadedSource } from './loaded-source.ts';
import { memberName } from './member-name.ts';
import { ranAtLoad } from './ran-at-load.ts';
import { unitsOf } from './units.ts';

/** A module and its source as it would be at a start. */
export interface Side {
  readonly loaded: LoadedSource;
  readonly analysis: Analysis;
}

/** A name that a module needs while it loads and that the other one has not set yet; empty where all of it cannot be had. */
export interface Missing {
  readonly name: string;
  readonly node: AnyNode;
}

/**
 * What a module takes from another one that has run up to some place and no further. `link` is what it loads it by. Modules of both
 * kinds in one cycle do not load at all.
 */
export function takenEarly(reader: Side, link: AnyNode, from: Side, reached: AnyNode): Missing[] {
  if (reader.loaded.format !== from.loaded.format) return [{ name: '', node: link }];
  return reader.loaded.format === 'module' ? ofModules(reader, from) : ofCommonJs(reader, link, from, reached);
}

function runsAtLoad(analysis: Analysis, site: Site | null): boolean {
  let around = site;
  while (around && !isFunction(around) && (around.kind !== 'initializer' || around.isStatic)) around = around.parent;
  return !around || ranAtLoad(analysis).has(around);
}

/** Functions that are declared are there before an ES module runs, everything else comes when it does. */
function ofModules({ loaded: { url }, analysis }: Side, from: Side): Missing[] {
  const { program, module } = from.analysis;
  const late = new Set(
    unitsOf(program).flatMap((unit) => {
      if (unit.type !== 'export' || unit.from) return [];
      const kind = module.bindings.get(unit.local ?? '')?.kind;
      return kind === 'const' || kind === 'let' || kind === 'class' ? [unit.name] : [];
    }),
  );
  const imports = importsFrom(analysis, url, from.loaded);
  return imports.flatMap(({ local, imported }) => {
    const uses = usesOf(analysis, local).filter(({ site, isOffered }) => !isOffered && runsAtLoad(analysis, site));
    if (imported !== '*')
      return late.has(imported) ? uses.slice(0, 1).map(({ node }) => ({ name: imported, node })) : [];
    return uses.flatMap(({ node, members }) =>
      (members ?? [...late]).filter((name) => late.has(name)).map((name) => ({ name, node })),
    );
  });
}

interface NameUse {
  readonly node: AnyNode;
  readonly site: Site | null;
  /** What is read from it; undefined where that is not seen here. */
  readonly members: readonly string[] | undefined;
  readonly isOffered: boolean;
}

function usesOf(analysis: Analysis, name: string): NameUse[] {
  const references = analysis.module.bindings.get(name)?.references ?? [];
  const wanted = new Set<AnyNode>(references.map(({ node }) => node));
  const parents = parentsOf(analysis.program as AnyNode, (node) => wanted.has(node));
  return references.map(({ node, site, place }) => {
    return { node, site, members: namesRead(node, parents.get(node)), isOffered: place === 'export' };
  });
}

function ofCommonJs({ loaded: { url }, analysis }: Side, link: AnyNode, from: Side, reached: AnyNode): Missing[] {
  const { program, module } = from.analysis;
  const isLater = program.body.some(
    (statement) =>
      statement.start > reached.start &&
      replacementsIn(statement).some(({ target }) => target.type === 'MemberExpression'),
  );
  const units = unitsOf(program);
  const offered = new Set(units.flatMap((unit) => (unit.type === 'export' ? [unit.name] : [])));
  const known = new Set(
    units.flatMap((unit) => (unit.type === 'export' && unit.node.end < reached.start ? [unit.name] : [])),
  );
  for (const { name, local } of getterExports(program)) {
    offered.add(name);
    const declared = units.find((unit) => unit.type === 'variable' && unit.names.includes(local));
    if (module.bindings.get(local)?.kind === 'function' || (declared && declared.node.end < reached.start))
      known.add(name);
  }
  const isMissing = (name: string): boolean => offered.has(name) && (isLater || !known.has(name));
  const copied = importsFrom(analysis, url, from.loaded).flatMap(({ local, imported }): Missing[] => {
    const unit = unitsOf(analysis.program).find((one) => one.type === 'variable' && one.names.includes(local));
    return imported !== '*' && isMissing(imported) ? [{ name: imported, node: unit?.node ?? link }] : [];
  });
  const spaces = namespacesOf(analysis, url, from.loaded);
  const read = spaces.flatMap((space) =>
    usesOf(analysis, space).flatMap(({ node, site, members }): Missing[] => {
      if (!isLater && !runsAtLoad(analysis, site)) return [];
      return (members ?? []).filter(isMissing).map((name) => ({ name, node }));
    }),
  );
  return [...copied, ...read, ...inPlace(analysis, link, [...offered].filter(isMissing))];
}

/** What is taken where the module is required: `require('./a').b`, or all that it has. */
function inPlace(analysis: Analysis, link: AnyNode, missing: readonly string[]): Missing[] {
  const parent = parentsOf(analysis.program as AnyNode, (node) => node === link).get(link);
  if (parent?.type === 'MemberExpression') {
    const name = memberName(parent);
    return name !== undefined && missing.includes(name) ? [{ name, node: link }] : [];
  }
  const isAll = parent?.type === 'SpreadElement' || parent?.type === 'CallExpression';
  return isAll ? missing.map((name) => ({ name, node: link })) : [];
}
