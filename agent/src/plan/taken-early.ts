import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { namesRead } from './follow-namespaces.ts';
import { importsFrom } from './importers.ts';
import type { LoadedSource } from './loaded-source.ts';
import { needsLate } from './needs-late.ts';
import { ranAtLoad } from './ran-at-load.ts';
import { unitsOf } from './units.ts';

/** A module and its source as it would be at a start. */
export interface Side {
  readonly loaded: LoadedSource;
  readonly analysis: Analysis;
}

/** A name that a module needs while it loads and that the other one has not set yet. */
export interface Missing {
  readonly name: string;
  readonly node: AnyNode;
}

/** Whether code in a function, or in none, runs while its module loads. */
export function runsAtLoad(analysis: Analysis, site: Site | null): boolean {
  let around = site;
  while (around && !isFunction(around) && (around.kind !== 'initializer' || around.isStatic)) around = around.parent;
  return !around || ranAtLoad(analysis).has(around);
}

/**
 * What an ES module takes while it loads from another one that has not begun to run: functions that are declared are there,
 * everything else comes later.
 */
export function takenEarly({ loaded: { url }, analysis }: Side, from: Side): Missing[] {
  const { program, module } = from.analysis;
  const late = new Set(
    unitsOf(program).flatMap((unit) => {
      if (unit.type !== 'export' || unit.from) return [];
      const kind = module.bindings.get(unit.local ?? '')?.kind;
      return kind === 'const' || kind === 'let' || kind === 'class' ? [unit.name] : [];
    }),
  );
  const locals = new Map(
    unitsOf(program).flatMap((unit) =>
      unit.type === 'export' && unit.local !== null ? [[unit.name, unit.local]] : [],
    ),
  );
  // A function that is there may read what is not.
  const needed = (name: string): string | undefined => needsLate(from.analysis, locals.get(name), 0);
  const imports = importsFrom(analysis, url, from.loaded);
  return imports.flatMap(({ local, imported }) => {
    const uses = usesOf(analysis, local).filter(({ site, isOffered }) => !isOffered && runsAtLoad(analysis, site));
    if (imported !== '*') {
      const name = late.has(imported) ? imported : needed(imported);
      return name === undefined ? [] : uses.slice(0, 1).map(({ node }) => ({ name, node }));
    }
    return uses.flatMap(({ node, members }) =>
      (members ?? [...late]).flatMap((member): Missing[] => {
        const name = late.has(member) ? member : needed(member);
        return name === undefined ? [] : [{ name, node }];
      }),
    );
  });
}

/** A use of a top-level name. */
export interface NameUse {
  readonly node: AnyNode;
  readonly site: Site | null;
  /** What is read from it; undefined where that is not seen here. */
  readonly members: readonly string[] | undefined;
  readonly isOffered: boolean;
}

/** Every use of a top-level name. */
export function usesOf(analysis: Analysis, name: string): NameUse[] {
  const references = analysis.module.bindings.get(name)?.references ?? [];
  const wanted = new Set<AnyNode>(references.map(({ node }) => node));
  const parents = parentsOf(analysis.program as AnyNode, (node) => wanted.has(node));
  return references.map(({ node, site, place }) => {
    return { node, site, members: namesRead(node, parents.get(node)), isOffered: place === 'export' };
  });
}
