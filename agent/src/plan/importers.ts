import type { AnyNode } from 'acorn';
import type { NewImport } from './delta.ts';
import { type Unit, unitsOf } from './units.ts';
import type { Analysis } from '../syntax/scope.ts';

const endings = ['', '.js', '.cjs', '.json', '/index.js'];

/** Whether a relative specifier in one module means another. */
export function resolvesTo(specifier: string, from: string, to: string): boolean {
  if (!/^\.{0,2}\//.test(specifier) && !specifier.startsWith('file:')) return false;
  const { href } = new URL(specifier, from);
  return endings.some((ending) => href + ending === to);
}

/** The module that `require("…")` names. */
function required(node: AnyNode | null): string | undefined {
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

/** The names of one module that another has copies of: they do not follow when the value changes. */
export function importsFrom(analysis: Analysis, from: string, to: string): NewImport[] {
  return unitsOf(analysis.program).flatMap((unit): NewImport[] => {
    if (unit.type === 'import' && resolvesTo(unit.source, from, to))
      return [{ local: unit.name, specifier: unit.source, imported: unit.imported }];
    const whole = requiredNames(unit);
    if (whole) return whole.filter(({ specifier }) => resolvesTo(specifier, from, to));
    const specifier = unit.type === 'variable' ? required(unit.init) : undefined;
    if (specifier === undefined || !resolvesTo(specifier, from, to)) return [];
    return destructured(unit.node, specifier);
  });
}

/** The names under which a module passes on what it takes from another: offered name to original name. */
export function passedOn(analysis: Analysis, from: string, to: string, changed: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of analysis.program.body) {
    if (statement.type !== 'ExportAllDeclaration' && statement.type !== 'ExportNamedDeclaration') continue;
    if (!statement.source || !resolvesTo(String(statement.source.value), from, to)) continue;
    for (const name of changed) {
      if (statement.type === 'ExportAllDeclaration') {
        if (!statement.exported && name !== 'default') names.set(name, name);
        continue;
      }
      for (const { local, exported } of statement.specifiers)
        if (local.type === 'Identifier' && exported.type === 'Identifier' && local.name === name)
          names.set(exported.name, name);
    }
  }
  return names;
}
