import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode } from 'acorn';
import type { NewImport } from './delta.ts';
import { resolvesTo } from './specifier.ts';
import { type Unit, unitsOf } from './units.ts';
import type { Analysis } from '../syntax/scope.ts';

/** A module that others import from. */
export interface Exporter {
  readonly url: string;
  readonly format: ModuleFormat;
}

/** The module that `require("…")` names. */
export function required(node: AnyNode | null): string | undefined {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return undefined;
  const [argument] = node.arguments;
  return argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : undefined;
}

function destructured(node: AnyNode, specifier: string): NewImport[] {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern') return [];
  return node.id.properties.flatMap((property) => {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') return [];
    const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    return target.type === 'Identifier' ? [{ local: target.name, specifier, imported: property.key.name }] : [];
  });
}

/** What a top-level variable takes from another module with `require`, when that is all that it does. */
export function requiredNames(unit: Unit): NewImport[] | undefined {
  if (unit.type !== 'variable' || unit.node.type !== 'VariableDeclarator') return undefined;
  const { id } = unit.node;
  const specifier = required(unit.init);
  if (specifier !== undefined && id.type === 'ObjectPattern') {
    const names = destructured(unit.node, specifier);
    const isAll = id.properties.every(
      (property) => property.type === 'Property' && property.value.type === 'Identifier',
    );
    return isAll && names.length === id.properties.length ? names : undefined;
  }
  const { init } = unit;
  if (id.type !== 'Identifier' || init?.type !== 'MemberExpression' || init.computed) return undefined;
  const from = required(init.object);
  if (from === undefined || init.property.type !== 'Identifier') return undefined;
  return [{ local: id.name, specifier: from, imported: init.property.name }];
}

/**
 * The constants of a module that stand for all that another CommonJS module exports, with `require` itself or what compilers put
 * around it: who reads from them is up to date, what was read from them while the module loaded is not.
 */
export function namespacesOf(analysis: Analysis, from: string, to: Exporter): string[] {
  if (to.format === 'module') return [];
  const names = new Set<string>();
  for (const unit of unitsOf(analysis.program)) {
    if (unit.type === 'import' && unit.imported === 'default' && resolvesTo(unit.source, from, to.url))
      names.add(unit.name);
    if (unit.type !== 'variable' || unit.node.type !== 'VariableDeclarator' || unit.node.id.type !== 'Identifier')
      continue;
    const { init } = unit;
    const [given] = init?.type === 'CallExpression' ? init.arguments : [];
    const specifier = required(init) ?? required((given as AnyNode | undefined) ?? null);
    if (specifier !== undefined && resolvesTo(specifier, from, to.url)) names.add(unit.name);
    // Another name for the same, or for what compilers put into a `default` of their own.
    const isDefault = init?.type === 'MemberExpression' && !init.computed && nameOf(init.property) === 'default';
    const same = nameOf(isDefault ? init.object : init);
    if (same !== undefined && names.has(same)) names.add(unit.name);
  }
  return [...names];
}

function nameOf(node: AnyNode | null): string | undefined {
  return node?.type === 'Identifier' ? node.name : undefined;
}

/** The names of one module that another has copies of: they do not follow when the value changes. */
export function importsFrom(analysis: Analysis, from: string, to: Exporter): NewImport[] {
  const { url } = to;
  return unitsOf(analysis.program).flatMap((unit): NewImport[] => {
    if (unit.type === 'import' && resolvesTo(unit.source, from, url))
      return [{ local: unit.name, specifier: unit.source, imported: unit.imported }];
    const whole = requiredNames(unit);
    if (whole) return whole.filter(({ specifier }) => resolvesTo(specifier, from, url));
    const specifier = unit.type === 'variable' ? required(unit.init) : undefined;
    if (specifier === undefined || !resolvesTo(specifier, from, url)) return [];
    // The namespace of an ES module does not follow what patches export.
    const isWhole = unit.node.type === 'VariableDeclarator' && unit.node.id.type === 'Identifier';
    if (to.format === 'module' && isWhole) return [{ local: unit.name, specifier, imported: '*' }];
    return destructured(unit.node, specifier);
  });
}
