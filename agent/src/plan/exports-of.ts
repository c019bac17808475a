import type { AnyNode, Expression, Program } from 'acorn';
import type { Analysis, Site } from '../syntax/scope.ts';

/** Names under which a module exports a function; `module.exports` where it is the whole of what a CommonJS module exports. */
export function exportsOf({ program }: Analysis, site: Site): string[] {
  return [...new Set([...ofModule(program, site), ...ofCommonJs(program, site)])];
}

function ofModule({ body }: Program, site: Site): string[] {
  const isOwn = (node: object | null | undefined): boolean => node === site.node;
  return body.flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement;
      const isName = declaration.type === 'Identifier' && declaration.name === site.path;
      return isName || isOwn(declaration) ? ['default'] : [];
    }
    if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
    const { declaration } = statement;
    if (isOwn(declaration)) return [site.name];
    if (declaration?.type === 'VariableDeclaration')
      return declaration.declarations.some(({ init }) => isOwn(init)) ? [site.name] : [];
    return statement.specifiers.flatMap(({ local, exported }) => {
      const [inner, outer] = [local, exported].map((one) => (one.type === 'Identifier' ? one.name : String(one.value)));
      return inner === site.path && outer !== undefined ? [outer] : [];
    });
  });
}

// Assignments at the top level, as they are written; `exports = module.exports = price` is two of them.
function ofCommonJs({ body }: Program, site: Site): string[] {
  const isIt = (node: AnyNode): boolean =>
    node === site.node || (node.type === 'Identifier' && node.name === site.path);
  return body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement') return [];
    const names: string[] = [];
    let value: Expression = statement.expression;
    for (; value.type === 'AssignmentExpression' && value.operator === '='; value = value.right) {
      const name = exportedName(value.left);
      if (name !== undefined) names.push(name);
    }
    if (isIt(value)) return names;
    if (value.type !== 'ObjectExpression' || !names.includes('module.exports')) return [];
    return value.properties.flatMap((property) =>
      property.type === 'Property' && isIt(property.value) ? (keyOf(property.key, property.computed) ?? []) : [],
    );
  });
}

/** `exports.price` and `module.exports.price` are `price`. */
function exportedName(target: AnyNode): string | undefined {
  if (target.type !== 'MemberExpression') return undefined;
  const name = keyOf(target.property, target.computed);
  if (isWhole(target)) return 'module.exports';
  const { object } = target;
  return (object.type === 'Identifier' && object.name === 'exports') || isWhole(object) ? name : undefined;
}

function isWhole(node: AnyNode): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    keyOf(node.property, node.computed) === 'exports'
  );
}

function keyOf(key: AnyNode, computed: boolean): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}
