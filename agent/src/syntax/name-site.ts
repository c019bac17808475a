import type { AnyNode, CallExpression } from 'acorn';

/** What tells a function from its siblings, and its `name`. */
export interface SiteName {
  readonly key: string;
  readonly name: string;
  readonly endsWithCaller: boolean;
}

/** Methods that call what they are given before they return, or when a promise settles, and then drop it. */
const usesUp = new Set(
  (
    'map filter forEach reduce reduceRight some every find findIndex findLast findLastIndex flatMap sort toSorted ' +
    'then catch finally replace replaceAll from'
  ).split(' '),
);

/** The text of a callee or key, folded to one line and cut. */
function label(source: string, node: AnyNode): string {
  return source.slice(node.start, Math.min(node.end, node.start + 80)).replace(/\s+/g, ' ');
}

/** Name of a property or member, as one would write it. */
export function keyText(source: string, key: AnyNode, computed: boolean): string {
  if (computed) return `[${label(source, key)}]`;
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return label(source, key);
}

function ofArgument(source: string, call: CallExpression, node: AnyNode): SiteName {
  const { callee } = call;
  const first = call.arguments[0];
  const index = call.arguments.findIndex((argument) => argument === node);
  const detail = index > 0 && first?.type === 'Literal' ? label(source, first) : '';
  const text =
    callee.type === 'FunctionExpression' || callee.type === 'ArrowFunctionExpression' ? '()' : label(source, callee);
  const method =
    callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : '';
  return { key: `${text}(${detail})`, name: '', endsWithCaller: usesUp.has(method) };
}

/** `__name((role) => …, "auth")`: esbuild, and tsx with it, writes that around a function to keep its name. */
function isKept({ callee, arguments: given }: CallExpression, node: AnyNode): boolean {
  const [named, name] = given;
  return callee.type === 'Identifier' && callee.name === '__name' && named === node && name?.type === 'Literal';
}

/** Names a function expression by what it stands in. */
export function nameSite(
  source: string,
  node: AnyNode,
  parent: AnyNode | undefined,
  grand: AnyNode | undefined,
): SiteName {
  const own = 'id' in node && node.id && node.id.type === 'Identifier' ? node.id.name : '';
  const plain = (key: string, name = own || key): SiteName => ({ key, name, endsWithCaller: false });
  switch (parent?.type) {
    case 'VariableDeclarator':
      return plain(label(source, parent.id), own || (parent.id.type === 'Identifier' ? parent.id.name : ''));
    case 'AssignmentPattern':
    case 'AssignmentExpression': {
      const { left } = parent;
      return plain(label(source, left), own || (left.type === 'Identifier' ? left.name : ''));
    }
    case 'Property':
    case 'PropertyDefinition': {
      const key = keyText(source, parent.key, parent.computed);
      const prefix = parent.type === 'Property' && parent.kind !== 'init' ? `${parent.kind} ` : '';
      return plain(prefix + key, own || (parent.computed ? '' : key));
    }
    case 'CallExpression':
      if (isKept(parent, node)) return plain(String((parent.arguments[1] as { value?: unknown }).value), own);
      if (parent.callee === node) return { key: 'immediately called', name: own, endsWithCaller: true };
      return { ...ofArgument(source, parent, node), name: own };
    case 'NewExpression': {
      const callee = label(source, parent.callee);
      return { key: `new ${callee}()`, name: own, endsWithCaller: callee === 'Promise' };
    }
    case 'ExportDefaultDeclaration':
      return plain(own || 'default', own || 'default');
    case 'ReturnStatement':
      return plain(own || 'returned', own);
    case 'AwaitExpression':
    case 'ChainExpression':
      return nameSite(source, node, grand, undefined);
    default:
      return plain(own || (node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function'), own);
  }
}
