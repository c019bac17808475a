import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode, Class, Function as FunctionNode, Identifier, PrivateIdentifier, Program } from 'acorn';
import { visitChildren } from './children.ts';
import { impliedConstructor, lacksConstructor } from './implied-constructor.ts';
import { keyText, nameSite } from './name-site.ts';
import type {
  Analysis,
  BindingKind,
  ClassSite,
  PrivateUse,
  Receiver,
  Reference,
  ReferencePlace,
  Scope,
  Site,
  SiteKind,
  SiteUse,
} from './scope.ts';

interface SiteShape {
  readonly kind: SiteKind;
  readonly key: string;
  readonly name: string;
  readonly memberOf?: ClassSite;
  readonly isStatic?: boolean;
  readonly endsWithCaller?: boolean;
}

function hasUseStrict(body: readonly AnyNode[]): boolean {
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) return false;
    if (statement.directive === 'use strict') return true;
  }
  return false;
}

/** Walks a parsed module once and notes its scopes, functions, classes and uses of names. */
class Analyser {
  readonly source: string;
  readonly scopes: Scope[] = [];
  readonly sites: Site[] = [];
  readonly classes: ClassSite[] = [];
  readonly siteOf = new Map<AnyNode | FunctionNode, Site>();
  readonly classOf = new Map<Class, ClassSite>();
  readonly references: Reference[] = [];
  readonly receivers: Receiver[] = [];
  readonly privates: PrivateUse[] = [];
  readonly imports: AnyNode[] = [];
  readonly module: Scope;
  #scope: Scope;
  #site: Site | null = null;
  #class: ClassSite | null = null;
  #strict: boolean;
  #withs = 0;
  readonly #ancestors: AnyNode[] = [];
  readonly #visitChild = (child: AnyNode): void => this.#visit(child);

  constructor(source: string, strict: boolean) {
    this.source = source;
    this.#strict = strict;
    this.module = this.#newScope('module', null);
    this.#scope = this.module;
  }

  program(program: Program): void {
    this.#ancestors.push(program);
    for (const statement of program.body) this.#visit(statement);
    this.#ancestors.pop();
    for (const reference of this.references) this.#resolve(reference);
    for (const site of this.sites) site.endsWithCaller ||= this.#isOnlyCalled(site);
  }

  #newScope(kind: Scope['kind'], parent: Scope | null, node: Class | null = null): Scope {
    const scope: Scope = { kind, parent, site: this.#site, bindings: new Map(), class: node };
    this.scopes.push(scope);
    return scope;
  }

  #within(scope: Scope, walk: () => void): void {
    const outer = this.#scope;
    this.#scope = scope;
    walk();
    this.#scope = outer;
  }

  #block(walk: () => void): void {
    this.#within(this.#newScope('block', this.#scope), walk);
  }

  #declare(name: string, kind: BindingKind, scope: Scope = this.#scope): void {
    let home = scope;
    if (kind === 'var') while (home.kind !== 'function' && home.kind !== 'module' && home.parent) home = home.parent;
    const known = home.bindings.get(name);
    // A parameter or function that is declared again as `var` stays what it was.
    if (known?.kind === 'parameter' && kind !== 'parameter') home.site?.redeclared.push(name);
    if (known && known.kind !== 'self' && (kind === 'var' || known.kind === 'function')) return;
    home.bindings.set(name, { name, kind, scope: home, references: [], captured: false });
  }

  #pattern(pattern: AnyNode | null, kind: BindingKind): void {
    switch (pattern?.type) {
      case 'Identifier':
        this.#declare(pattern.name, kind);
        return;
      case 'ObjectPattern':
        this.#ancestors.push(pattern);
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.#pattern(property.argument, kind);
          else {
            if (property.computed) this.#visit(property.key);
            this.#pattern(property.value, kind);
          }
        }
        this.#ancestors.pop();
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) this.#pattern(element, kind);
        return;
      case 'RestElement':
        this.#pattern(pattern.argument, kind);
        return;
      case 'AssignmentPattern':
        this.#pattern(pattern.left, kind);
        this.#ancestors.push(pattern);
        this.#visit(pattern.right);
        this.#ancestors.pop();
        return;
      default:
        if (pattern) this.#visit(pattern);
    }
  }

  #refer(node: Identifier, place: ReferencePlace, writes: boolean): void {
    this.references.push({ node, scope: this.#scope, site: this.#site, place, writes, binding: null });
  }

  #resolve(reference: Reference): void {
    const { name } = reference.node;
    for (let scope: Scope | null = reference.scope; scope; scope = scope.parent) {
      const binding = scope.bindings.get(name);
      if (binding) {
        reference.binding = binding;
        binding.references.push(reference);
        if (reference.site !== scope.site) binding.captured = true;
        return;
      }
    }
    if (name === 'arguments') this.#take(reference.node, reference.site, 'arguments');
  }

  /** Notes that a function takes something from around it, and so does each arrow on the way there. */
  #take(node: AnyNode, from: Site | null, use: SiteUse): void {
    this.receivers.push({ node, site: from, use });
    for (let site = from; site; site = site.parent) {
      site.uses.add(use);
      if (site.kind !== 'arrow' && use !== 'eval' && use !== 'with') return;
    }
  }

  #isOnlyCalled(site: Site): boolean {
    if (site.parent === null || (site.kind !== 'function' && site.kind !== 'arrow')) return false;
    const binding = site.outer.bindings.get(site.key);
    if (!binding || (binding.kind !== 'function' && binding.kind !== 'const')) return false;
    return binding.references.every(
      (reference) => reference.place === 'callee' && this.#runsWithin(reference.site, site),
    );
  }

  /** Whether a call that stands in `from` ends before the function that declares `callee` does. */
  #runsWithin(from: Site | null, callee: Site): boolean {
    let site = from;
    while (site && site !== callee && site !== callee.parent && site.endsWithCaller) site = site.parent;
    return site === callee || site === callee.parent;
  }

  #function(node: FunctionNode, shape: SiteShape): void {
    const outerSite = this.#site;
    const outerStrict = this.#strict;
    if (node.body.type === 'BlockStatement' && hasUseStrict(node.body.body)) this.#strict = true;
    // The name of a function expression is visible inside of it and nowhere else.
    const self = node.type === 'FunctionExpression' ? node.id?.name : undefined;
    const site = this.#addSite(node as AnyNode, shape);
    this.#site = site;
    site.scope = this.#newScope('function', this.#scope);
    this.#ancestors.push(node as AnyNode);
    this.#within(site.scope, () => {
      if (self !== undefined) this.#declare(self, 'self');
      for (const parameter of node.params) this.#pattern(parameter, 'parameter');
      if (node.body.type === 'BlockStatement') {
        this.#ancestors.push(node.body);
        for (const statement of node.body.body) this.#visit(statement);
        this.#ancestors.pop();
      } else this.#visit(node.body);
    });
    this.#ancestors.pop();
    this.#site = outerSite;
    this.#strict = outerStrict;
  }

  #addSite(node: AnyNode, shape: SiteShape): Site {
    const parent = this.#site;
    const before = parent ? `${parent.path} > ` : '';
    const owner = shape.memberOf ? `${shape.memberOf.name}.` : '';
    const site: Site = {
      index: this.sites.length,
      kind: shape.kind,
      node,
      parent,
      class: this.#class,
      memberOf: shape.memberOf ?? null,
      isStatic: shape.isStatic ?? false,
      outer: this.#scope,
      scope: this.#scope,
      children: [],
      key: owner + shape.key,
      path: before + owner + shape.key,
      name: shape.name,
      endsWithCaller: shape.endsWithCaller ?? false,
      strict: this.#strict,
      uses: new Set(this.#withs > 0 ? ['with'] : []),
      redeclared: [],
    };
    this.sites.push(site);
    parent?.children.push(site);
    this.siteOf.set(node, site);
    return site;
  }

  #classNode(node: Class, name: string): void {
    const outerClass = this.#class;
    const outerStrict = this.#strict;
    this.#strict = true;
    const site: ClassSite = { node, name, site: this.#site, outer: outerClass, index: this.classes.length };
    this.classes.push(site);
    this.classOf.set(node, site);
    this.#within(this.#newScope('class', this.#scope, node), () => {
      if (node.id) this.#declare(node.id.name, 'self');
      if (node.superClass) this.#visit(node.superClass);
      this.#class = site;
      this.#ancestors.push(node as AnyNode);
      if (site.site === null && lacksConstructor(node)) {
        const shape = { kind: 'constructor', key: 'constructor', name: 'constructor', memberOf: site } as const;
        this.#function(impliedConstructor(node), shape);
      }
      for (const member of node.body.body) this.#member(site, member);
      this.#ancestors.pop();
    });
    this.#class = outerClass;
    this.#strict = outerStrict;
  }

  #member(owner: ClassSite, member: Class['body']['body'][number]): void {
    if (member.type === 'StaticBlock') {
      this.#hidden(member, { kind: 'static', key: 'static block', name: '', memberOf: owner, isStatic: true }, () => {
        for (const statement of member.body) this.#visit(statement);
      });
      return;
    }
    if (member.computed) this.#visit(member.key);
    const text = keyText(this.source, member.key, member.computed);
    const prefix = member.static ? 'static ' : '';
    if (member.type === 'PropertyDefinition') {
      const { value } = member;
      if (!value) return;
      const shape = { key: `${prefix}${text}=`, name: '', memberOf: owner, isStatic: member.static };
      this.#hidden(member, { kind: 'initializer', ...shape }, () => {
        this.#ancestors.push(member);
        this.#visit(value);
        this.#ancestors.pop();
      });
      return;
    }
    const kinds = { constructor: 'constructor', method: 'method', get: 'getter', set: 'setter' } as const;
    const accessor = member.kind === 'get' || member.kind === 'set' ? `${member.kind} ` : '';
    this.#function(member.value, {
      kind: kinds[member.kind],
      key: `${prefix}${accessor}${text}`,
      name: member.computed ? '' : text,
      memberOf: owner,
      isStatic: member.static,
    });
  }

  /** Walks a field initializer or static block as the function that it is. */
  #hidden(node: AnyNode, shape: SiteShape, walk: () => void): void {
    const outer = this.#site;
    const site = this.#addSite(node, shape);
    this.#site = site;
    site.scope = this.#newScope('function', this.#scope);
    this.#within(site.scope, walk);
    this.#site = outer;
  }

  #private(node: PrivateIdentifier, around: AnyNode): void {
    const { name } = node;
    let owner = this.#class;
    const declares = ({ node }: ClassSite): boolean =>
      node.body.body.some((m) => 'key' in m && m.key.type === 'PrivateIdentifier' && m.key.name === name);
    while (owner && !declares(owner)) owner = owner.outer;
    this.privates.push({ node, around, site: this.#site, name, class: owner });
  }

  #children(node: AnyNode): void {
    this.#ancestors.push(node);
    visitChildren(node, this.#visitChild);
    this.#ancestors.pop();
  }

  #visit(node: AnyNode): void {
    const parent = this.#ancestors.at(-1);
    switch (node.type) {
      case 'Identifier': {
        const callee =
          (parent?.type === 'CallExpression' && parent.callee === node) ||
          (parent?.type === 'TaggedTemplateExpression' && parent.tag === node);
        this.#refer(node, callee ? 'callee' : 'expression', this.#isWritten(node, parent));
        return;
      }
      case 'Literal':
      case 'TemplateElement':
      case 'EmptyStatement':
      case 'DebuggerStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ExportAllDeclaration':
        return;
      case 'ThisExpression':
        this.#take(node, this.#site, 'this');
        return;
      case 'Super':
        this.#take(node, this.#site, 'super');
        return;
      case 'MetaProperty':
        this.#take(node, this.#site, node.meta.name === 'import' ? 'import.meta' : 'new.target');
        return;
      case 'PrivateIdentifier':
        this.#private(node, parent as AnyNode);
        return;
      case 'LabeledStatement':
        this.#visit(node.body);
        return;
      case 'MemberExpression':
        this.#ancestors.push(node);
        this.#visit(node.object);
        if (node.computed || node.property.type === 'PrivateIdentifier') this.#visit(node.property);
        this.#ancestors.pop();
        return;
      case 'Property':
        this.#property(node);
        return;
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') this.#take(node, this.#site, 'eval');
        this.#children(node);
        return;
      case 'ImportExpression':
        this.imports.push(node);
        this.#children(node);
        return;
      case 'WithStatement':
        this.#take(node, this.#site, 'with');
        this.#visit(node.object);
        this.#withs += 1;
        this.#visit(node.body);
        this.#withs -= 1;
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        // A function in a block of sloppy code is seen in the whole function around it.
        if (node.type === 'FunctionDeclaration' && node.id) this.#declareFunction(node.id.name);
        const named = nameSite(this.source, node, parent, this.#ancestors.at(-2));
        const key = node.type === 'FunctionDeclaration' && node.id ? node.id.name : named.key;
        const kind = node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function';
        this.#function(node, { ...named, key, kind });
        return;
      }
      case 'ClassDeclaration':
      case 'ClassExpression': {
        if (node.type === 'ClassDeclaration' && node.id) this.#declare(node.id.name, 'class');
        this.#classNode(node, node.id?.name ?? nameSite(this.source, node, parent, this.#ancestors.at(-2)).key);
        return;
      }
      case 'VariableDeclaration':
        this.#ancestors.push(node);
        for (const declarator of node.declarations) {
          const kind = node.kind === 'var' || node.kind === 'let' ? node.kind : 'const';
          this.#pattern(declarator.id, kind);
          this.#ancestors.push(declarator);
          if (declarator.init) this.#visit(declarator.init);
          this.#ancestors.pop();
        }
        this.#ancestors.pop();
        return;
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) this.#declare(specifier.local.name, 'import');
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#visit(node.declaration);
        else if (!node.source)
          for (const { local } of node.specifiers) if (local.type === 'Identifier') this.#refer(local, 'export', false);
        return;
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#block(() => this.#children(node));
        return;
      case 'SwitchStatement':
        this.#visit(node.discriminant);
        this.#block(() => {
          for (const branch of node.cases) this.#children(branch);
        });
        return;
      case 'CatchClause':
        this.#block(() => {
          if (node.param) this.#pattern(node.param, 'catch');
          this.#visit(node.body);
        });
        return;
      default:
        this.#children(node);
    }
  }

  #declareFunction(name: string): void {
    if (this.#strict || this.#scope.kind === 'function') this.#declare(name, 'function');
    else {
      let home = this.#scope;
      while (home.kind === 'block' && home.parent) home = home.parent;
      this.#declare(name, 'function', home);
    }
  }

  #property(node: Extract<AnyNode, { type: 'Property' }>): void {
    const { value } = node;
    if (node.shorthand) {
      // `{ a }`, or `{ a = 1 }` as the target of an assignment.
      const named = value.type === 'AssignmentPattern' ? value.left : value;
      if (named.type === 'Identifier') this.#refer(named, 'shorthand', value.type === 'AssignmentPattern');
      if (value.type === 'AssignmentPattern') {
        this.#ancestors.push(value);
        this.#visit(value.right);
        this.#ancestors.pop();
      }
      return;
    }
    if (node.computed) this.#visit(node.key);
    if ((node.method || node.kind !== 'init') && value.type === 'FunctionExpression') {
      const key = keyText(this.source, node.key, node.computed);
      const kind = node.kind === 'get' ? 'getter' : node.kind === 'set' ? 'setter' : 'method';
      const prefix = node.kind === 'init' ? '' : `${node.kind} `;
      this.#function(value, { kind, key: prefix + key, name: node.computed ? '' : key });
      return;
    }
    this.#ancestors.push(node);
    this.#visit(value);
    this.#ancestors.pop();
  }

  #isWritten(node: AnyNode, parent: AnyNode | undefined): boolean {
    switch (parent?.type) {
      case 'AssignmentExpression':
      case 'AssignmentPattern':
      case 'ForInStatement':
      case 'ForOfStatement':
        return parent.left === node;
      case 'UpdateExpression':
      case 'ArrayPattern':
      case 'RestElement':
        return true;
      default:
        return false;
    }
  }
}

/** Notes the scopes, functions, classes and uses of names of a parsed module. Pure. */
export function analyse(source: string, program: Program, format: ModuleFormat): Analysis {
  const strict = format === 'module' || hasUseStrict(program.body);
  const analyser = new Analyser(source, strict);
  analyser.program(program);
  const { module, scopes, sites, classes, siteOf, classOf, references, receivers, privates, imports } = analyser;
  const uses = { references, receivers, privates, imports };
  return { source, program, strict, module, scopes, sites, classes, siteOf, classOf, ...uses };
}
