import type { AnyNode, Class } from 'acorn';
import { functionNode } from '../syntax/parameters.ts';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis, Binding, Site } from '../syntax/scope.ts';

/** How a function came to run while its module loaded: written where it runs and never called again, or called. */
export type RanAtLoad = 'in place' | 'called';

/** Methods that call what they are given before they return. */
const callsAtOnce = new Set(
  'map filter forEach reduce reduceRight some every find findIndex flatMap sort toSorted replace replaceAll from'.split(
    ' ',
  ),
);
const callsLater = new Set(['then', 'catch', 'finally']);

/** Follows what a module calls by name while it loads. */
class Load {
  readonly ran = new Map<Site, RanAtLoad>();
  readonly #analysis: Analysis;
  readonly #bindingOf = new Map<AnyNode, Binding>();
  readonly #functions = new Map<string, Site[]>();
  readonly #constructors = new Map<AnyNode, Site>();
  /** Functions that were given to one that ran, by the parameter that stands for them. */
  readonly #given = new Map<Binding, AnyNode>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
    for (const { node, binding } of analysis.references) if (binding) this.#bindingOf.set(node, binding);
    for (const site of analysis.sites) {
      if (site.kind === 'constructor' && site.memberOf) this.#constructors.set(site.memberOf.node as AnyNode, site);
      if (!site.memberOf) this.#functions.set(site.key, [...(this.#functions.get(site.key) ?? []), site]);
    }
  }

  /** Goes through code that runs; `how` is for the functions that stand in it. */
  run(node: AnyNode, how: RanAtLoad): void {
    if ('params' in node || node.type === 'MethodDefinition') return;
    if (node.type === 'PropertyDefinition' && !node.static) return;
    if (node.type === 'CallExpression') this.#call(node.callee, node.arguments, how);
    if (node.type === 'TaggedTemplateExpression') this.#enter(node.tag, how);
    if (node.type === 'NewExpression') {
      const isPromise = node.callee.type === 'Identifier' && node.callee.name === 'Promise';
      if (isPromise && node.arguments[0]) this.#enter(node.arguments[0], how);
      else this.#construct(node.callee);
    }
    for (const child of childrenOf(node)) this.run(child, how);
  }

  #call(callee: AnyNode, given: readonly AnyNode[], how: RanAtLoad): void {
    this.#enter(callee, how, given);
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
    const { name } = callee.property;
    if (name === 'call' || name === 'apply') this.#enter(callee.object, how, given.slice(1));
    // What waits for a promise may not have run yet.
    if (callsAtOnce.has(name)) for (const argument of given) this.#enter(argument, how);
    if (callsLater.has(name)) for (const argument of given) this.#enter(argument, 'called');
  }

  #enter(called: AnyNode, how: RanAtLoad, given: readonly AnyNode[] = []): void {
    const written = this.#analysis.siteOf.get(called);
    if (written) this.#body(written, how, given);
    const binding = this.#bindingOf.get(called);
    const passed = binding && this.#given.get(binding);
    if (passed) this.#enter(passed, how);
    const named = binding && this.#functions.get(binding.name)?.find((site) => site.outer === binding.scope);
    if (named) this.#body(named, 'called', given);
  }

  #construct(callee: AnyNode): void {
    const binding = this.#bindingOf.get(callee);
    const made = binding && this.#analysis.classes.find(({ node }: { node: Class }) => node.id?.name === binding.name);
    const site = made && this.#constructors.get(made.node as AnyNode);
    if (site) this.#body(site, 'called');
    else this.#enter(callee, 'called');
  }

  #body(site: Site, how: RanAtLoad, given: readonly AnyNode[] = []): void {
    const node = functionNode(site);
    if (!node || this.ran.has(site)) return;
    this.ran.set(site, how);
    for (const [index, parameter] of node.params.entries()) {
      const binding = parameter.type === 'Identifier' ? site.scope.bindings.get(parameter.name) : undefined;
      const argument = given[index];
      if (binding && argument) this.#given.set(binding, argument);
    }
    for (const parameter of node.params) this.run(parameter, how);
    this.run(node.body, how);
  }
}

/** Finds the functions that ran while a module loaded, as far as names tell: what came of them stays as it is. */
export function ranAtLoad(analysis: Analysis): ReadonlyMap<Site, RanAtLoad> {
  const load = new Load(analysis);
  for (const statement of analysis.program.body) load.run(statement, 'in place');
  return load.ran;
}
