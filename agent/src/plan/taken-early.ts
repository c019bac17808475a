import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { childrenOf } from '../syntax/children.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { namesRead } from './follow-namespaces.ts';
import { type Code, type FindCode, Meanings } from './meaning.ts';
import { keyName, memberName } from './member-name.ts';
import { needsLate } from './needs-late.ts';
import { originOf } from './origin.ts';
import { ranAtLoad } from './ran-at-load.ts';
import { unitsOf } from './units.ts';

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
 * What an ES module takes while it loads from another one that has not begun to run, itself or through others that pass it on: functions
 * that are declared are there, everything else comes later.
 */
export function takenEarly(reader: Code, from: Code, find: FindCode): Missing[] {
  const { analysis } = reader;
  const units = unitsOf(from.analysis.program);
  const locals = new Map(
    units.flatMap((unit) => (unit.type === 'export' && unit.local !== null ? [[unit.name, unit.local]] : [])),
  );
  // The value of an expression comes when the module runs.
  const isExpression = from.analysis.program.body.some(
    (one) => one.type === 'ExportDefaultDeclaration' && one.declaration.type !== 'FunctionDeclaration',
  );
  const missing = (name: string): string | undefined => {
    if (name === 'default' && isExpression) return name;
    const kind = from.analysis.module.bindings.get(locals.get(name) ?? '')?.kind;
    if (kind === 'const' || kind === 'let' || kind === 'class') return name;
    // A function that is there may read what is not.
    return needsLate(from.analysis, locals.get(name), 0);
  };
  const named = [...reader.bound.imports].flatMap(([local, { specifier, imported }]): Missing[] => {
    const origin = originOf(specifier, imported, reader, find);
    if (origin?.code !== from) return [];
    const uses = usesOf(analysis, local).filter(({ site, isOffered }) => !isOffered && runsAtLoad(analysis, site));
    return uses.flatMap(({ node, members }) =>
      (origin.name === '*' ? (members ?? [...locals.keys()]) : [origin.name]).flatMap((name): Missing[] => {
        const late = missing(name);
        return late === undefined ? [] : [{ name: late, node }];
      }),
    );
  });
  return [...named, ...readAtLoad(reader, from, missing, find)];
}

/** Members that code which runs while a module loads reads of another one, however it comes to that. */
export function readAtLoad(
  reader: Code,
  from: Code,
  missing: (name: string) => string | undefined,
  find: FindCode,
): Missing[] {
  const { analysis } = reader;
  const meanings = new Meanings(find);
  const isOther = (node: AnyNode): boolean =>
    meanings.of(node, reader).some((meaning) => meaning.is === 'module' && meaning.code === from);
  const ran = ranAtLoad(analysis);
  const found: Missing[] = [];
  const visit = (node: AnyNode): void => {
    const site = 'params' in node ? analysis.siteOf.get(node) : undefined;
    if (site && !ran.has(site)) return;
    const member = memberName(node);
    const name = member === undefined ? undefined : missing(member);
    if (node.type === 'MemberExpression' && name !== undefined && isOther(node.object)) found.push({ name, node });
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init && isOther(node.init)) {
      for (const property of node.id.properties) {
        const key = property.type === 'Property' ? keyName(property) : undefined;
        const taken = key === undefined ? undefined : missing(key);
        if (taken !== undefined) found.push({ name: taken, node });
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(analysis.program as AnyNode);
  return found;
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
