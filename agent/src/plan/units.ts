import type {
  AnyNode,
  AssignmentExpression,
  Expression,
  Identifier,
  Literal,
  ModuleDeclaration,
  ObjectExpression,
  Program,
  Property,
  Statement,
} from 'acorn';
import { type EnumUnit, enumOf } from './enum-unit.ts';
import { patternNames } from '../syntax/pattern-names.ts';
import { lastName } from './last-name.ts';
import { assignedProperty, chainOf, chainText, type PropertyUnit } from './property-unit.ts';

/** One thing that the top level of a module declares, exports or does. */
export type Unit =
  | {
      readonly type: 'import';
      readonly name: string;
      readonly source: string;
      readonly imported: string;
      readonly node: AnyNode;
    }
  | { readonly type: 'function'; readonly name: string; readonly node: AnyNode }
  | { readonly type: 'class'; readonly name: string; readonly node: AnyNode }
  | {
      readonly type: 'variable';
      readonly name: string;
      readonly names: readonly string[];
      readonly kind: string;
      readonly init: Expression | null;
      readonly node: AnyNode;
    }
  /** A name that the module offers: `local` is its binding, where it has one; `value` what a CommonJS export is set to. */
  | {
      readonly type: 'export';
      readonly name: string;
      readonly local: string | null;
      readonly value: Expression | null;
      /** The module that it is passed on from, and what it is called there. */
      readonly from?: { readonly specifier: string; readonly imported: string };
      readonly node: AnyNode;
    }
  | PropertyUnit
  | EnumUnit
  | { readonly type: 'effect'; readonly name: string; readonly node: AnyNode };

function declared(node: AnyNode): Unit[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration': {
      const type = node.type === 'FunctionDeclaration' ? 'function' : 'class';
      return [{ type, name: node.id?.name ?? 'default', node }];
    }
    case 'VariableDeclaration':
      return node.declarations.map((declarator) => {
        const names = patternNames(declarator.id);
        const init = declarator.init ?? null;
        return { type: 'variable', name: names.join(','), names, kind: node.kind, init, node: declarator };
      });
    default:
      return [];
  }
}

function exportedName(name: Identifier | Literal): string {
  return name.type === 'Identifier' ? name.name : String(name.value);
}

function exported(node: ModuleDeclaration): Unit[] {
  switch (node.type) {
    case 'ExportNamedDeclaration': {
      if (node.declaration) {
        const units = declared(node.declaration);
        const names = units.flatMap((unit) => (unit.type === 'variable' ? [...unit.names] : [unit.name]));
        return [...units, ...names.map((name): Unit => ({ type: 'export', name, local: name, value: null, node }))];
      }
      const { source } = node;
      if (source && node.specifiers.length === 0) return [{ type: 'effect', name: `export from ${source.raw}`, node }];
      return node.specifiers.map((specifier): Unit => {
        const name = exportedName(specifier.exported);
        if (source) {
          const from = { specifier: String(source.value), imported: exportedName(specifier.local) };
          return { type: 'export', name, local: null, value: null, from, node: specifier };
        }
        const local = specifier.local.type === 'Identifier' ? specifier.local.name : null;
        return { type: 'export', name, local, value: null, node: specifier };
      });
    }
    case 'ExportDefaultDeclaration': {
      const { declaration } = node;
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
        const unit = declared(declaration as AnyNode);
        return [...unit, { type: 'export', name: 'default', local: declaration.id?.name ?? null, value: null, node }];
      }
      return [{ type: 'effect', name: 'export default', node }];
    }
    case 'ImportDeclaration':
      if (node.specifiers.length === 0) return [{ type: 'effect', name: `import ${node.source.raw}`, node }];
      return node.specifiers.map((specifier): Unit => {
        let imported = '*';
        if (specifier.type === 'ImportDefaultSpecifier') imported = 'default';
        else if (specifier.type === 'ImportSpecifier')
          imported =
            specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
        return { type: 'import', name: specifier.local.name, source: String(node.source.value), imported, node };
      });
    default:
      return [{ type: 'effect', name: 'export', node }];
  }
}

/** Whether an expression is the object of what a CommonJS module exports. */
export function isExports(node: AnyNode): boolean {
  if (node.type === 'Identifier') return node.name === 'exports';
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'exports'
  );
}

function plainProperty(property: AnyNode): property is Property {
  return (
    property.type === 'Property' && !property.computed && property.kind === 'init' && property.key.type === 'Identifier'
  );
}

/** The CommonJS exports that an assignment makes; undefined when it is something else. */
function assignedExports(node: AssignmentExpression): Unit[] | undefined {
  if (node.operator !== '=') return undefined;
  const { left, right } = node;
  if (
    left.type === 'MemberExpression' &&
    !left.computed &&
    isExports(left.object) &&
    left.property.type === 'Identifier'
  ) {
    // TypeScript's `exports.a = exports.b = void 0` only reserves the names.
    if (right.type === 'AssignmentExpression') return assignedExports(right);
    if (right.type === 'UnaryExpression' && right.operator === 'void') return [];
    const local = right.type === 'Identifier' ? right.name : null;
    return [{ type: 'export', name: left.property.name, local, value: right, node }];
  }
  if (!isExports(left)) return undefined;
  return right.type === 'ObjectExpression' ? exportedIn(right) : addedExports(right);
}

function exportedIn({ properties }: ObjectExpression): Unit[] | undefined {
  if (!properties.every(plainProperty)) return undefined;
  return (properties as Property[]).map((property) => {
    const name = property.key.type === 'Identifier' ? property.key.name : '';
    const local = property.value.type === 'Identifier' ? property.value.name : null;
    return { type: 'export', name, local, value: property.value, node: property };
  });
}

/** `Object.assign(exports, { … })` sets one after the other, and gives the same object. */
function addedExports(node: AnyNode): Unit[] | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const { object, property } = node.callee;
  const [target, ...given] = node.arguments as AnyNode[];
  const isAssign = lastName(property) === 'assign' && object.type === 'Identifier' && object.name === 'Object';
  if (!isAssign || !target || !isExports(target)) return undefined;
  const units = given.map((one) => (one.type === 'ObjectExpression' ? exportedIn(one) : undefined));
  return units.every((one) => one !== undefined) ? units.flat() : undefined;
}

/** Names a statement by what people wrote: TypeScript compiles decorators to calls of a function. */
function effectName(expression: AnyNode): string {
  const call = expression.type === 'AssignmentExpression' ? expression.right : expression;
  if (call.type !== 'CallExpression' || lastName(call.callee) !== '__decorate')
    return calledText(expression) ?? 'statement';
  const [, target, member] = call.arguments;
  const owner = target && chainOf(target)?.root;
  const key = member?.type === 'Literal' ? `.${String(member.value)}` : '';
  return owner === undefined ? 'statement' : `decorators of ${owner}${key}`;
}

/** `app.use(json())`, `app.get('/health', …)`: a call as one would point it out. */
function calledText(node: AnyNode): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = chainOf(node.callee);
  if (!callee) return undefined;
  const [first, ...more] = node.arguments;
  const chain = first && chainOf(first as AnyNode);
  const given = first?.type === 'Literal' ? first.raw : chain ? chainText(chain.root, chain.keys) : undefined;
  const text = first ? (given ?? calledText(first as AnyNode) ?? '…') : '';
  return `${chainText(callee.root, callee.keys)}(${text}${more.length > 0 && text !== '…' ? ', …' : ''})`;
}

function exportsOf({ of, exported, node }: EnumUnit): Unit[] {
  return exported.map((name) => ({ type: 'export', name, local: of, value: null, node }));
}

/** The names that a unit declares, or sets. */
export function namesOf(unit: Unit): readonly string[] {
  if (unit.type === 'enum' || unit.type === 'effect') return [];
  return unit.type === 'variable' ? unit.names : [unit.name];
}

// Asked for by every part of the comparison, and of each module that imports.
const known = new WeakMap<Program, readonly Unit[]>();

/** Takes the top level of a module apart. */
export function unitsOf(program: Program): readonly Unit[] {
  const units = known.get(program) ?? takeApart(program);
  known.set(program, units);
  return units;
}

function takeApart(program: Program): Unit[] {
  return program.body.flatMap((statement: Statement | ModuleDeclaration): Unit[] => {
    switch (statement.type) {
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'VariableDeclaration':
        return declared(statement);
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
      case 'ExportAllDeclaration':
        return exported(statement);
      case 'EmptyStatement':
        return [];
      case 'ExpressionStatement': {
        if (statement.directive !== undefined) return [];
        const { expression } = statement;
        if (expression.type === 'AssignmentExpression') {
          const set = assignedExports(expression) ?? assignedProperty(expression);
          if (set) return Array.isArray(set) ? set : [set];
        }
        const added = addedExports(expression);
        if (added) return added;
        const made = enumOf(statement);
        return made ? [made, ...exportsOf(made)] : [{ type: 'effect', name: effectName(expression), node: statement }];
      }
      default:
        return [{ type: 'effect', name: 'statement', node: statement }];
    }
  });
}
