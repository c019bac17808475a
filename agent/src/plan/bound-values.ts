import type { AnyNode, ObjectExpression } from 'acorn';
import { visitChildren } from '../syntax/children.ts';
import type { Analysis, Binding, ClassSite, Site } from '../syntax/scope.ts';
import { required } from './importers.ts';
import { keyName, memberName } from './member-name.ts';
import { resultsOf, thisOf } from './results-of.ts';
import { patternNames } from '../syntax/pattern-names.ts';
import { isExports } from './units.ts';

/** A value that a name has, at least at times: what is taken from where in the value of an expression. */
export interface BoundValue {
  readonly node: AnyNode;
  /** Members, one after the other; `*` stands for any. */
  readonly path: readonly string[];
}

/** An export that comes from another module; `*` is the whole of it. */
export interface PassedExport {
  readonly specifier: string;
  readonly imported: string;
}

/** What compilers call the function that defines getters for exports, from an object of functions. */
const definers = /^_*export$/;

/** What the names of one module are bound to, whenever that happens; block scopes of one function are taken together. */
export class BoundValues {
  readonly analysis: Analysis;
  readonly bindingOf: ReadonlyMap<AnyNode, Binding>;
  /** The function around each `this` and `super`. */
  readonly around: ReadonlyMap<AnyNode, Site | null>;
  /** The literal that a function is a member of. */
  readonly literalOf: Map<AnyNode, ObjectExpression> = new Map();
  /** Modules of which all exports are passed on. */
  readonly passesAll: string[] = [];
  /** Names of its own that an ES module exports where it declares them. */
  readonly offers: Set<string> = new Set();
  readonly passed: Map<string, PassedExport> = new Map();
  readonly imports: Map<string, PassedExport> = new Map();
  readonly #values = new Map<string, BoundValue[]>();
  /** What name a value was declared under. */
  readonly #namedIn = new Map<AnyNode, string>();

  constructor(analysis: Analysis) {
    this.analysis = analysis;
    const bindingOf = new Map<AnyNode, Binding>();
    for (const { node, binding } of analysis.references) if (binding) bindingOf.set(node, binding);
    this.bindingOf = bindingOf;
    this.around = new Map(analysis.receivers.map(({ node, site }) => [node, site]));
    this.#visit(analysis.program, null);
  }

  /** What a name is bound to. */
  of({ scope, name }: Binding): readonly BoundValue[] {
    return this.#values.get(nameKey(scope.site, name)) ?? [];
  }

  /** What is set on the value of a name, or with `prototype` on its instances. */
  memberOf({ scope, name }: Binding, member: string): readonly BoundValue[] {
    return this.#values.get(`${nameKey(scope.site, name)}.${member}`) ?? [];
  }

  /** What is set on a value that is declared under some name. */
  memberOfValue(value: AnyNode, member: string): readonly BoundValue[] {
    return this.#values.get(`${this.#namedIn.get(value) ?? ''}.${member}`) ?? [];
  }

  /** What instances of a class, or what a constructing function makes, are given under a name. */
  fieldOf(owner: ClassSite | Site, member: string): readonly BoundValue[] {
    return this.#values.get(`${ownerKey(owner)}.${member}`) ?? [];
  }

  /** What is exported under a name; the whole under none. */
  exported(name: string): readonly BoundValue[] {
    return this.#values.get(name === '' ? 'exports' : `exports.${name}`) ?? [];
  }

  #put(key: string | undefined, node: AnyNode | null | undefined, path: readonly string[] = []): void {
    if (key === undefined || !node) return;
    const known = this.#values.get(key);
    if (known) known.push({ node, path });
    else this.#values.set(key, [{ node, path }]);
  }

  #visit(node: AnyNode, around: Site | null): void {
    const site = this.analysis.siteOf.get(node) ?? around;
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        if (node.id) this.#put(nameKey(around, node.id.name), node);
        break;
      case 'VariableDeclarator': {
        this.#bind(node.id, node.init ?? null, [], around);
        let value: AnyNode | null | undefined = node.init;
        while (value?.type === 'AssignmentExpression') value = value.right;
        if (value && node.id.type === 'Identifier') this.#namedIn.set(value, nameKey(around, node.id.name));
        break;
      }
      case 'AssignmentExpression':
        if (/^(\?\?|\|\||&&)?=$/.test(node.operator)) this.#bind(node.left, node.right, [], around);
        break;
      case 'ForOfStatement':
        if (node.left.type === 'VariableDeclaration')
          this.#bind(node.left.declarations[0]?.id ?? null, node.right, ['*'], around);
        break;
      case 'ObjectExpression':
        for (const property of node.properties) {
          if (property.type !== 'Property') continue;
          this.literalOf.set(property.value, node);
        }
        break;
      case 'CallExpression':
        this.#defined(node, around);
        break;
      default:
        this.#offered(node);
    }
    visitChildren(node, (child) => this.#visit(child, site));
  }

  #bind(target: AnyNode | null, value: AnyNode | null, path: readonly string[], site: Site | null): void {
    switch (target?.type) {
      case 'Identifier': {
        const binding = this.bindingOf.get(target);
        this.#put(binding ? nameKey(binding.scope.site, binding.name) : nameKey(site, target.name), value, path);
        return;
      }
      case 'MemberExpression':
        this.#put(this.#targetKey(target, site), value, path);
        return;
      case 'AssignmentPattern':
        this.#bind(target.left, value, path, site);
        this.#bind(target.left, target.right, [], site);
        return;
      case 'ArrayPattern':
        for (const [index, element] of target.elements.entries())
          if (element?.type !== 'RestElement') this.#bind(element, value, [...path, String(index)], site);
        return;
      case 'ObjectPattern':
        for (const property of target.properties) {
          if (property.type === 'RestElement') this.#bind(property.argument, value, path, site);
          else this.#bind(property.value, value, [...path, keyName(property) ?? '*'], site);
        }
        return;
      default:
    }
  }

  /** Where a value goes that is assigned to a member. */
  #targetKey(target: AnyNode, site: Site | null): string | undefined {
    if (isExports(target) && target.type === 'MemberExpression') return 'exports';
    const name = memberName(target);
    if (target.type !== 'MemberExpression' || name === undefined) return undefined;
    return this.#memberKey(target.object, name, site);
  }

  #memberKey(object: AnyNode, name: string, site: Site | null): string | undefined {
    if (isExports(object)) return `exports.${name}`;
    if (object.type === 'ThisExpression') {
      const owner = thisOf(site);
      return owner ? `${ownerKey(owner.memberOf ?? owner)}.${name}` : `exports.${name}`;
    }
    const binding = this.bindingOf.get(object);
    if (binding) return `${nameKey(binding.scope.site, binding.name)}.${name}`;
    return memberName(object) === 'prototype' && object.type === 'MemberExpression'
      ? this.#memberKey(object.object, `prototype.${name}`, site)
      : undefined;
  }

  /** Members that calls give: `Object.assign`, `Object.defineProperty` and what compilers have in their place. */
  #defined(node: Extract<AnyNode, { type: 'CallExpression' }>, site: Site | null): void {
    const [target, ...given] = node.arguments as AnyNode[];
    const callee = memberName(node.callee) ?? (node.callee.type === 'Identifier' ? node.callee.name : '');
    if (!target) return;
    if (callee === 'assign' || definers.test(callee)) {
      for (const one of given) {
        if (one.type !== 'ObjectExpression') continue;
        for (const property of one.properties) {
          if (property.type !== 'Property') continue;
          const { value } = property;
          const given = definers.test(callee) ? this.#givenBy(value) : [value];
          for (const one of given) this.#put(this.#memberKey(target, keyName(property) ?? '*', site), one);
        }
      }
    }
    const [key, descriptor] = given;
    if (callee === 'defineProperty' && key?.type === 'Literal' && descriptor?.type === 'ObjectExpression') {
      for (const property of descriptor.properties) {
        if (property.type !== 'Property') continue;
        const member = this.#memberKey(target, String(key.value), site);
        if (keyName(property) === 'value') this.#put(member, property.value);
        if (keyName(property) === 'get') for (const one of this.#givenBy(property.value)) this.#put(member, one);
      }
    }
    if (/^_*(exportStar|reExport|export_star)$/.test(callee))
      for (const one of node.arguments) {
        const specifier = required(one as AnyNode);
        if (specifier !== undefined) this.passesAll.push(specifier);
      }
  }

  /** What a function may give. */
  #givenBy(node: AnyNode): readonly AnyNode[] {
    const site = this.analysis.siteOf.get(node);
    return site ? resultsOf(site) : [];
  }

  /** What an ES module takes from others and offers. */
  #offered(node: AnyNode): void {
    if (node.type === 'ImportDeclaration') {
      const specifier = String(node.source.value);
      for (const one of node.specifiers) {
        const imported = one.type === 'ImportSpecifier' ? textOf(one.imported) : undefined;
        const whole = one.type === 'ImportNamespaceSpecifier' ? '*' : 'default';
        this.imports.set(one.local.name, { specifier, imported: imported ?? whole });
      }
    } else if (node.type === 'ExportAllDeclaration') {
      const specifier = String(node.source.value);
      if (node.exported) this.passed.set(textOf(node.exported), { specifier, imported: '*' });
      else this.passesAll.push(specifier);
    } else if (node.type === 'ExportDefaultDeclaration') {
      this.#put('exports.default', node.declaration as AnyNode);
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of node.specifiers) {
        if (node.source)
          this.passed.set(textOf(exported), { specifier: String(node.source.value), imported: textOf(local) });
        else this.#put(`exports.${textOf(exported)}`, local as AnyNode);
      }
      const { declaration } = node;
      if (declaration?.type === 'VariableDeclaration')
        for (const { id } of declaration.declarations) for (const name of patternNames(id)) this.offers.add(name);
      else if (declaration?.id) this.offers.add(declaration.id.name);
    }
  }
}

function textOf(name: AnyNode): string {
  return name.type === 'Identifier' ? name.name : String((name as { value?: unknown }).value);
}

function nameKey(site: Site | null, name: string): string {
  return `${site?.index ?? ''} ${name}`;
}

function ownerKey(owner: ClassSite | Site): string {
  return 'kind' in owner ? `this of f${owner.index}` : `this of ${owner.index}`;
}
