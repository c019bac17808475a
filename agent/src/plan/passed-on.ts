import type { AnyNode } from 'acorn';
import type { Analysis } from '../syntax/scope.ts';
import type { Comparison } from './delta.ts';
import { passingGetters } from './getter-exports.ts';
import { type Exporter, namespacesOf, required } from './importers.ts';
import { lastName } from './last-name.ts';
import { resolvesTo } from './specifier.ts';
import { isExports, unitsOf } from './units.ts';

/** An export of another module that a module offers as its own. */
export interface PassedOn {
  readonly name: string;
  readonly specifier: string;
  /** `*` for the whole module. */
  readonly imported: string;
  /** Whether what the module was loaded with follows by itself: only those who copied it are behind. */
  readonly follows: boolean;
  readonly node: { readonly start: number };
}

/** What compilers call the function that copies the exports of one module to those of another. */
const copiers = new Set(['__exportStar', '__reExport', '__export']);

/** The module that a statement copies all exports of, as compilers write `export * from`. */
function copiedFrom(statement: AnyNode): string | undefined {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return undefined;
  const { callee, arguments: given } = statement.expression;
  if (!copiers.has(lastName(callee) ?? '')) return undefined;
  return given.map((one) => required(one)).find((specifier) => specifier !== undefined);
}

/** The module that a statement passes on as it is, the object itself: `module.exports = require("…")`. */
function wholeExports(statement: AnyNode): string | undefined {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression')
    return undefined;
  const { left, right } = statement.expression;
  return isExports(left) && left.type === 'MemberExpression' ? required(right) : undefined;
}

/** What a module passes on of some names of another, so that what it was loaded with is not what it has to offer. */
export function passedOn(analysis: Analysis, from: string, to: Exporter, changed: Iterable<string>): PassedOn[] {
  const passed: PassedOn[] = [];
  const names = [...changed];
  const units = unitsOf(analysis.program);
  const own = new Set(units.flatMap((unit) => (unit.type === 'export' && !unit.from ? unit.name : [])));
  const all = (specifier: string, node: AnyNode): void => {
    for (const name of names)
      if (name !== 'default' && !own.has(name)) passed.push({ name, specifier, imported: name, follows: false, node });
  };
  const spaces = namespacesOf(analysis, from, to);
  for (const statement of analysis.program.body) {
    const specifier =
      statement.type === 'ExportAllDeclaration' ? String(statement.source.value) : copiedFrom(statement as AnyNode);
    if (specifier !== undefined && resolvesTo(specifier, from, to.url)) {
      const named = statement.type === 'ExportAllDeclaration' ? statement.exported : null;
      if (!named) all(specifier, statement as AnyNode);
      else if (named.type === 'Identifier')
        passed.push({ name: named.name, specifier, imported: '*', follows: false, node: statement });
    }
    const same = wholeExports(statement as AnyNode);
    if (same !== undefined && resolvesTo(same, from, to.url))
      for (const name of names) passed.push({ name, specifier: same, imported: name, follows: true, node: statement });
  }
  for (const { name, object, imported, node } of passingGetters(analysis.program)) {
    const specifier = required(object);
    const isFromThere =
      specifier === undefined
        ? object.type === 'Identifier' && spaces.includes(object.name)
        : resolvesTo(specifier, from, to.url);
    if (isFromThere && names.includes(imported)) passed.push({ name, specifier: '', imported, follows: true, node });
  }
  for (const unit of units) {
    if (unit.type !== 'export' || !unit.from || !resolvesTo(unit.from.specifier, from, to.url)) continue;
    const { specifier, imported } = unit.from;
    if (names.includes(imported))
      passed.push({ name: unit.name, specifier, imported, follows: false, node: unit.node });
  }
  return passed;
}

/** Has a module offer what another one exports, as that one has it whenever it is read. */
export function passOn(comparison: Comparison, { name, specifier, imported, node }: PassedOn): void {
  const { delta } = comparison;
  if (delta.exports.some((known) => known.name === name)) return;
  const local = `$suturePassed${delta.imports.length}`;
  delta.imports.push({ local, specifier, imported });
  delta.exports.push({ name, local, value: null, isLive: true });
  delta.reexported.add(name);
  const note = `passed on from ${specifier}`;
  delta.changes.push({ kind: 'export', function: name, ...comparison.placeOf(node), note });
}
