import type { AnyNode } from 'acorn';
import { functionNode } from '../syntax/parameters.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis, Binding, Site } from '../syntax/scope.ts';
import { calleeName } from './callee.ts';
import { keyName } from './member-name.ts';
import { ranAtLoad } from './ran-at-load.ts';
import { isExports } from './units.ts';

/** Calls that call what they are given once: when the server listens, the event comes, the plugin is registered, the turn is over. */
const callsOnce = new Set(['listen', 'once']);
/** The same of what they are given first: `register('name', handler)` is something else. */
const callsFirstOnce = new Set('register ready after whenReady nextTick setImmediate queueMicrotask'.split(' '));
/** What a plugin has its function under. */
const pluginKeys = new Set(['register', 'plugin', 'default']);

/** Finds functions that others called once, or are about to, going by what they were handed to. */
export class CalledOnce {
  readonly #analysis: Analysis;
  readonly #parents: ReadonlyMap<AnyNode, AnyNode>;
  readonly #ran: ReadonlyMap<Site, unknown>;
  readonly #busy = new Set<AnyNode>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
    this.#parents = parentsOf(analysis.program as AnyNode, () => true);
    this.#ran = ranAtLoad(analysis);
  }

  /** The call that a function was handed to while the module loaded, or by one that was itself called once. */
  by(site: Site): AnyNode | undefined {
    const node = functionNode(site) as AnyNode | undefined;
    if (!node) return undefined;
    const found = node.type === 'FunctionDeclaration' && node.id ? this.#named(node.id as AnyNode) : this.#handed(node);
    return found === 'exported' ? undefined : found;
  }

  /** Where all that becomes of a value is that it is handed to such a call: that; `exported` says nothing about others. */
  #handed(value: AnyNode): AnyNode | 'exported' | undefined {
    if (this.#busy.has(value)) return undefined;
    this.#busy.add(value);
    try {
      return this.#handedIn(value, this.#parents.get(value));
    } finally {
      this.#busy.delete(value);
    }
  }

  #handedIn(value: AnyNode, around: AnyNode | undefined): AnyNode | 'exported' | undefined {
    switch (around?.type) {
      case 'CallExpression': {
        if (around.callee === value) return this.#runsOnce(around) ? around : undefined;
        const name = calleeName(around.callee);
        if (callsOnce.has(name) || (callsFirstOnce.has(name) && around.arguments[0] === value))
          return this.#runsOnce(around) ? around : undefined;
        // What wraps a plugin gives it back: `fp(async (app) => …)`.
        return value.type === 'Identifier' && value !== around.arguments[0] ? undefined : this.#wrapped(around);
      }
      case 'Property':
        return around.value === value && pluginKeys.has(keyName(around) ?? '') ? this.#handed(around) : undefined;
      case 'ObjectExpression':
      case 'ArrayExpression':
        return this.#handed(around);
      case 'VariableDeclarator':
        return around.init === value && around.id.type === 'Identifier' ? this.#named(around.id) : undefined;
      case 'AssignmentExpression':
        return around.right === value && this.#isExport(around.left) ? 'exported' : undefined;
      case 'ExportDefaultDeclaration':
      case 'ExportSpecifier':
        return 'exported';
      default:
        return undefined;
    }
  }

  #wrapped(call: AnyNode): AnyNode | 'exported' | undefined {
    const around = this.#parents.get(call);
    return around &&
      /^(CallExpression|VariableDeclarator|AssignmentExpression|ExportDefaultDeclaration)$/.test(around.type)
      ? this.#handed(call)
      : undefined;
  }

  #isExport(target: AnyNode): boolean {
    return isExports(target) || (target.type === 'MemberExpression' && isExports(target.object));
  }

  #named(name: AnyNode): AnyNode | 'exported' | undefined {
    const binding = this.#bindingOf(name);
    if (!binding || binding.references.some(({ writes }) => writes)) return undefined;
    let found: AnyNode | 'exported' | undefined;
    for (const { node } of binding.references) {
      const one = this.#handed(node as AnyNode);
      if (one === undefined) return undefined;
      if (found === undefined || found === 'exported') found = one;
    }
    return found;
  }

  #bindingOf(name: AnyNode): Binding | undefined {
    for (const { bindings } of this.#analysis.scopes)
      for (const binding of bindings.values()) if (binding.names.includes(name as never)) return binding;
    return undefined;
  }

  /** Whether code runs once: at the top level, in what ran while the module loaded, or in what is itself called once. */
  #runsOnce(node: AnyNode): boolean {
    for (let at = this.#parents.get(node); at; at = this.#parents.get(at)) {
      const site = this.#analysis.siteOf.get(at);
      if (site) return this.#ran.has(site) || this.by(site) !== undefined;
    }
    return true;
  }
}
