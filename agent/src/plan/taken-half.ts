import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis } from '../syntax/scope.ts';
import { copiedWhole } from './copied-whole.ts';
import { replacementsIn } from './exports-apart.ts';
import { getterExports } from './getter-exports.ts';
import { importsFrom } from './importers.ts';
import type { Code, FindCode } from './meaning.ts';
import { keyName, memberName } from './member-name.ts';
import { needsLate } from './needs-late.ts';
import { type Missing, readAtLoad, runsAtLoad, usesOf } from './taken-early.ts';
import { isExports, unitsOf } from './units.ts';

/**
 * What a CommonJS module takes from another one that has run up to some place and no further. `link` is what it loads it by; null where
 * others do. `find` finds what loads in a cycle with it, `findAny` any module.
 */
export function takenHalf(
  reader: Code,
  link: AnyNode | null,
  from: Code,
  reached: AnyNode,
  find: FindCode,
  findAny: FindCode,
): Missing[] {
  const { analysis, url } = reader;
  const { offered, set, locals } = exportsAt(from, reached, findAny);
  const parent = link && parentsOf(analysis.program as AnyNode, (node) => node === link).get(link);
  // What it has is an object that nobody else gets.
  if (link && parent?.type !== 'ExpressionStatement' && isReplacedBehind(from.analysis, reached))
    return [{ name: 'module.exports', node: link }];
  const isMissing = (name: string): boolean => !set.has(name);
  // A function that is there may read what is not.
  const missing = (name: string): string | undefined =>
    isMissing(name) ? name : needsLate(from.analysis, locals.get(name), reached.start);
  const read = readAtLoad(reader, from, missing, find);
  if (!link) return read;
  const copied = importsFrom(analysis, url, from).flatMap(({ local, imported }): Missing[] => {
    const unit = unitsOf(analysis.program).find((one) => one.type === 'variable' && one.names.includes(local));
    if (imported === '*') return [];
    if (isMissing(imported)) return [{ name: imported, node: unit?.node ?? link }];
    const name = missing(imported);
    const use = name !== undefined && usesOf(analysis, local).find(({ site }) => runsAtLoad(analysis, site));
    return use ? [{ name, node: use.node }] : [];
  });
  const whole = [...offered].filter(isMissing);
  return [...copied, ...read, ...takenWhole(link, parent, whole)];
}

/** Whether a module offers another object later than where it has come to. */
function isReplacedBehind({ program }: Analysis, reached: AnyNode): boolean {
  return program.body.some(
    (statement) =>
      statement.start > reached.start &&
      replacementsIn(statement).some(({ target }) => target.type === 'MemberExpression'),
  );
}

interface ExportsThen {
  readonly offered: ReadonlySet<string>;
  readonly set: ReadonlySet<string>;
  /** Its own names of what it offers, or the functions that these are. */
  readonly locals: ReadonlyMap<string, string | AnyNode>;
}

/** What a module offers, and what of that it has set before it comes to a place. */
function exportsAt(code: Code, reached: AnyNode, findAny: FindCode): ExportsThen {
  const { program, module } = code.analysis;
  const [offered, set, locals] = [new Set<string>(), new Set<string>(), new Map<string, string | AnyNode>()];
  const isBefore = (node: AnyNode | undefined): boolean => node !== undefined && node.end < reached.start;
  const units = unitsOf(program);
  for (const unit of units) {
    if (unit.type !== 'export') continue;
    offered.add(unit.name);
    const own = unit.local ?? unit.value;
    if (own !== null) locals.set(unit.name, own);
    if (isBefore(unit.node)) set.add(unit.name);
  }
  for (const { name, local, node } of getterExports(program)) {
    offered.add(name);
    locals.set(name, local);
    const declared = units.find((unit) => unit.type === 'variable' && unit.names.includes(local));
    const isThere = module.bindings.get(local)?.kind === 'function' || isBefore(declared?.node);
    if (isBefore(node) && isThere) set.add(name);
  }
  // `Object.assign(exports, { a })`.
  for (const { type, node } of units) {
    if (type !== 'effect') continue;
    for (const name of assignedIn(node)) {
      offered.add(name);
      if (isBefore(node)) set.add(name);
    }
  }
  for (const { name, node } of copiedWhole(code, findAny)) {
    offered.add(name);
    if (isBefore(node)) set.add(name);
  }
  return { offered, set, locals };
}

function assignedIn(node: AnyNode): string[] {
  if ('params' in node) return [];
  const given = node.type === 'CallExpression' ? (node.arguments as AnyNode[]) : [];
  const own = given.some(isExports) && memberName((node as { callee: AnyNode }).callee) === 'assign' ? given : [];
  const names = own.flatMap((one) => (one.type === 'ObjectExpression' ? one.properties : []));
  return [
    ...names.flatMap((property) => (property.type === 'Property' ? (keyName(property) ?? []) : [])),
    ...childrenOf(node).flatMap(assignedIn),
  ];
}

/** All that a module has, taken where it is required: spread, or given to a call that copies it. */
function takenWhole(link: AnyNode, parent: AnyNode | null | undefined, missing: readonly string[]): Missing[] {
  const isAll = parent?.type === 'SpreadElement' || (parent?.type === 'CallExpression' && parent.callee !== link);
  return isAll ? missing.map((name) => ({ name, node: link })) : [];
}
