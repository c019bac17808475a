import type { AnyNode } from 'acorn';
import type { Analyser } from './analyse.ts';
import { visitChildren } from './children.ts';
import { declare, declareFunction } from './declare.ts';
import { isWritten } from './is-written.ts';
import { keyText, nameSite } from './name-site.ts';
import type { BindingKind, Scope } from './scope.ts';

/** Walks a pattern that declares names. */
export function bindPattern(at: Analyser, pattern: AnyNode | null, kind: BindingKind): void {
  switch (pattern?.type) {
    case 'Identifier':
      declare(pattern, kind, at.scope);
      return;
    case 'ObjectPattern':
      at.ancestors.push(pattern);
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') bindPattern(at, property.argument, kind);
        else {
          if (property.computed) visit(at, property.key);
          bindPattern(at, property.value, kind);
        }
      }
      at.ancestors.pop();
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) bindPattern(at, element, kind);
      return;
    case 'RestElement':
      bindPattern(at, pattern.argument, kind);
      return;
    case 'AssignmentPattern':
      bindPattern(at, pattern.left, kind);
      at.ancestors.push(pattern);
      visit(at, pattern.right);
      at.ancestors.pop();
      return;
    default:
      if (pattern) visit(at, pattern);
  }
}

function visitProperty(at: Analyser, node: Extract<AnyNode, { type: 'Property' }>): void {
  const { value } = node;
  if (node.shorthand) {
    // `{ a }`, or `{ a = 1 }` as the target of an assignment.
    const named = value.type === 'AssignmentPattern' ? value.left : value;
    if (named.type === 'Identifier') at.refer(named, 'shorthand', value.type === 'AssignmentPattern');
    if (value.type === 'AssignmentPattern') {
      at.ancestors.push(value);
      visit(at, value.right);
      at.ancestors.pop();
    }
    return;
  }
  if (node.computed) visit(at, node.key);
  if ((node.method || node.kind !== 'init') && value.type === 'FunctionExpression') {
    const key = keyText(at.source, node.key, node.computed);
    const kind = node.kind === 'get' ? 'getter' : node.kind === 'set' ? 'setter' : 'method';
    const prefix = node.kind === 'init' ? '' : `${node.kind} `;
    at.function(value, { kind, key: prefix + key, name: node.computed ? '' : key });
    return;
  }
  at.ancestors.push(node);
  visit(at, value);
  at.ancestors.pop();
}

function visitAll(at: Analyser, node: AnyNode): void {
  at.ancestors.push(node);
  visitChildren(node, at.visitChild);
  at.ancestors.pop();
}

function visitBlock(at: Analyser, node: AnyNode): void {
  const outer = at.enter('block');
  visitAll(at, node);
  at.scope = outer;
}

/** Walks a node, and notes what it finds. */
export function visit(at: Analyser, node: AnyNode): void {
  const parent = at.ancestors.at(-1);
  let outer: Scope;
  switch (node.type) {
    case 'Identifier': {
      const callee =
        (parent?.type === 'CallExpression' && parent.callee === node) ||
        (parent?.type === 'TaggedTemplateExpression' && parent.tag === node);
      at.refer(node, callee ? 'callee' : 'expression', isWritten(node, parent));
      return;
    }
    // The most frequent first: a switch over texts compares one after the other.
    case 'ExpressionStatement':
    case 'AssignmentExpression':
    case 'ReturnStatement':
    case 'BinaryExpression':
    case 'IfStatement':
    case 'ObjectExpression':
    case 'LogicalExpression':
    case 'UnaryExpression':
      visitAll(at, node);
      return;
    case 'Literal':
    case 'TemplateElement':
    case 'EmptyStatement':
    case 'DebuggerStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ExportAllDeclaration':
      return;
    case 'ThisExpression':
      at.take(node, 'this');
      return;
    case 'Super':
      at.take(node, 'super');
      return;
    case 'MetaProperty':
      at.take(node, node.meta.name === 'import' ? 'import.meta' : 'new.target');
      return;
    case 'PrivateIdentifier':
      at.private(node, parent as AnyNode);
      return;
    case 'LabeledStatement':
      visit(at, node.body);
      return;
    case 'MemberExpression':
      at.ancestors.push(node);
      visit(at, node.object);
      if (node.computed || node.property.type === 'PrivateIdentifier') visit(at, node.property);
      at.ancestors.pop();
      return;
    case 'Property':
      visitProperty(at, node);
      return;
    case 'CallExpression':
      if (node.callee.type === 'Identifier' && node.callee.name === 'eval') at.take(node, 'eval');
      visitAll(at, node);
      return;
    case 'ImportExpression':
      at.imports.push(node);
      visitAll(at, node);
      return;
    case 'WithStatement':
      at.take(node, 'with');
      visit(at, node.object);
      at.withs += 1;
      visit(at, node.body);
      at.withs -= 1;
      return;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      if (node.type === 'FunctionDeclaration' && node.id) declareFunction(node.id, at.scope, at.strict);
      const named = nameSite(at.source, node, parent, at.ancestors.at(-2));
      const key = node.type === 'FunctionDeclaration' && node.id ? node.id.name : named.key;
      const kind = node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function';
      at.function(node, { ...named, key, kind });
      return;
    }
    case 'ClassDeclaration':
    case 'ClassExpression': {
      if (node.type === 'ClassDeclaration' && node.id) declare(node.id, 'class', at.scope);
      at.classNode(node, node.id?.name ?? nameSite(at.source, node, parent, at.ancestors.at(-2)).key);
      return;
    }
    case 'VariableDeclaration':
      at.ancestors.push(node);
      for (const declarator of node.declarations) {
        const kind = node.kind === 'var' || node.kind === 'let' ? node.kind : 'const';
        bindPattern(at, declarator.id, kind);
        at.ancestors.push(declarator);
        if (declarator.init) visit(at, declarator.init);
        at.ancestors.pop();
      }
      at.ancestors.pop();
      return;
    case 'ImportDeclaration':
      for (const specifier of node.specifiers) declare(specifier.local, 'import', at.scope);
      return;
    case 'ExportNamedDeclaration':
      if (node.declaration) visit(at, node.declaration);
      else if (!node.source)
        for (const { local } of node.specifiers) if (local.type === 'Identifier') at.refer(local, 'export', false);
      return;
    case 'BlockStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      visitBlock(at, node);
      return;
    case 'SwitchStatement':
      visit(at, node.discriminant);
      outer = at.enter('block');
      for (const branch of node.cases) visitAll(at, branch);
      at.scope = outer;
      return;
    case 'CatchClause':
      outer = at.enter('block');
      if (node.param) bindPattern(at, node.param, 'catch');
      visit(at, node.body);
      at.scope = outer;
      return;
    default:
      visitAll(at, node);
  }
}
