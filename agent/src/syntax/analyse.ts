import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode, Class, Function as FunctionNode, Identifier, PrivateIdentifier, Program } from 'acorn';
import { declare, newScope } from './declare.ts';
import { impliedConstructor, lacksConstructor } from './implied-constructor.ts';
import { keyText } from './name-site.ts';
import { resolve, take } from './resolve.ts';
import type {
  Analysis,
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
import { bindPattern, visit } from './visit.ts';

/** What is known of a function where it is met. */
export interface SiteShape {
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

/** Notes the scopes, functions, classes and uses of names of a module while `visit` walks it, once. */
export class Analyser {
  readonly source: string;
  readonly scopes: Scope[] = [];
  readonly sites: Site[] = [];
  readonly classes: ClassSite[] = [];
  readonly siteOf: Map<AnyNode | FunctionNode, Site> = new Map();
  readonly classOf: Map<Class, ClassSite> = new Map();
  readonly references: Reference[] = [];
  readonly receivers: Receiver[] = [];
  readonly privates: PrivateUse[] = [];
  readonly imports: AnyNode[] = [];
  readonly module: Scope;
  /** Where the walk is. */
  scope: Scope;
  #site: Site | null = null;
  #class: ClassSite | null = null;
  strict: boolean;
  /** How many `with` statements are around. */
  withs = 0;
  readonly ancestors: AnyNode[] = [];
  /** `visit` of this walk, made once. */
  readonly visitChild = (child: AnyNode): void => visit(this, child);

  constructor(source: string, strict: boolean) {
    this.source = source;
    this.strict = strict;
    this.module = newScope('module', null, null);
    this.scopes.push(this.module);
    this.scope = this.module;
  }

  program(program: Program): void {
    this.ancestors.push(program);
    for (const statement of program.body) visit(this, statement);
    this.ancestors.pop();
    resolve(this.references, this.sites, this.receivers);
  }

  /** Goes into a new scope; gives the one to go back to. */
  enter(kind: Scope['kind'], node: Class | null = null): Scope {
    const outer = this.scope;
    this.scope = newScope(kind, outer, this.#site, node);
    this.scopes.push(this.scope);
    return outer;
  }

  /** Notes a use of a name. */
  refer(node: Identifier, place: ReferencePlace, writes: boolean): void {
    this.references.push({ node, scope: this.scope, site: this.#site, place, writes, binding: null });
  }

  /** Notes a use of what has no name. */
  take(node: AnyNode, use: SiteUse): void {
    take(this.receivers, node, this.#site, use);
  }

  /** Walks a function. */
  function(node: FunctionNode, shape: SiteShape): void {
    const outerSite = this.#site;
    const outerStrict = this.strict;
    if (node.body.type === 'BlockStatement' && hasUseStrict(node.body.body)) this.strict = true;
    // The name of a function expression is visible inside of it and nowhere else.
    const self = node.type === 'FunctionExpression' ? node.id : undefined;
    const site = this.#addSite(node as AnyNode, shape);
    this.#site = site;
    const outer = this.enter('function');
    site.scope = this.scope;
    this.ancestors.push(node as AnyNode);
    if (self) declare(self, 'self', this.scope);
    for (const parameter of node.params) bindPattern(this, parameter, 'parameter');
    if (node.body.type === 'BlockStatement') {
      this.ancestors.push(node.body);
      for (const statement of node.body.body) visit(this, statement);
      this.ancestors.pop();
    } else visit(this, node.body);
    this.ancestors.pop();
    this.scope = outer;
    this.#site = outerSite;
    this.strict = outerStrict;
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
      outer: this.scope,
      scope: this.scope,
      children: [],
      key: owner + shape.key,
      path: before + owner + shape.key,
      name: shape.name,
      endsWithCaller: shape.endsWithCaller ?? false,
      strict: this.strict,
      uses: new Set(this.withs > 0 ? ['with'] : []),
      redeclared: [],
    };
    this.sites.push(site);
    parent?.children.push(site);
    this.siteOf.set(node, site);
    return site;
  }

  /** Walks a class. */
  classNode(node: Class, name: string): void {
    const outerClass = this.#class;
    const outerStrict = this.strict;
    this.strict = true;
    const site: ClassSite = {
      node,
      name,
      site: this.#site,
      outer: outerClass,
      index: this.classes.length,
      privates: [],
      namedBy: null,
    };
    this.classes.push(site);
    this.classOf.set(node, site);
    const outer = this.enter('class', node);
    if (node.id) declare(node.id, 'self', this.scope);
    if (node.superClass) visit(this, node.superClass);
    this.#class = site;
    this.ancestors.push(node as AnyNode);
    if (site.site === null && lacksConstructor(node)) {
      const shape = { kind: 'constructor', key: 'constructor', name: 'constructor', memberOf: site } as const;
      this.function(impliedConstructor(node), shape);
    }
    for (const member of node.body.body) this.#member(site, member);
    this.ancestors.pop();
    this.scope = outer;
    this.#class = outerClass;
    this.strict = outerStrict;
  }

  #member(owner: ClassSite, member: Class['body']['body'][number]): void {
    if (member.type === 'StaticBlock') {
      this.#hidden(member, { kind: 'static', key: 'static block', name: '', memberOf: owner, isStatic: true }, () => {
        for (const statement of member.body) visit(this, statement);
      });
      return;
    }
    if (member.computed) visit(this, member.key);
    const text = keyText(this.source, member.key, member.computed);
    const prefix = member.static ? 'static ' : '';
    if (member.type === 'PropertyDefinition') {
      const { value } = member;
      if (!value) return;
      const shape = { key: `${prefix}${text}=`, name: '', memberOf: owner, isStatic: member.static };
      this.#hidden(member, { kind: 'initializer', ...shape }, () => {
        this.ancestors.push(member);
        visit(this, value);
        this.ancestors.pop();
      });
      return;
    }
    const kinds = { constructor: 'constructor', method: 'method', get: 'getter', set: 'setter' } as const;
    const accessor = member.kind === 'get' || member.kind === 'set' ? `${member.kind} ` : '';
    this.function(member.value, {
      kind: kinds[member.kind],
      key: `${prefix}${accessor}${text}`,
      name: member.computed ? '' : text,
      memberOf: owner,
      isStatic: member.static,
    });
  }

  /** Walks a field initializer or static block as the function that it is. */
  #hidden(node: AnyNode, shape: SiteShape, walk: () => void): void {
    const outerSite = this.#site;
    const site = this.#addSite(node, shape);
    this.#site = site;
    const outer = this.enter('function');
    site.scope = this.scope;
    walk();
    this.scope = outer;
    this.#site = outerSite;
  }

  /** Notes a use of a `#private` name. */
  private(node: PrivateIdentifier, around: AnyNode): void {
    const { name } = node;
    let owner = this.#class;
    const declares = ({ node }: ClassSite): boolean =>
      node.body.body.some((m) => 'key' in m && m.key.type === 'PrivateIdentifier' && m.key.name === name);
    while (owner && !declares(owner)) owner = owner.outer;
    const use = { node, around, site: this.#site, name, class: owner };
    this.privates.push(use);
    if (owner?.site) owner.privates.push(use);
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
