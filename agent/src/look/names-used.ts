import { type Node, parse, type Program } from 'acorn';
import type { ModuleFormat } from '@suture/protocol/process.js';

/** The names that a text uses, and those among them that it assigns or declares. */
export interface NamesUsed {
  readonly used: ReadonlySet<string>;
  readonly assigned: ReadonlySet<string>;
  readonly declared: ReadonlySet<string>;
}

type Visit = (node: Node, parent: Node | undefined, key: string) => boolean | void;
type Parts = Record<string, unknown> & Node;

/** Lists the names in a text; one that is used as a name of something else may be among them. */
export function namesUsed(program: Program): NamesUsed {
  const names = { used: new Set<string>(), assigned: new Set<string>(), declared: new Set<string>() };
  walk(program, (node, parent, key) => {
    if (node.type === 'Identifier' && !isKey(node, parent, key)) names.used.add((node as Node & { name: string }).name);
    if (node.type === 'AssignmentExpression') bound((node as Parts)['left'], names.assigned);
    if (node.type === 'UpdateExpression') bound((node as Parts)['argument'], names.assigned);
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement')
      bound((node as Parts)['left'], names.assigned);
    if (node.type === 'VariableDeclarator') bound((node as Parts)['id'], names.declared);
    if (/^(Function|Class)(Declaration|Expression)$|^ArrowFunction/.test(node.type)) {
      bound((node as Parts)['id'], names.declared);
      for (const parameter of ((node as Parts)['params'] as unknown[] | undefined) ?? [])
        bound(parameter, names.declared);
    }
  });
  return names;
}

/** Lists the names that a module has at its top level. */
export function topLevelNames(source: string, format: ModuleFormat): Set<string> {
  const names = new Set<string>();
  if (format === 'commonjs')
    for (const name of ['exports', 'require', 'module', '__filename', '__dirname']) names.add(name);
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: format === 'module' ? 'module' : 'script',
    allowReturnOutsideFunction: true,
    allowHashBang: true,
  });
  walk(program, (node, parent) => {
    const outermost =
      parent?.type === 'Program' ||
      parent?.type === 'ExportNamedDeclaration' ||
      parent?.type === 'ExportDefaultDeclaration';
    if (/^Import\w*Specifier$/.test(node.type)) bound((node as Parts)['local'], names);
    if (node.type === 'VariableDeclaration' && (outermost || (node as Parts)['kind'] === 'var')) {
      for (const declarator of (node as Parts)['declarations'] as Parts[]) bound(declarator['id'], names);
    }
    if (/^(Function|Class)/.test(node.type)) {
      if (outermost) bound((node as Parts)['id'], names);
      return false;
    }
    return !/Arrow|Method|Property/.test(node.type);
  });
  return names;
}

/** Lists the names that a pattern binds. */
export function boundBy(pattern: Node): string[] {
  const names = new Set<string>();
  bound(pattern, names);
  return [...names];
}

function isKey(node: Node, parent: Node | undefined, key: string): boolean {
  if (!parent) return false;
  const { computed, shorthand } = parent as Node & { computed?: boolean; shorthand?: boolean };
  if (parent.type === 'MemberExpression') return key === 'property' && !computed;
  if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(parent.type))
    return key === 'key' && !computed && !shorthand;
  return key === 'label' || node.type === 'MetaProperty';
}

function bound(pattern: unknown, names: Set<string>): void {
  if (!isNode(pattern)) return;
  const parts = pattern as Parts;
  if (pattern.type === 'Identifier') names.add(String(parts['name']));
  if (pattern.type === 'ObjectPattern')
    for (const property of parts['properties'] as Parts[]) bound(property['value'] ?? property['argument'], names);
  if (pattern.type === 'ArrayPattern') for (const element of parts['elements'] as unknown[]) bound(element, names);
  if (pattern.type === 'AssignmentPattern') bound(parts['left'], names);
  if (pattern.type === 'RestElement') bound(parts['argument'], names);
}

function walk(node: Node, visit: Visit, parent?: Node, key = ''): void {
  if (visit(node, parent, key) === false) return;
  for (const [name, part] of Object.entries(node)) {
    for (const child of Array.isArray(part) ? (part as unknown[]) : [part])
      if (isNode(child)) walk(child, visit, node, name);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
