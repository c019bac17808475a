import type { AnyNode, Class } from 'acorn';
import { isImplied } from '../../syntax/implied-constructor.ts';
import { nodesAround } from '../../syntax/nodes-around.ts';
import type { Analysis, Binding, ClassSite, Scope, Site } from '../../syntax/scope.ts';
import { isExports, unitsOf } from '../units.ts';

/** What others take hold of a function or value by. */
export type Handle =
  | { readonly is: 'binding'; readonly binding: Binding }
  /** A name that the module offers; {@link whole} for `module.exports` itself. */
  | { readonly is: 'export'; readonly name: string }
  | {
      readonly is: 'member';
      readonly name: string;
      readonly isPrivate: boolean;
      readonly isAccessor: boolean;
      readonly class: ClassSite | null;
    }
  /** It is handed on where it is made: to the call around it, say. */
  | { readonly is: 'handed'; readonly node: AnyNode };

/** The name of `module.exports` itself among exports. */
export const whole = 'module.exports';

/** Gives what others take hold of a function by. */
export function handlesOf(analysis: Analysis, site: Site): Handle[] {
  const { memberOf, kind, isStatic } = site;
  if (memberOf && (kind === 'constructor' || (kind === 'initializer' && !isStatic)))
    return ofExpression(analysis, memberOf.node as AnyNode, memberOf.site?.scope ?? analysis.module);
  // It ran once, when the class was made.
  if (kind === 'static' || kind === 'initializer' || isImplied(site)) return [];
  const [parent] = nodesAround(analysis.program, site.node);
  const own = site.node.type === 'FunctionExpression' ? named(site.scope, site.node.id?.name) : [];
  if (parent?.type === 'MethodDefinition' || (parent?.type === 'PropertyDefinition' && memberOf)) {
    const isAccessor = kind === 'getter' || kind === 'setter';
    return [...own, ...ofKey(parent.key, parent.computed, isAccessor, memberOf)];
  }
  return [...own, ...ofExpression(analysis, site.node as AnyNode, site.outer)];
}

/** Gives what others take hold of a value by that a name of the module stands for, or a property of such a value. */
export function handlesOfName(analysis: Analysis, name: string): Handle[] {
  const [root, ...keys] = name.split('.');
  const key = keys.at(-1);
  const member = { is: 'member', isPrivate: false, isAccessor: false, class: null } as const;
  return [...named(analysis.module, root), ...(key === undefined ? [] : [{ ...member, name: key }])];
}

/** The names under which a module offers what one of its bindings stands for. */
export function exportedAs(analysis: Analysis, { name, scope }: Binding): string[] {
  if (scope !== analysis.module) return [];
  const names = unitsOf(analysis.program).flatMap((unit) =>
    unit.type === 'export' && unit.local === name && !unit.from ? unit.name : [],
  );
  for (const statement of analysis.program.body) {
    if (statement.type === 'ExportDefaultDeclaration' && isNamed(statement.declaration as AnyNode, name))
      names.push('default');
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue;
    const { left, right } = statement.expression;
    if (isWhole(left as AnyNode) && isNamed(right, name)) names.push(whole);
  }
  return names;
}

/** Whether a use of a name does nothing but offer it as an export. */
export function isOffered(node: unknown, [parent, grand, great]: readonly AnyNode[]): boolean {
  if (parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration') return true;
  if (parent?.type === 'Property') return grand?.type === 'ObjectExpression' && isOfferedAt(great, grand);
  return isOfferedAt(parent, node);
}

function isOfferedAt(assignment: AnyNode | undefined, value: unknown): boolean {
  if (assignment?.type !== 'AssignmentExpression' || assignment.right !== value) return false;
  const { left } = assignment;
  return isWhole(left) || (left.type === 'MemberExpression' && !left.computed && isExports(left.object));
}

function isWhole(node: AnyNode): boolean {
  return node.type === 'MemberExpression' && isExports(node);
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function named(scope: Scope, name: string | undefined): Handle[] {
  for (let at: Scope | null = scope; name !== undefined && at; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding) return [{ is: 'binding', binding }];
  }
  return [];
}

function ofKey(key: AnyNode, computed: boolean, isAccessor: boolean, owner: ClassSite | null): Handle[] {
  const isPrivate = key.type === 'PrivateIdentifier';
  if (computed || (key.type !== 'Identifier' && !isPrivate)) return [];
  return [{ is: 'member', name: key.name, isPrivate, isAccessor, class: owner }];
}

/** By where an expression, or a declaration, stands. */
function ofExpression(analysis: Analysis, node: AnyNode | Class, scope: Scope): Handle[] {
  if ('id' in node && node.id && node.type.endsWith('Declaration')) return named(scope, nameOf(node.id));
  const around = nodesAround(analysis.program, node);
  let at: unknown = node;
  for (const [index, parent] of around.entries()) {
    switch (parent.type) {
      case 'VariableDeclarator':
        return named(scope, nameOf(parent.id));
      case 'AssignmentExpression':
        return ofTarget(parent.left, scope);
      case 'ExportDefaultDeclaration':
        return [{ is: 'export', name: 'default' }];
      case 'Property': {
        const [object, assignment] = around.slice(index + 1);
        if (isOfferedAt(assignment, object) && parent.key.type === 'Identifier')
          return [{ is: 'export', name: parent.key.name }];
        return ofKey(parent.key, parent.computed, parent.kind !== 'init', null);
      }
      case 'CallExpression':
      case 'NewExpression':
        // A function that is called where it stands is part of what is around it.
        return parent.callee === at ? [] : [{ is: 'handed', node: parent }];
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SequenceExpression':
      case 'AssignmentPattern':
        at = parent;
        break;
      default:
        return [{ is: 'handed', node: parent }];
    }
  }
  return [];
}

function ofTarget(left: AnyNode, scope: Scope): Handle[] {
  if (left.type === 'Identifier') return named(scope, left.name);
  if (isWhole(left)) return [{ is: 'export', name: whole }];
  if (left.type !== 'MemberExpression' || left.computed) return [];
  if (isExports(left.object) && left.property.type === 'Identifier')
    return [{ is: 'export', name: left.property.name }];
  return ofKey(left.property, false, false, null);
}

function nameOf(node: AnyNode): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined;
}
