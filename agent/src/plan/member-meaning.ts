import type { AnyNode, SpreadElement } from 'acorn';
import type { Binding, ClassSite } from '../syntax/scope.ts';
import type { Code, Made, Meaning, Meanings } from './meaning.ts';
import { keyName } from './member-name.ts';

/** What has a name in what a meaning stands for; of what is read by an accessor, what that gives. */
export function memberOf(at: Meanings, meaning: Meaning, name: string): Meaning[] {
  switch (meaning.is) {
    case 'module':
      return exportedBy(at, meaning.code, name);
    case 'literal':
      return [
        ...memberOfLiteral(at, meaning.code, meaning.node, name),
        ...at.values(meaning.code.bound.memberOfValue(meaning.node, name), meaning.code),
        ...at.setOn(meaning.node, name),
        ...(name === '*' ? at.given.heldBy(meaning.node) : []),
      ];
    case 'instance':
      return memberOfInstance(at, meaning.of, name);
    default: {
      if (name === 'prototype') return [{ is: 'instance', of: meaning }];
      const binding = nameOf(meaning);
      const set = binding ? at.values(meaning.code.bound.memberOf(binding, name), meaning.code) : [];
      if (meaning.is === 'function') return set;
      const own = [...set, ...memberOfClass(at, meaning.code, meaning.class, name, true)];
      return own.length > 0 ? own : at.parents(meaning).flatMap((parent) => memberOf(at, parent, name));
    }
  }
}

/** What a module exports under a name. */
export function exportedBy(at: Meanings, code: Code, name: string): Meaning[] {
  return at.once(`${code.url} ${name}`, () => exported(at, code, name));
}

function exported(at: Meanings, code: Code, name: string): Meaning[] {
  const { bound, analysis, format } = code;
  const own = bound.offers.has(name) ? analysis.module.bindings.get(name) : undefined;
  const passed = bound.passed.get(name);
  const found = [
    ...(own ? at.binding(own, code) : []),
    ...(passed ? at.imported(passed.specifier, passed.imported, code) : []),
    ...at.values(bound.exported(name), code),
    ...at.values(bound.exported(''), code).flatMap((whole) => memberOf(at, whole, name)),
  ];
  // For an ES module that imports a CommonJS one, and for what compilers put around `require`.
  if (name === 'default' && format === 'commonjs') return [...found, { is: 'module', code }];
  if (found.length > 0 || name === 'default') return found;
  return bound.passesAll.flatMap((specifier) =>
    at.imported(specifier, '*', code).flatMap((all) => (all.is === 'module' ? exportedBy(at, all.code, name) : [])),
  );
}

/** The functions by which a member is read or set. */
export function accessorsOf(at: Meanings, meaning: Meaning, name: string): Made[] {
  if (meaning.is === 'literal') {
    const { node, code } = meaning;
    const properties = node.type === 'ObjectExpression' ? node.properties : [];
    return properties.flatMap((property) =>
      property.type === 'Property' && property.kind !== 'init' && keyName(property) === name
        ? functionOf(property.value, code)
        : [],
    );
  }
  const owner = meaning.is === 'instance' ? meaning.of : meaning;
  if (owner.is !== 'class') return [];
  const isStatic = meaning.is === 'class';
  const own = owner.class.node.body.body.flatMap((member) =>
    member.type === 'MethodDefinition' &&
    (member.kind === 'get' || member.kind === 'set') &&
    member.static === isStatic &&
    keyName(member) === name
      ? functionOf(member.value as AnyNode, owner.code)
      : [],
  );
  if (own.length > 0) return own;
  return at
    .parents(owner)
    .flatMap((parent) => accessorsOf(at, isStatic ? parent : { is: 'instance', of: parent }, name));
}

function functionOf(node: AnyNode, code: Code): Made[] {
  const site = code.analysis.siteOf.get(node);
  return site ? [{ is: 'function', code, site }] : [];
}

/** The name that a function or class is declared under. */
function nameOf(made: Made): Binding | undefined {
  if (made.is === 'function') return made.site.outer.bindings.get(made.site.key);
  const { site, name } = made.class;
  return (site?.scope ?? made.code.analysis.module).bindings.get(name);
}

function memberOfLiteral(at: Meanings, code: Code, node: AnyNode, name: string): Meaning[] {
  if (node.type === 'ArrayExpression') {
    const wanted = name === '*' ? node.elements : [node.elements[Number(name)]];
    return wanted.flatMap((element) =>
      element?.type === 'SpreadElement' ? spread(at, element, code, '*') : at.of(element, code),
    );
  }
  // Of a map that is made of entries, the entries and their values.
  if (node.type === 'NewExpression') {
    if (name !== '*') return [];
    const entries = at.of(node.arguments[0] as AnyNode | undefined, code).flatMap((all) => memberOf(at, all, '*'));
    return [...entries, ...entries.flatMap((entry) => (entry.is === 'literal' ? memberOf(at, entry, '1') : []))];
  }
  if (node.type !== 'ObjectExpression') return [];
  return node.properties.flatMap((property) => {
    if (property.type === 'SpreadElement') return spread(at, property, code, name);
    const key = keyName(property);
    if (key !== name && name !== '*' && key !== undefined) return [];
    if (property.kind === 'init') return at.of(property.value, code);
    return functionOf(property.value, code).flatMap((getter) => at.results(getter));
  });
}

/** What is spread may be what it is spread into: `all = { ...all, one }`. */
function spread(at: Meanings, node: SpreadElement, code: Code, name: string): Meaning[] {
  return at.once(node, () => at.of(node.argument, code).flatMap((all) => memberOf(at, all, name)));
}

function memberOfClass(at: Meanings, code: Code, made: ClassSite, name: string, isStatic: boolean): Meaning[] {
  return made.node.body.body.flatMap((member): Meaning[] => {
    if (member.type === 'StaticBlock' || member.static !== isStatic || keyName(member) !== name) return [];
    if (member.type === 'PropertyDefinition') return at.of(member.value as AnyNode | null, code);
    const own = functionOf(member.value as AnyNode, code);
    return member.kind === 'method' ? own : own.flatMap((accessor) => at.results(accessor));
  });
}

function memberOfInstance(at: Meanings, made: Made, name: string): Meaning[] {
  const { code } = made;
  const binding = nameOf(made);
  const prototype = binding ? code.bound.memberOf(binding, `prototype.${name}`) : [];
  const set = at.values(
    [...prototype, ...code.bound.fieldOf(made.is === 'class' ? made.class : made.site, name)],
    code,
  );
  if (made.is === 'function') {
    const whole = binding ? at.values(code.bound.memberOf(binding, 'prototype'), code) : [];
    return [...set, ...whole.flatMap((object) => (object.is === 'instance' ? [] : memberOf(at, object, name)))];
  }
  const own = [...set, ...memberOfClass(at, code, made.class, name, false)];
  return own.length > 0 ? own : at.parents(made).flatMap((parent) => memberOfInstance(at, parent, name));
}
