import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { childrenOf } from '../syntax/children.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { namesRead } from './follow-namespaces.ts';
import { passingGetters } from './getter-exports.ts';
import { type Code, type FindCode, Meanings } from './meaning.ts';
import { keyName, memberName } from './member-name.ts';
import { isGivenLate, needsLate } from './needs-late.ts';
import { exportOrigin, originOf } from './origin.ts';
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
    const own = from.analysis.module.bindings.get(locals.get(name) ?? '');
    if (own?.kind === 'const' || own?.kind === 'let' || own?.kind === 'class') return name;
    // It is there, and undefined: what bundlers make of constants and classes.
    if (own?.kind === 'var' && own.references.some(({ writes, site }) => writes && !site)) return name;
    if (
      own?.kind === 'var' &&
      units.some((unit) => unit.type === 'variable' && unit.names.includes(own.name) && unit.init)
    )
      return name;
    // A function that is there may read what is not.
    return needsLate(from.analysis, locals.get(name), 0);
  };
  const copied = (name: string): string | undefined => {
    const own = from.analysis.module.bindings.get(locals.get(name) ?? '');
    return missing(name) ?? (own && isGivenLate(from.analysis, own, 0) ? name : undefined);
  };
  const named = [...reader.bound.imports].flatMap(([local, { specifier, imported }]): Missing[] => {
    const origin = originOf(specifier, imported, reader, find);
    if (origin?.code !== from) return [];
    const uses = usesOf(analysis, local).filter(({ site, isOffered }) => !isOffered && runsAtLoad(analysis, site));
    return uses.flatMap(({ node, members }) =>
      (origin.name === '*' ? (members ?? [...locals.keys()]) : [origin.name]).flatMap((name): Missing[] => {
        const own = from.analysis.module.bindings.get(locals.get(name) ?? '');
        const isBare = origin.name !== '*' && members && own && isGivenLate(from.analysis, own, 0);
        const late = missing(name) ?? (isBare ? `${name}.${members.join()}` : undefined);
        return late === undefined ? [] : [{ name: late, node }];
      }),
    );
  });
  return [...named, ...readAtLoad(reader, from, copied, find)];
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
  const ran = ranAtLoad(analysis);
  const found: Missing[] = [];
  /** Notes names that are read of what an expression stands for; undefined are all of them. */
  const read = (object: AnyNode, names: readonly string[] | undefined, node: AnyNode): void => {
    for (const meaning of meanings.of(object, reader)) {
      if (meaning.is !== 'module') continue;
      const taken = meaning.code === from ? (names ?? []) : passedFrom(meanings, meaning.code, from, names, find);
      for (const one of taken) {
        const name = missing(one);
        if (name !== undefined) found.push({ name, node });
      }
    }
  };
  const visit = (node: AnyNode): void => {
    const site = 'params' in node ? analysis.siteOf.get(node) : undefined;
    if (site && !ran.has(site)) return;
    const member = memberName(node);
    if (node.type === 'MemberExpression' && member !== undefined) read(node.object, [member], node);
    if (node.type === 'SpreadElement') read(node.argument, undefined, node);
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init) {
      const { properties } = node.id;
      read(
        node.init,
        properties.flatMap((one) => (one.type === 'Property' ? (keyName(one) ?? []) : [])),
        node,
      );
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(analysis.program as AnyNode);
  return found;
}

/** What a module passes on of another one, by getters or as ES modules do, of some names or all. */
function passedFrom(
  meanings: Meanings,
  code: Code,
  from: Code,
  names: readonly string[] | undefined,
  find: FindCode,
): string[] {
  const linked = (names ?? []).flatMap((name) => {
    const origin = code.format === 'module' ? exportOrigin(code, name, find) : undefined;
    return origin?.code === from ? [origin.name] : [];
  });
  const read = passingGetters(code.analysis.program).flatMap(({ name, object, imported }) => {
    if (names && !names.includes(name)) return [];
    const isFrom = meanings.of(object, code).some((meaning) => meaning.is === 'module' && meaning.code === from);
    return isFrom ? [imported] : [];
  });
  return [...linked, ...read];
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
