import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode, Class } from 'acorn';
import type { Analysis, Binding, ClassSite, Site } from '../syntax/scope.ts';
import { limits } from '../limits.ts';
import { isUnder } from './is-under.ts';
import { BoundValues, type BoundValue } from './bound-values.ts';
import { calleeName, gives, givesBack } from './callee.ts';
import { required } from './importers.ts';
import { exportedBy, memberOf } from './member-meaning.ts';
import { memberName } from './member-name.ts';
import { GivenMeanings } from './given-meanings.ts';
import { without } from './same-meaning.ts';
import { resultsOf, thisOf } from './results-of.ts';
import { isExports } from './units.ts';

/** One module as its source says it. */
export interface Code {
  readonly url: string;
  readonly format: ModuleFormat;
  readonly analysis: Analysis;
  readonly bound: BoundValues;
}

/**
 * Finds the module that another one means; undefined where that is none whose source is looked at. `isGiven` says that it is
 * given something that it may call.
 */
export type FindCode = (specifier: string, from: Code, isGiven: boolean) => Code | undefined;

/** What an expression stands for. */
export type Meaning =
  | { readonly is: 'function'; readonly code: Code; readonly site: Site }
  | { readonly is: 'class'; readonly code: Code; readonly class: ClassSite }
  | { readonly is: 'instance'; readonly of: Made }
  /** An object or array as it is written, or what the language makes with `new`. */
  | { readonly is: 'literal'; readonly code: Code; readonly node: AnyNode }
  /** All that a module exports. */
  | { readonly is: 'module'; readonly code: Code };

/** What can be called, and makes instances. */
export type Made = Extract<Meaning, { is: 'class' | 'function' }>;

/** An expression that leads to more than this is not followed to its end. */
const mostSteps = 400;

/** The code of a module, ready to be asked. */
export function codeOf(url: string, format: ModuleFormat, analysis: Analysis): Code {
  return { url, format, analysis, bound: new BoundValues(analysis) };
}

/** Says what expressions stand for, as far as names tell, across modules. */
export class Meanings {
  /** Whether what is called is given something that it may call. */
  isGiven = false;
  /** What functions were given. */
  readonly given: GivenMeanings = new GivenMeanings();
  readonly #find: FindCode;
  readonly #busy = new Set<AnyNode>();
  readonly #asked = new Set<unknown>();
  #steps = 0;
  #left: number = limits.planSteps;
  /** Whether there is so much to follow that some was left out. */
  isCut = false;

  constructor(find: FindCode) {
    this.#find = find;
  }

  /** Everything that an expression may stand for. */
  of(node: AnyNode | null | undefined, code: Code): Meaning[] {
    if (this.#busy.size === 0) this.#steps = 0;
    if (!node || this.#busy.has(node) || this.#steps++ > mostSteps || this.isCut) return [];
    if (this.#left-- === 0) this.isCut = true;
    this.#busy.add(node);
    try {
      return without([], this.#all(node, code));
    } finally {
      this.#busy.delete(node);
    }
  }

  /** Finds something, but when that is being found. */
  once(key: unknown, find: () => Meaning[]): Meaning[] {
    if (this.#asked.has(key)) return [];
    this.#asked.add(key);
    try {
      return find();
    } finally {
      this.#asked.delete(key);
    }
  }

  /** Everything that some values may stand for. */
  values(values: readonly BoundValue[], code: Code): Meaning[] {
    return values.flatMap(({ node, path }) => {
      let meanings = this.of(node, code);
      for (const name of path) meanings = meanings.flatMap((meaning) => memberOf(this, meaning, name));
      return meanings;
    });
  }

  /** What functions set on an object that they were given. */
  setOn(literal: AnyNode, name: string): Meaning[] {
    return this.given
      .aliasesOf(literal)
      .flatMap(({ binding, code }) => this.values(code.bound.memberOf(binding, name), code));
  }

  /** Everything that a name may stand for. */
  binding(binding: Binding, code: Code): Meaning[] {
    const { bound, analysis } = code;
    const { kind, name, scope } = binding;
    const passed = kind === 'import' ? bound.imports.get(name) : undefined;
    if (passed) return this.imported(passed.specifier, passed.imported, code);
    if (kind === 'self') {
      const made = scope.class && analysis.classOf.get(scope.class);
      if (made) return [{ is: 'class', code, class: made }];
      return scope.site ? [{ is: 'function', code, site: scope.site }] : [];
    }
    return [...this.given.to(binding), ...this.values(bound.of(binding), code)];
  }

  /** What a module takes from another one; `*` is the whole of it. */
  imported(specifier: string, name: string, from: Code): Meaning[] {
    const code = this.#find(specifier, from, this.isGiven);
    if (!code) return [];
    return name === '*' ? [{ is: 'module', code }] : exportedBy(this, code, name);
  }

  /** What is called when something is called, or made when it is called with `new`. */
  called(meaning: Meaning): Made[] {
    if (meaning.is === 'function' || meaning.is === 'class') return [meaning];
    if (meaning.is !== 'module') return [];
    const { code } = meaning;
    return this.values(code.bound.exported(''), code).flatMap((whole) =>
      whole.is === 'module' ? [] : this.called(whole),
    );
  }

  /** The classes that a class extends. */
  parents(made: Made): Made[] {
    if (made.is === 'function') return [];
    const above = ({ class: of, code }: Extract<Made, { is: 'class' }>): Made[] =>
      this.of(of.node.superClass as AnyNode | null | undefined, code).flatMap((parent) => this.called(parent));
    return above(made).filter((parent) => !isUnder(parent, made.class, above));
  }

  /** What calling something gives. */
  results(made: Made): Meaning[] {
    if (made.is === 'class') return [];
    return resultsOf(made.site).flatMap((result) => this.of(result, made.code));
  }

  #all(node: AnyNode, code: Code): Meaning[] {
    const { analysis, bound } = code;
    switch (node.type) {
      case 'FunctionExpression':
      case 'FunctionDeclaration':
      case 'ArrowFunctionExpression': {
        const site = analysis.siteOf.get(node);
        return site ? [{ is: 'function', code, site }] : [];
      }
      case 'ClassExpression':
      case 'ClassDeclaration': {
        const made = analysis.classOf.get(node as Class);
        return made ? [{ is: 'class', code, class: made }] : [];
      }
      case 'ObjectExpression':
      case 'ArrayExpression':
        return [{ is: 'literal', code, node }];
      case 'Identifier': {
        const binding = bound.bindingOf.get(node);
        if (binding) return this.binding(binding, code);
        return isExports(node) ? [{ is: 'module', code }] : [];
      }
      case 'ThisExpression':
      case 'Super':
        return this.#receiver(node, code);
      case 'MemberExpression': {
        if (isExports(node)) return [{ is: 'module', code }];
        const name = memberName(node) ?? '*';
        const binding = bound.bindingOf.get(node.object);
        const set = binding ? this.values(bound.memberOf(binding, name), code) : [];
        return [...set, ...this.of(node.object, code).flatMap((object) => memberOf(this, object, name))];
      }
      case 'CallExpression':
        return this.#call(node, code);
      case 'TaggedTemplateExpression':
        return this.of(node.tag, code).flatMap((tag) => this.called(tag).flatMap((made) => this.results(made)));
      case 'NewExpression': {
        const made = this.of(node.callee, code).flatMap((callee) => this.called(callee));
        // What the language or a package makes, a map say, is known by the place that makes it.
        return made.length > 0 ? made.map((of) => ({ is: 'instance', of })) : [{ is: 'literal', code, node }];
      }
      case 'ImportExpression':
        return node.source.type === 'Literal' ? this.imported(String(node.source.value), '*', code) : [];
      case 'AwaitExpression':
        return this.of(node.argument, code);
      case 'ChainExpression':
        return this.of(node.expression, code);
      case 'SequenceExpression':
        return this.of(node.expressions.at(-1), code);
      case 'AssignmentExpression':
        return this.of(node.right, code);
      case 'ConditionalExpression':
        return [...this.of(node.consequent, code), ...this.of(node.alternate, code)];
      case 'LogicalExpression':
        return [...this.of(node.left, code), ...this.of(node.right, code)];
      default:
        return [];
    }
  }

  #receiver(node: AnyNode, code: Code): Meaning[] {
    const site = thisOf(code.bound.around.get(node) ?? null);
    const owner = site?.memberOf;
    if (node.type === 'Super') {
      const parents = owner ? this.parents({ is: 'class', code, class: owner }) : [];
      return site?.isStatic ? parents : parents.map((of) => ({ is: 'instance', of }));
    }
    if (!site) return code.format === 'commonjs' ? [{ is: 'module', code }] : [];
    if (owner) {
      const made: Made = { is: 'class', code, class: owner };
      return [site.isStatic ? made : { is: 'instance', of: made }];
    }
    const literal = code.bound.literalOf.get(site.node as AnyNode);
    if (literal) return [{ is: 'literal', code, node: literal }];
    return [{ is: 'instance', of: { is: 'function', code, site } }];
  }

  #call(node: Extract<AnyNode, { type: 'CallExpression' }>, code: Code): Meaning[] {
    const specifier = required(node);
    if (specifier !== undefined) return this.imported(specifier, '*', code);
    const { callee } = node;
    const name = calleeName(callee);
    const [first] = node.arguments as AnyNode[];
    const isMember = callee.type === 'MemberExpression';
    if (isMember && name === 'bind') return this.of(callee.object, code);
    if (first && givesBack.test(name)) return this.of(first, code);
    const items = isMember && gives.has(name) ? this.of(callee.object, code).filter(({ is }) => is === 'literal') : [];
    if (items.length > 0) return gives.get(name) === 'all' ? items : items.flatMap((all) => memberOf(this, all, '*'));
    const called = isMember && (name === 'call' || name === 'apply') ? callee.object : callee;
    return this.of(called, code).flatMap((meaning) => this.called(meaning).flatMap((made) => this.results(made)));
  }
}
