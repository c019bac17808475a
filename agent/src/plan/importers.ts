import type { AnyNode } from 'acorn';
import type { NewImport } from './delta.ts';
import { unitsOf } from './units.ts';
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

/** The names of one module that another has copies of: they do not follow when the value changes. */
export function importsFrom(analysis: Analysis, from: string, to: string): NewImport[] {
  return unitsOf(analysis.program).flatMap((unit): NewImport[] => {
    if (unit.type === 'import' && resolvesTo(unit.source, from, to))
      return [{ local: unit.name, specifier: unit.source, imported: unit.imported }];
    const specifier = unit.type === 'variable' ? required(unit.init) : undefined;
    if (specifier === undefined || !resolvesTo(specifier, from, to)) return [];
    return destructured(unit.node, specifier);
  });
}
